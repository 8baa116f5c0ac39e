using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Acceptance.Reporting;
using LlmTrader.Tools.Hosting.Sweeps;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Acceptance;

/// <summary>
/// What acceptance is for, with the engine that trades: searches on markets in which nothing can be earned, and on markets in which something can.
/// 60 random walks, of which at most 8 may pass; 1,000 with LLMTRADER_LONG=1, of which at most 5 %.
/// </summary>
public sealed class FalseAcceptanceTests(ITestOutputHelper output)
{
    private const int Days = 2_000;
    private const int LongDays = 8_000;   // So that slow rules make 30 round trips out of sample.

    private static bool IsLong => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1";

    [Fact]
    public void Winners_on_random_walks_are_rejected()
    {
        int markets = IsLong ? 1_000 : 60;
        int accepted = 0;
        SortedDictionary<string, int> stoppedBy = new(StringComparer.Ordinal);
        Parallel.For(0, markets, new ParallelOptions { MaxDegreeOfParallelism = 2 }, market =>
        {
            AcceptanceReport report = SearchAndJudge(DailyMarket.RandomWalk((ulong)market, Days), ["moving-average-cross", "time-series-momentum", "rsi-reversion", "donchian-turtle"], 32, (ulong)market);
            lock (stoppedBy)
            {
                if (report.Accepted) { accepted++; }
                foreach (Gate gate in report.Gates.Where(gate => gate.Failed)) { stoppedBy[gate.Name] = stoppedBy.GetValueOrDefault(gate.Name) + 1; }
            }
        });
        output.WriteLine($"{accepted} of {markets} winners on random walks accepted; failed at {string.Join(", ", stoppedBy.Select(one => $"{one.Key} {one.Value}"))}");
        Assert.InRange(accepted, 0, IsLong ? markets / 20 : 8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void An_edge_that_was_planted_is_found_and_accepted(ulong seed)
    {
        AcceptanceReport report = SearchAndJudge(DailyMarket.Trending(seed, LongDays), ["moving-average-cross"], 128, seed);
        output.WriteLine(AcceptanceMarkdown.Write(report));
        Assert.True(report.Accepted);
    }

    private static AcceptanceReport SearchAndJudge(SweepHistory history, IReadOnlyList<string> templates, int tries, ulong seed)
    {
        TrialBook trials = new();
        AcceptanceRunner runner = new(history, new(), trials, new HoldOutBook(), 2);
        AcceptanceRequest request = TemplateSearch.Best(CountedHistory.ForSearch(history, runner.Division, trials), templates, tries, seed);
        return runner.Judge(request);
    }
}
