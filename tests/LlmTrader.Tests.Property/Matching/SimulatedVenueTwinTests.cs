using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>The fast venue against its plain twin, report by report.</summary>
public class SimulatedVenueTwinTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 200_000 : 6_000;

    [Fact]
    public void Both_send_the_same_reports()
    {
        var kinds = new Dictionary<ReportKind, int>();
        long deferred = 0;
        long makers = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var scenario = new VenueScenario(seed, promptTimers: seed % 2 == 0);
            for (int i = 0; i < 150; i++)
            {
                VenueStep step = scenario.Play(withTwin: true);
                Compare(scenario, step, $"seed {seed}, step {i} ({step.Event.Kind})");
            }

            CompareHash(scenario, $"seed {seed}");
            deferred += scenario.Venue.DeferredFills;
            foreach (SentReport sent in scenario.Ports.Reports)
            {
                kinds[sent.Report.Kind] = kinds.GetValueOrDefault(sent.Report.Kind) + 1;
                if (sent.Report.Liquidity == Liquidity.Maker) { makers++; }
            }
        }

        // The streams must have met everything that a venue says of market and limit orders, or the comparison proves little.
        foreach (ReportKind kind in Enum.GetValues<ReportKind>().Where(kind => kind <= ReportKind.CancelRejected)) { Assert.True(kinds.GetValueOrDefault(kind) > Seeds / 10, $"only {kinds.GetValueOrDefault(kind)} {kind}"); }
        Assert.True(deferred > Seeds / 10, $"only {deferred} deferred fills");
        Assert.True(makers > Seeds, $"only {makers} maker fills");
    }

    private static void Compare(VenueScenario scenario, VenueStep step, string where)
    {
        List<SentReport> fast = scenario.Ports.Reports;
        List<SentReport> plain = scenario.Twin.Reports;
        for (int i = step.FirstReport; i < Math.Max(fast.Count, plain.Count); i++)
        {
            string expected = i < plain.Count ? plain[i].Describe() : "nothing";
            string actual = i < fast.Count ? fast[i].Describe() : "nothing";
            Assert.True(expected == actual, $"{where}, report {i}\n twin:  {expected}\n venue: {actual}\n {scenario.Options}");
        }

        Assert.True(scenario.Twin.Deferred == scenario.Venue.DeferredFills, $"{where}: deferred {scenario.Venue.DeferredFills}, twin {scenario.Twin.Deferred}");
        Assert.True(scenario.Twin.Open == scenario.Venue.OpenOrders, $"{where}: open {scenario.Venue.OpenOrders}, twin {scenario.Twin.Open}");
        Assert.True(scenario.Twin.Underway == scenario.Venue.PendingArrivals, $"{where}: under way {scenario.Venue.PendingArrivals}");
    }

    private static void CompareHash(VenueScenario scenario, string where)
    {
        HashAccumulator hash = new(4);
        foreach (SentReport sent in scenario.Twin.Reports) { hash.Fold(sent.Report, sent.Instrument); }
        Assert.True(hash.Value == scenario.Venue.Hash, where);
        Assert.True(scenario.Twin.Reports.Count(r => r.Report.Kind == ReportKind.Fill) == scenario.Venue.Fills, where);
    }
}
