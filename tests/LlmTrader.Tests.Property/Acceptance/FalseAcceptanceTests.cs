using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Acceptance.Reporting;
using LlmTrader.Tools.Hosting.Sweeps;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Acceptance;

/// <summary>
/// What acceptance is for, with the engine that trades and the search that proposes: markets in which nothing can be earned, and markets in
/// which something can. 60 random walks, of which at most 8 may pass; 1,000 with LLMTRADER_LONG=1, of which at most 5 %.
/// </summary>
public sealed class FalseAcceptanceTests(ITestOutputHelper output)
{
    // Few enough round trips to let everybody by that gate: what is shown here is what the statistics stop.
    private static readonly AcceptanceThresholds FewTrades = new() { OutOfSampleTrades = 3 };

    private static bool IsLong => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1";

    [Fact]
    public void Winners_on_random_walks_are_rejected()
    {
        int markets = IsLong ? 1_000 : 60;
        int accepted = 0;
        int earnedAfterwards = 0;
        SortedDictionary<string, int> failed = new(StringComparer.Ordinal);
        Parallel.For(0, markets, new ParallelOptions { MaxDegreeOfParallelism = 2 }, market =>
        {
            AcceptanceReport report = SearchAndJudge(DailyMarket.RandomWalk((ulong)market, days: 2_000), ["moving-average-cross", "rsi-reversion", "donchian-turtle"], 28, (ulong)market, FewTrades);
            lock (failed)
            {
                if (report.Accepted) { accepted++; }
                if (report.Runs.OutOfSample.TotalReturn > 0) { earnedAfterwards++; }
                foreach (Gate gate in report.Gates.Where(gate => gate.Failed)) { failed[gate.Name] = failed.GetValueOrDefault(gate.Name) + 1; }
            }
        });
        output.WriteLine($"{accepted} of {markets} winners on random walks accepted; {earnedAfterwards} earned something out of sample; failed at {string.Join(", ", failed.Select(one => $"{one.Key} {one.Value}"))}");
        Assert.InRange(accepted, 0, IsLong ? markets / 20 : 8);
        Assert.InRange(earnedAfterwards, markets / 5, markets);   // Else the markets would be stopped by their fees and not by statistics.
    }

    // Not every one: the deflated Sharpe ratio takes it for luck how much trials differ, also where they truly do, and so asks more of a search whose trials differ much.
    [Fact]
    public void Edges_that_were_planted_are_found_and_accepted()
    {
        int accepted = 0;
        for (ulong seed = 1; seed <= 4; seed++)
        {
            // Long, so that slow rules make 30 round trips out of sample.
            AcceptanceReport report = SearchAndJudge(DailyMarket.Trending(seed, days: 8_000), ["moving-average-cross"], 84, seed, new());
            output.WriteLine(AcceptanceMarkdown.Write(report));
            if (report.Accepted) { accepted++; }
        }

        Assert.InRange(accepted, 3, 4);
    }

    [Fact]
    public void A_report_has_the_same_bytes_on_one_thread_and_on_five()
    {
        AcceptanceThresholds thresholds = new() { OutOfSampleTrades = 3, DeflatedSharpe = 0, MaxDrawdown = 1, Permutations = 150 };
        AcceptanceReport[] reports = [.. ((int[])[1, 5]).Select(threads => SearchAndJudge(DailyMarket.Trending(1, days: 3_000), ["moving-average-cross"], 60, 1, thresholds, threads))];
        Assert.NotNull(reports[0].Gates.Single(gate => gate.Name == GateNames.Permutation).Passed);
        Assert.Equal(AcceptanceJson.Write(reports[0]), AcceptanceJson.Write(reports[1]));
        Assert.Equal(AcceptanceMarkdown.Write(reports[0]), AcceptanceMarkdown.Write(reports[1]));
    }

    private static AcceptanceReport SearchAndJudge(SweepHistory history, IReadOnlyList<string> templates, int tries, ulong seed, AcceptanceThresholds thresholds, int threads = 2)
    {
        TrialBook trials = new();
        AcceptanceRunner runner = new(history, thresholds, trials, new HoldOutBook(), threads);
        AcceptanceReport report = runner.Judge(TemplateSearch.Best(CountedHistory.ForSearch(history, runner.Division, trials), templates, tries, seed));
        return report.IsHoldOutDue ? runner.OpenHoldOut(report) : report;
    }
}
