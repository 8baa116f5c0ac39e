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
        Assert.Contains("configuration.", refused.Error + refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("configuration.accounts", refused.Error + refused.Output, StringComparison.Ordinal);    // They are the same.
    }

    [Theory]
    [InlineData("tpe", 45)]
    [InlineData("random", 33)]
    public void A_search_with_more_trials_goes_on_and_tries_what_it_would_have_tried_at_once(string method, int first)
    {
        JsonElement few = Optimise("grown", "--method", method, "--trials", $"{first}").Json();
        JsonElement grown = Optimise("grown", "--method", method).Json();
        JsonElement whole = Optimise("whole", "--method", method).Json();
        Assert.Equal(few.GetProperty("counted").GetInt32(), grown.GetProperty("resumed").GetInt32());
        Assert.Equal(whole.GetProperty("best").GetRawText(), grown.GetProperty("best").GetRawText());
        Assert.Equal(Searched("whole"), Searched("grown"));
        Assert.InRange(grown.GetProperty("counted").GetInt32(), whole.GetProperty("counted").GetInt32(), whole.GetProperty("counted").GetInt32() + 81);    // What was looked at around the first best counts too.
        JsonElement again = Optimise("grown", "--method", method).Json();
        Assert.Equal(grown.GetProperty("counted").GetInt32(), again.GetProperty("counted").GetInt32());
        JsonElement[] lines = [.. File.ReadLines(Path.Combine(Out("grown"), "trials.jsonl")).Skip(1).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(lines.Length, again.GetProperty("resumed").GetInt32());
        Assert.Equal(lines.DistinctBy(line => line.GetProperty("places").GetRawText()).Count(), again.GetProperty("counted").GetInt32());    // What was looked at around the first best the search may have come to later.

        CommandRun fewer = Optimise("grown", "--method", method, "--trials", $"{first}");
        Assert.Equal(2, fewer.ExitCode);
        Assert.Contains($"has 60 trials already, and {first} are asked for", fewer.Error, StringComparison.Ordinal);

        string[] Searched(string name) => [.. File.ReadLines(Path.Combine(Out(name), "trials.jsonl")).Where(line => line.Contains("\"stage\":\"search\"", StringComparison.Ordinal))];
    }

    // Sizes of the same position: most of the 60 trials are one and the same choice, three times told, and the silent ones none.
    [Fact]
    public void Trials_that_did_the_same_or_nothing_make_the_best_no_likelier()
    {
        File.WriteAllText(RulesFile, Rules.Replace("percent_of_equity: size", "percent_of_equity: 40", StringComparison.Ordinal)
            .Replace("entry_long: cross_above", "entry_long: size >= 41 and cross_above", StringComparison.Ordinal));
        JsonElement three = Optimise("three").Json();
        double[] ratios = [.. File.ReadLines(Path.Combine(Out("three"), "trials.jsonl")).Skip(1).Where(line => line.Contains("\"stage\":\"search\"", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement).DistinctBy(line => line.GetProperty("trades").GetInt64() == 0 ? "" : line.GetProperty("stateHash").GetString()).Select(line => line.GetProperty("sharpe").GetDouble())];
        Assert.InRange(ratios.Length, 2, 59);
        double mean = ratios.Average(), variance = ratios.Sum(one => (one - mean) * (one - mean)) / (ratios.Length - 1);
        double lucky = LlmTrader.Strategies.Generation.Statistics.SharpeRatioTest.LuckyRatio(variance, three.GetProperty("counted").GetInt64());
        JsonElement best = three.GetProperty("best");
        double annual = best.GetProperty("sharpe").GetDouble() / File.ReadLines(Path.Combine(Out("three"), "trials.jsonl")).Skip(1).Select(line => JsonDocument.Parse(line).RootElement)
            .First(line => line.GetProperty("trial").GetInt32() == best.GetProperty("number").GetInt32()).GetProperty("sharpe").GetDouble();
        Assert.Equal(lucky * annual, three.GetProperty("luckySharpe").GetDouble(), 9);
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

    [Fact]
    public void Times_are_told_in_hours_and_days()
    {
        CommandRun long_ = CommandRun.Of("walk-forward", RulesFile, "--data", _journal.Path, "--out", Out("long"), "--purge", "5000");
        Assert.Equal(2, long_.ExitCode);
        Assert.Contains("A window of 30 days has no room for 5 tests behind a training of 15 days, of which purge and embargo take 208.3 days.", long_.Error, StringComparison.Ordinal);
        Assert.Equal(0, Walk("walk").ExitCode);
        CommandRun other = CommandRun.Of("walk-forward", RulesFile, "--data", _journal.Path, "--out", Out("walk"), "--method", "random", "--trials", "12", "--min-trades", "1", "--splits", "3", "--purge", "8.5", "--embargo", "4");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("purge is 8 hours there and 8.5 hours here.", other.Error, StringComparison.Ordinal);
    }

    private string Out(string name) => Path.Combine(_directory, name);

    private CommandRun Optimise(string name, params string[] more) => CommandRun.Of(["optimise", RulesFile, "--data", _journal.Path, "--out", Out(name), "--json", .. Once(["--trials", "60", "--min-trades", "3"], more)]);

    private CommandRun Walk(string name) =>
        CommandRun.Of("walk-forward", RulesFile, "--data", _journal.Path, "--out", Out(name), "--json", "--method", "random", "--trials", "12", "--min-trades", "1", "--splits", "3", "--purge", "8", "--embargo", "4");

    // A default that a test gives otherwise is left out.
    private static IEnumerable<string> Once(string[] defaults, string[] more) => defaults.Chunk(2).Where(pair => !more.Contains(pair[0])).SelectMany(pair => pair).Concat(more);
}
