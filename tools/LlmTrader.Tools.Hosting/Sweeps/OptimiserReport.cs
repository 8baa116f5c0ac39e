using System.Text;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Writes what a search came to: <c>report.md</c>, <c>heatmap.svg</c> and <c>best.yaml</c>, each whole or not at all. The same search writes the same bytes.</summary>
internal static class OptimiserReport
{
    private const int Listed = 10;

    public static void Write(OptimiserResult result)
    {
        string directory = result.Request.OutputDirectory;
        if (result.Map is { } map) { Write(directory, "heatmap.svg", map.Svg()); }
        if (result.BestRules is { } best) { Write(directory, "best.yaml", RuleText.Format(best)); }
        Write(directory, "report.md", Markdown(result));
    }

    public static void Write(string directory, string name, string text)
    {
        using PartialFile file = new(directory, name);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Seal();
        file.Publish();
    }

    private static string Markdown(OptimiserResult result)
    {
        SearchRequest request = result.Request;
        StringBuilder text = new();
        text.Line($"# {request.Rules.Name}: {SearchText.Of(request.Objective)} by {request.Kind.ToString().ToLowerInvariant()} search");
        text.Line();
        text.Line($"Data `{result.History}` ({string.Join(", ", result.Instruments)}) from {result.Window.Start} to {result.Window.End}; seed {request.Seed}, at least {request.MinimumTrades} trades.");
        text.Line($"{SearchText.Count(result.Trials.Count)} trials of {SearchText.Count(result.Space.Size)} points, {SearchText.Count(result.Trials.Count(trial => trial.Result.Score is not null))} with a score; {SearchText.Count(result.Counted)} points were scored on this data in all.");
        text.Line();
        if (result is not { Best: { } best, Map: { } map })
        {
            text.Line("No trial has a score: fewer trades than asked for, or a failure in each.");
            return text.ToString();
        }

        double annual = Math.Sqrt(best.Result.PeriodsPerYear);
        text.Line($"Best: `{SearchText.Parameters(result.Space.ValuesAt(best.Point))}`, {SearchText.Of(request.Objective)} {SearchText.Number(best.Result.Score)}, return {SearchText.Percent(best.Result.TotalReturn)}, largest loss {SearchText.Percent(best.Result.MaxDrawdown)}, {SearchText.Count(best.Result.Trades)} trades.");
        text.Line($"Its Sharpe ratio is {SearchText.Number(best.Result.Sharpe.Ratio * annual)} a year; the best of as many worthless trials is expected to show {SearchText.Number(result.LuckyRatio * annual)}. Deflated Sharpe ratio: {SearchText.Number(result.DeflatedSharpe)}.");
        text.Line();
        text.Line("| trial | parameters | score | return | largest loss | trades | StateHash |");
        text.Line("|---:|---|---:|---:|---:|---:|---|");
        foreach (SearchTrial trial in result.Trials.Where(trial => trial.Result.Score is not null).OrderByDescending(trial => trial.Result.Score).Take(Listed))
        {
            text.Line($"| {trial.Number} | {SearchText.Parameters(result.Space.ValuesAt(trial.Point))} | {SearchText.Number(trial.Result.Score)} | {SearchText.Percent(trial.Result.TotalReturn)} | {SearchText.Percent(trial.Result.MaxDrawdown)} | {trial.Result.Trades} | `{trial.Result.StateHash}` |");
        }

        text.Line();
        text.Line("| parameter | values | share of the score's variance |");
        text.Line("|---|---|---:|");
        foreach ((SearchDimension dimension, double share) in result.Space.Dimensions.Zip(result.Importance))
        {
            text.Line($"| {dimension.Name} | {SearchText.Number(dimension.Values[0])} to {SearchText.Number(dimension.Values[^1])}, {SearchText.Count(dimension.Values.Length)} values | {SearchText.Percent(share)} |");
        }

        text.Line();
        text.Line("## Around the best");
        text.Line();
        text.Line($"The two parameters that matter most, the others as in the best. {(map.Plateau is { } plateau ? $"Its direct neighbours have {SearchText.Percent(plateau)} of its score on average: a plateau has nearly all of it, a peak that chance made has little." : "")}");
        text.Line();
        text.Line("![heat map](heatmap.svg)");
        text.Line();
        text.Append(map.Markdown());
        return text.ToString();
    }
}
