using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Acceptance.Reporting;

/// <summary>
/// The growth of equity as a picture that needs nothing else (SVG 1.1, no script, no font, no link): in sample, out of sample and, when it
/// was opened, the hold-out, each going on where the one before ended.
/// </summary>
public static class EquityPicture
{
    private const double Width = 720;
    private const double Height = 240;
    private const double Left = 56;
    private const double Top = 26;
    private const double Bottom = 24;
    private const int MaxPoints = 240;   // Of a part: more than a screen tells apart.

    public static string Svg(AcceptanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyList<ReportPart> parts = ReportPart.Of(report);
        List<List<(Timestamp Time, double Growth)>> lines = [];
        double level = 1;
        foreach (ReportPart part in parts)
        {
            List<(Timestamp, double)> line = [(part.Window.Start, level)];
            if (part.Outcome is { } outcome)
            {
                line.AddRange(Thin(outcome.Equity).Select(point => (point.Time, level * point.Growth)));
                level *= 1 + outcome.TotalReturn;
            }

            lines.Add(line);
        }

        Scale scale = new(parts[0].Window.Start, parts[^1].Window.End, lines.SelectMany(line => line).Min(point => point.Growth), lines.SelectMany(line => line).Max(point => point.Growth));
        StringBuilder svg = new();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"equity\" font-family=\"sans-serif\" font-size=\"11\">");
        Add(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        for (int i = 0; i < parts.Count; i++) { AddPart(svg, parts[i], lines[i], scale, Colours[i]); }
        Add(svg, $"<line x1=\"{Left}\" y1=\"{scale.Y(1):0.0}\" x2=\"{Width}\" y2=\"{scale.Y(1):0.0}\" stroke=\"#888888\" stroke-dasharray=\"3 3\"/>");
        foreach (double growth in (double[])[scale.Low, scale.High])
        {
            Add(svg, $"<text x=\"{Left - 4}\" y=\"{scale.Y(growth) + 4:0.0}\" text-anchor=\"end\" fill=\"#333333\">{growth:0.000}</text>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static readonly (string Line, string Ground)[] Colours = [("#1f5fa8", "#eef4fb"), ("#2a7d3c", "#edf7ef"), ("#b25900", "#fdf3e7")];

    private static void AddPart(StringBuilder svg, ReportPart part, List<(Timestamp Time, double Growth)> line, Scale scale, (string Line, string Ground) colour)
    {
        double from = scale.X(part.Window.Start);
        double to = scale.X(part.Window.End);
        string label = part.Name.Replace('_', ' ') + (part.Outcome is null ? " (shut)" : "");
        Add(svg, $"<rect x=\"{from:0.0}\" y=\"{Top}\" width=\"{to - from:0.0}\" height=\"{Height - Top - Bottom}\" fill=\"{colour.Ground}\"/>");
        Add(svg, $"<text x=\"{from + 2:0.0}\" y=\"{Top - 8}\" fill=\"{colour.Line}\">{label}</text>");
        Add(svg, $"<text x=\"{from + 2:0.0}\" y=\"{Height - 8}\" fill=\"#333333\">{part.Window.Start.ToString()[..10]}</text>");
        if (line.Count < 2) { return; }
        string points = string.Join(' ', line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{scale.X(point.Time):0.0},{scale.Y(point.Growth):0.0}")));
        Add(svg, $"<polyline fill=\"none\" stroke=\"{colour.Line}\" stroke-width=\"1.5\" points=\"{points}\"/>");
    }

    // Every n-th and the last.
    private static IEnumerable<(Timestamp Time, double Growth)> Thin(IReadOnlyList<(Timestamp Time, double Growth)> points)
    {
        int step = 1 + (points.Count / MaxPoints);
        for (int i = 0; i < points.Count; i++)
        {
            if (i % step == 0 || i == points.Count - 1) { yield return points[i]; }
        }
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private readonly record struct Scale(Timestamp From, Timestamp To, double Low, double High)
    {
        public double X(Timestamp time) => Left + ((Width - Left) * ((time - From).Nanoseconds / (double)(To - From).Nanoseconds));

        public double Y(double growth) => High > Low ? Top + ((Height - Top - Bottom) * (High - growth) / (High - Low)) : (Top + Height - Bottom) / 2;
    }
}
