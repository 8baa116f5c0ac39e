using System.Text.Json;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tests.Unit.Sweeps;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary><c>llmtrader optimise</c> and <c>walk-forward</c> over a seeded market.</summary>
public sealed class OptimiseVerbTests : IDisposable
{
    private const string Rules = "name: cross\nbar: 15m\nuniverse: [BTCUSDT]\nparams:\n  fast: {default: 3, min: 2, max: 12, step: 1}\n  slow: {default: 20, min: 10, max: 60, step: 5}\n  size: {default: 40, min: 40, max: 42, step: 1}\n"
        + "entry_long: cross_above(sma(close, fast), sma(close, slow))\nexit_long: close < sma(close, slow)\nsizing: {percent_of_equity: size}\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-optimise-").FullName;
    private readonly TestJournal _journal = SweepJournals.Bars(96 * 30);

    private string RulesFile
    {
        get
        {
            string path = Path.Combine(_directory, "cross.yaml");
            if (!File.Exists(path)) { File.WriteAllText(path, Rules); }
            return path;
        }
    }

    public void Dispose()
    {
        _journal.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_search_writes_the_same_bytes_on_one_thread_as_on_many_and_counts_all_that_it_looked_at()
    {
        JsonElement one = Optimise("one", "--threads", "1").Json();
        JsonElement many = Optimise("many", "--threads", "4").Json();
        Assert.Equal(60, one.GetProperty("trials").GetInt32());
        Assert.Equal(0, one.GetProperty("resumed").GetInt32());
        Assert.Equal(11 * 11 * 3, one.GetProperty("points").GetInt32());
        Assert.InRange(one.GetProperty("counted").GetInt32(), 61, 60 + 81);
        Assert.InRange(one.GetProperty("deflatedSharpe").GetDouble(), 0, 1);
        Assert.Equal(one.GetProperty("best").GetRawText(), many.GetProperty("best").GetRawText());
        string[] files = [.. Directory.GetFiles(Out("one")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(["best.yaml", "heatmap.svg", "report.md", "trials.jsonl"], files);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(Out("one"), file)), File.ReadAllBytes(Path.Combine(Out("many"), file))));

        // The best's own backtest comes to what the search says of it.
        string hash = one.GetProperty("best").GetProperty("stateHash").GetString()!;
        CommandRun backtest = CommandRun.Of("backtest", "--data", _journal.Path, "--rules", Path.Combine(Out("one"), "best.yaml"), "--bars", "15m", "--json");
        Assert.Equal(hash, backtest.Json().GetProperty("summary").GetProperty("stateHash").GetString());
        Assert.Contains(hash, File.ReadAllText(Path.Combine(Out("one"), "report.md")), StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(Out("one"), "heatmap.svg")), StringComparison.Ordinal);

        // Once more: all is known, and nothing changes.
        JsonElement again = Optimise("one").Json();
        Assert.Equal(one.GetProperty("counted").GetInt32(), again.GetProperty("resumed").GetInt32());
        Assert.Equal(File.ReadAllBytes(Path.Combine(Out("many"), "trials.jsonl")), File.ReadAllBytes(Path.Combine(Out("one"), "trials.jsonl")));
    }

    [Fact]
    public void Other_arguments_on_the_same_directory_are_refused_with_the_difference()
    {
        Assert.Equal(0, Optimise("one").ExitCode);
        CommandRun refused = Optimise("one", "--seed", "9", "--slippage", "2t");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("seed is 1 there and 9 here", refused.Error + refused.Output, StringComparison.Ordinal);
        Assert.Contains("configuration is ", refused.Error + refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_t_be_searched_is_told_and_what_scored_nothing_is_a_finding()
    {
        CommandRun grid = Optimise("grid", "--method", "grid");
        Assert.Equal(2, grid.ExitCode);
        Assert.Contains("363 points (fast 11 x size 3 x slow 11), at most 60", grid.Error + grid.Output, StringComparison.Ordinal);
        Assert.Equal(2, Optimise("late", "--from", "2031-01-01").ExitCode);
        CommandRun poor = Optimise("poor", "--min-trades", "100000", "--trials", "8");
        Assert.Equal(1, poor.ExitCode);
        Assert.Equal(JsonValueKind.Null, poor.Json().GetProperty("best").ValueKind);
        Assert.Contains("No trial has a score", File.ReadAllText(Path.Combine(Out("poor"), "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Walking_forward_tests_each_choice_on_what_it_has_not_seen()
    {
        JsonElement walk = Walk("walk").Json();
        JsonElement[] steps = [.. walk.GetProperty("steps").EnumerateArray()];
        Assert.Equal(3, steps.Length);
        double growth = 1;
        foreach (JsonElement step in steps)
        {
            Assert.True(string.CompareOrdinal(step.GetProperty("trainTo").GetString(), step.GetProperty("testFrom").GetString()) < 0);   // Half a day lies between.
            growth *= 1 + step.GetProperty("testReturn").GetDouble();
        }

        Assert.Equal(growth - 1, walk.GetProperty("outOfSampleReturn").GetDouble(), 12);
        Assert.Equal(36, walk.GetProperty("trials").GetInt32());
        string[] equity = File.ReadAllLines(Path.Combine(Out("walk"), "equity.csv"));
        Assert.EndsWith("," + growth.ToString("R", System.Globalization.CultureInfo.InvariantCulture)[..10], equity[^1][..(equity[^1].IndexOf(',', StringComparison.Ordinal) + 11)], StringComparison.Ordinal);

        byte[] report = File.ReadAllBytes(Path.Combine(Out("walk"), "report.md"));
        Assert.Equal(36, Walk("walk").Json().GetProperty("resumed").GetInt32());
        Assert.Equal(report, File.ReadAllBytes(Path.Combine(Out("walk"), "report.md")));
    }

    private string Out(string name) => Path.Combine(_directory, name);

    private CommandRun Optimise(string name, params string[] more) => CommandRun.Of(["optimise", RulesFile, "--data", _journal.Path, "--out", Out(name), "--json", .. Once(["--trials", "60", "--min-trades", "3"], more)]);

    private CommandRun Walk(string name) =>
        CommandRun.Of("walk-forward", RulesFile, "--data", _journal.Path, "--out", Out(name), "--json", "--method", "random", "--trials", "12", "--min-trades", "1", "--splits", "3", "--purge", "8", "--embargo", "4");

    // A default that a test gives otherwise is left out.
    private static IEnumerable<string> Once(string[] defaults, string[] more) => defaults.Chunk(2).Where(pair => !more.Contains(pair[0])).SelectMany(pair => pair).Concat(more);
}
