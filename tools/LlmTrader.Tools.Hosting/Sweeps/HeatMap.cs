using System.Globalization;
using System.Text;
using LlmTrader.Strategies.Generation.Search;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>The objective around the best, as a picture that needs nothing else (SVG 1.1) and as a table.</summary>
public sealed class HeatMap
{
    private const int Cell = 64;
    private const int Row = 34;
    private const int Left = 110;
    private const int Top = 64;

    private readonly Dictionary<SearchPoint, double?> _scores;

    public HeatMap(Neighbourhood neighbourhood, IReadOnlyList<SearchTrial> trials, SearchObjective objective)
    {
        ArgumentNullException.ThrowIfNull(neighbourhood);
        ArgumentNullException.ThrowIfNull(trials);
        (Neighbourhood, Objective) = (neighbourhood, objective);
        _scores = trials.ToDictionary(trial => trial.Point, trial => trial.Result.Score);
    }

    public Neighbourhood Neighbourhood { get; }

    public SearchObjective Objective { get; }

    public string AcrossName => Neighbourhood.Space.Dimensions[Neighbourhood.Across].Name;

    /// <summary>Empty where one parameter alone is varied.</summary>
    public string DownName => Neighbourhood.Down is { } down ? Neighbourhood.Space.Dimensions[down].Name : "";

    /// <summary>The share of the best's score that the mean of its direct neighbours has; null where the best's is not above 0 or it has none with a score.</summary>
    public double? Plateau
    {
        get
        {
            double? best = _scores[Neighbourhood.Center];
            double[] around = [.. Neighbourhood.Points.Where(IsBeside).Select(point => _scores[point]).OfType<double>()];
            return best > 0 && around.Length > 0 ? around.Average() / best : null;
        }
    }

    public double? ScoreAt(int across, int down) => _scores[Neighbourhood.At(across, down)];

    public string Svg()
    {
        (IReadOnlyList<int> columns, IReadOnlyList<int> rows) = (Neighbourhood.AcrossPlaces, Neighbourhood.DownPlaces);
        double[] known = [.. Neighbourhood.Points.Select(point => _scores[point]).OfType<double>()];
        (double low, double high) = known.Length > 0 ? (known.Min(), known.Max()) : (0, 0);
        (int width, int height) = (Left + (columns.Count * Cell) + 16, Top + (rows.Count * Row) + 16);
        StringBuilder svg = new();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{SearchText.Of(Objective)} around the best\" font-family=\"sans-serif\" font-size=\"12\">");
        Add(svg, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Add(svg, $"<text x=\"{Left}\" y=\"20\" fill=\"#222222\">{SearchText.Of(Objective)} by {AcrossName}{(DownName.Length > 0 ? $" (across) and {DownName} (down)" : "")}; the best is framed</text>");
        for (int x = 0; x < columns.Count; x++) { Add(svg, $"<text x=\"{Left + (x * Cell) + (Cell / 2)}\" y=\"{Top - 10}\" text-anchor=\"middle\" fill=\"#222222\">{Value(Neighbourhood.Across, columns[x])}</text>"); }
        for (int y = 0; y < rows.Count; y++)
        {
            if (Neighbourhood.Down is { } down) { Add(svg, $"<text x=\"{Left - 8}\" y=\"{Top + (y * Row) + 21}\" text-anchor=\"end\" fill=\"#222222\">{Value(down, rows[y])}</text>"); }
            for (int x = 0; x < columns.Count; x++)
            {
                SearchPoint point = Neighbourhood.At(columns[x], rows[y]);
                double? score = _scores[point];
                Add(svg, $"<rect x=\"{Left + (x * Cell)}\" y=\"{Top + (y * Row)}\" width=\"{Cell}\" height=\"{Row}\" fill=\"{Colour(score, low, high)}\" stroke=\"#ffffff\"/>");
                Add(svg, $"<text x=\"{Left + (x * Cell) + (Cell / 2)}\" y=\"{Top + (y * Row) + 21}\" text-anchor=\"middle\" fill=\"#111111\">{Short(score)}</text>");
            }
        }

        (int bestX, int bestY) = (columns.ToList().IndexOf(Neighbourhood.Center.Places[Neighbourhood.Across]), Neighbourhood.Down is { } across ? rows.ToList().IndexOf(Neighbourhood.Center.Places[across]) : 0);
        Add(svg, $"<rect x=\"{Left + (bestX * Cell) + 1}\" y=\"{Top + (bestY * Row) + 1}\" width=\"{Cell - 2}\" height=\"{Row - 2}\" fill=\"none\" stroke=\"#111111\" stroke-width=\"2\"/>");
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The same as a Markdown table; the best in bold.</summary>
    public string Markdown()
    {
        StringBuilder text = new();
        text.Line($"| {(DownName.Length > 0 ? $"{DownName} \\ " : "")}{AcrossName} | {string.Join(" | ", Neighbourhood.AcrossPlaces.Select(place => Value(Neighbourhood.Across, place)))} |");
        text.Line($"|---|{string.Concat(Neighbourhood.AcrossPlaces.Select(_ => "---:|"))}");
        foreach (int row in Neighbourhood.DownPlaces)
        {
            string name = Neighbourhood.Down is { } down ? Value(down, row) : "";
            text.Line($"| {name} | {string.Join(" | ", Neighbourhood.AcrossPlaces.Select(place => Bold(Neighbourhood.At(place, row))))} |");
        }

        return text.ToString();
    }

    private string Bold(SearchPoint point) => point == Neighbourhood.Center ? $"**{Short(_scores[point])}**" : Short(_scores[point]);

    private bool IsBeside(SearchPoint point)
    {
        int steps = point.Places.Zip(Neighbourhood.Center.Places, (one, other) => Math.Abs(one - other)).Sum();
        return steps == 1;
    }

    private string Value(int dimension, int place) => Neighbourhood.Space.Dimensions[dimension].Values[place].ToString("0.######", CultureInfo.InvariantCulture);

    private static string Short(double? score) => score is { } value ? value.ToString("0.00##", CultureInfo.InvariantCulture) : "-";

    // From red over yellow to green; grey where there is no score.
    private static string Colour(double? score, double low, double high)
    {
        if (score is not { } value) { return "#dddddd"; }
        double at = high > low ? (value - low) / (high - low) : 1;
        (int red, int green) = at < 0.5 ? (230, (int)(110 + (240 * at))) : ((int)(230 - (260 * (at - 0.5))), 230 - (int)(40 * (at - 0.5)));
        return string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}6e");
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Line(line.ToString(CultureInfo.InvariantCulture));
}
