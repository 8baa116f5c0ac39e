using System.Globalization;
using System.Net;
using System.Text;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>A line of a plot.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">By growing x.</param>
/// <param name="IsReference">Drawn thin and dashed.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<PlotPoint> Points, bool IsReference = false);

/// <param name="X">On the axis.</param>
/// <param name="Y">The value; above 0 on a logarithmic axis.</param>
/// <param name="Label">What somebody reads who points at it.</param>
/// <param name="Low">The lowest run; as <paramref name="Y"/> where there is no spread.</param>
/// <param name="High">The highest run.</param>
internal readonly record struct PlotPoint(double X, double Y, string Label, double Low, double High);

/// <param name="At">Where, between 0 and 1 of the axis.</param>
/// <param name="Label">Empty for a line without one.</param>
internal readonly record struct PlotTick(double At, string Label);

/// <summary>A scale from values to the axis, with its ticks; a title where the ticks' units don't say it.</summary>
internal sealed record PlotAxis(string Title, Func<double, double> Place, IReadOnlyList<PlotTick> Ticks)
{
    /// <summary>Powers of ten, with 2 and 5 between them named where there is room for the words.</summary>
    public static PlotAxis Logarithmic(string title, double least, double most, Func<double, string> text)
    {
        double low = Math.Floor(Math.Log10(Math.Max(least, 1e-9)));
        double high = Math.Max(low + 1, Math.Ceiling(Math.Log10(Math.Max(most, 1e-9)) - 1e-9));
        bool isShort = high - low <= 2;
        List<PlotTick> ticks = [];
        for (double power = low; power <= high; power++)
        {
            foreach (double step in (double[])[1, 2, 5])
            {
                double at = (power + Math.Log10(step) - low) / (high - low);
                if (at <= 1 + 1e-9 && (step == 1 || isShort)) { ticks.Add(new PlotTick(at, text(step * Math.Pow(10, power)))); }
            }
        }

        return new PlotAxis(title, value => (Math.Log10(Math.Max(value, 1e-9)) - low) / (high - low), ticks);
    }

    /// <summary>From 0, in five to ten round steps.</summary>
    public static PlotAxis Linear(string title, double most, Func<double, string> text)
    {
        double rough = Math.Max(most, 1e-9) / 5;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        double end = Math.Ceiling((most / step) - 1e-9) * step;
        return new PlotAxis(title, value => value / end, [.. Enumerable.Range(0, (int)Math.Round(end / step) + 1).Select(i => new PlotTick(i * step / end, text(i * step)))]);
    }

    /// <summary>Percentiles as the nines of them: each step to the right is a tenth of what was left. Places are log10 of 1 / (1 - p).</summary>
    public static PlotAxis Percentiles(double most)
    {
        double end = Math.Max(2, Math.Ceiling(most - 1e-9));
        List<PlotTick> ticks = [new PlotTick(0, "0 %"), new PlotTick(Math.Log10(2) / end, "50 %")];
        for (int nines = 1; nines <= end; nines++)
        {
            string label = nines switch { 1 => "90 %", 2 => "99 %", _ => $"99.{new string('9', nines - 2)} %" };
            ticks.Add(new PlotTick(nines / end, label));
        }

        return new PlotAxis("percentile", value => value / end, ticks);
    }
}

/// <summary>Lines over two axes as inline SVG, coloured by the page's style sheet.</summary>
internal static class LinePlot
{
    private const double Width = 760;
    private const double Height = 340;
    private const double Left = 72;
    private const double Right = 36;
    private const double Top = 14;
    private const double Bottom = 46;

    /// <summary>Colours in the style sheet; a further line takes the first again, dotted.</summary>
    public const int Colours = 8;

    public static string Render(string title, PlotAxis x, PlotAxis y, IReadOnlyList<PlotLine> lines)
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{Html(title)}</figcaption>{Legend(lines)}<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html(title)}\">");
        foreach (PlotTick tick in y.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick.At):0.#}\" y2=\"{Y(tick.At):0.#}\"/><text class=\"tick\" text-anchor=\"end\" x=\"{Left - 8}\" y=\"{Y(tick.At) + 4:0.#}\">{Html(tick.Label)}</text>");
        }

        foreach (PlotTick tick in x.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{X(tick.At):0.#}\" x2=\"{X(tick.At):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/><text class=\"tick\" text-anchor=\"middle\" x=\"{X(tick.At):0.#}\" y=\"{Height - Bottom + 18}\">{Html(tick.Label)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" text-anchor=\"middle\" x=\"{(Left + Width - Right) / 2:0.#}\" y=\"{Height - 8}\">{Html(x.Title)}</text>");
        for (int i = 0; i < lines.Count; i++) { Line(svg, lines[i], Class(lines, i), x, y); }
        return svg.Append("</svg></figure>").ToString();
    }

    private static void Line(StringBuilder svg, PlotLine line, string style, PlotAxis x, PlotAxis y)
    {
        if (line.Points.Any(point => point.High > point.Low))
        {
            string up = string.Join(' ', line.Points.Select(point => Place(x.Place(point.X), y.Place(point.High))));
            string down = string.Join(' ', line.Points.Reverse().Select(point => Place(x.Place(point.X), y.Place(point.Low))));
            svg.Append(CultureInfo.InvariantCulture, $"<polygon class=\"band {style}\" points=\"{up} {down}\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line {style}\" points=\"{string.Join(' ', line.Points.Select(point => Place(x.Place(point.X), y.Place(point.Y))))}\"/>");
        foreach (PlotPoint point in line.Points.Where(point => point.Label.Length > 0))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {style}\" cx=\"{X(x.Place(point.X)):0.#}\" cy=\"{Y(y.Place(point.Y)):0.#}\" r=\"3\"><title>{Html(line.Name)}, {Html(point.Label)}</title></circle>");
        }
    }

    private static string Legend(IReadOnlyList<PlotLine> lines)
    {
        if (lines.Count < 2) { return ""; }
        StringBuilder legend = new("<ul class=\"legend\">");
        for (int i = 0; i < lines.Count; i++)
        {
            legend.Append(CultureInfo.InvariantCulture, $"<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><line class=\"line {Class(lines, i)}\" x1=\"0\" x2=\"24\" y1=\"4\" y2=\"4\"/></svg>{Html(lines[i].Name)}</li>");
        }

        return legend.Append("</ul>").ToString();
    }

    private static string Class(IReadOnlyList<PlotLine> lines, int index)
    {
        int place = lines.Take(index).Count(line => line.IsReference == lines[index].IsReference);
        if (lines[index].IsReference) { return place % 2 == 0 ? "reference" : "reference second"; }
        string dotted = place >= Colours ? " dotted" : "";
        return string.Create(CultureInfo.InvariantCulture, $"c{place % Colours}{dotted}");
    }

    private static string Place(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{X(x):0.#},{Y(y):0.#}");

    private static double X(double share) => Left + (Math.Clamp(share, 0, 1) * (Width - Left - Right));

    private static double Y(double share) => Height - Bottom - (Math.Clamp(share, 0, 1) * (Height - Top - Bottom));

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
