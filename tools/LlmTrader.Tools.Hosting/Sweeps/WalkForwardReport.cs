using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Writes what walking forward came to: <c>report.md</c>, and the tests' equity as <c>equity.csv</c> and <c>equity.svg</c>. The same walk writes the same bytes.</summary>
internal static class WalkForwardReport
{
    private const int Width = 720;
    private const int Height = 240;

    public static void Write(WalkForwardResult result)
    {
        IReadOnlyList<(Timestamp Time, double Growth)> equity = result.OutOfSample;
        StringBuilder csv = new("time,growth\n");
        foreach ((Timestamp time, double growth) in equity) { csv.Line(string.Create(CultureInfo.InvariantCulture, $"{time},{growth}")); }
        string directory = result.Request.OutputDirectory;
        OptimiserReport.Write(directory, "equity.csv", csv.ToString());
        OptimiserReport.Write(directory, "equity.svg", Svg(equity, [.. result.Steps.Select(step => step.Split.Test.Start)]));
        OptimiserReport.Write(directory, "report.md", Markdown(result));
    }

    private static string Markdown(WalkForwardResult result)
    {
        SearchRequest request = result.Request;
        StringBuilder text = new();
        text.Line($"# {request.Rules.Name}: walk-forward, {SearchText.Of(request.Objective)} by {request.Kind.ToString().ToLowerInvariant()} search");
        text.Line();
        text.Line($"Data `{result.History}` ({string.Join(", ", result.Instruments)}) from {result.Window.Start} to {result.Window.End}; seed {request.Seed}, {SearchText.Count(result.Steps.Sum(step => step.Trials))} trials in {result.Steps.Count} trainings, at least {request.MinimumTrades} trades.");
        text.Line($"Out of sample: return {SearchText.Percent(result.OutOfSampleReturn)}, {SearchText.Count(result.OutOfSampleTrades)} trades. Walk-forward efficiency: {SearchText.Number(result.Efficiency)} (1 is a choice that kept its promise).");
        text.Line();
        text.Line("| test from | to | chosen | training a year | test a year | test | largest loss | trades | StateHash |");
        text.Line("|---|---|---|---:|---:|---:|---:|---:|---|");
        foreach (WalkForwardStep step in result.Steps)
        {
            string chosen = step.Best is { } best ? SearchText.Parameters(result.Space.ValuesAt(best.Point)) : "none";
            string test = step.Test is { } outcome
                ? $"{SearchText.Percent(step.TrainAnnual)} | {SearchText.Percent(step.TestAnnual)} | {SearchText.Percent(outcome.TotalReturn)} | {SearchText.Percent(outcome.MaxDrawdown)} | {outcome.Trades} | `{outcome.StateHash}`"
                : "- | - | - | - | - | -";
            text.Line($"| {step.Split.Test.Start} | {step.Split.Test.End} | {chosen} | {test} |");
        }

        text.Line();
        text.Line("![equity out of sample](equity.svg)");
        return text.ToString();
    }

    private static string Svg(IReadOnlyList<(Timestamp Time, double Growth)> equity, IReadOnlyList<Timestamp> starts)
    {
        (Timestamp from, Timestamp to) = (equity[0].Time, equity[^1].Time);
        (double low, double high) = (equity.Min(point => point.Growth), equity.Max(point => point.Growth));
        StringBuilder svg = new();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"equity out of sample\" font-family=\"sans-serif\" font-size=\"11\">");
        Add(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        foreach (Timestamp start in starts) { Add(svg, $"<line x1=\"{X(start):0.0}\" y1=\"20\" x2=\"{X(start):0.0}\" y2=\"{Height - 20}\" stroke=\"#bbbbbb\" stroke-dasharray=\"3 3\"/>"); }
        foreach (double level in (double[])[low, high]) { Add(svg, $"<text x=\"46\" y=\"{Y(level) + 4:0.0}\" text-anchor=\"end\" fill=\"#333333\">{level:0.000}</text>"); }
        Add(svg, $"<text x=\"50\" y=\"{Height - 4}\" fill=\"#333333\">{from.ToString()[..10]} to {to.ToString()[..10]}; a line begins each test</text>");
        Add(svg, $"<polyline fill=\"none\" stroke=\"#2a7d3c\" stroke-width=\"1.5\" points=\"{string.Join(' ', equity.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Time):0.0},{Y(point.Growth):0.0}")))}\"/>");
        return svg.Append("</svg>\n").ToString();

        double X(Timestamp time) => to > from ? 50 + ((Width - 60) * ((time - from).Nanoseconds / (double)(to - from).Nanoseconds)) : 50;
        double Y(double growth) => high > low ? 20 + ((Height - 40) * (high - growth) / (high - low)) : Height / 2;
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Line(line.ToString(CultureInfo.InvariantCulture));
}
