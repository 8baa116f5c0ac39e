using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.RuleExecution;
using LlmTrader.Tests.Property.RuleLanguage;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>
/// A rule set that is replaced at random events by one that has loaded its state decides as one that was never replaced, and
/// is the same in every field at the end.
/// </summary>
public sealed class RuleSetSnapshotTests
{
    private static readonly BarSpec Minute = BarSpec.Parse("1m");
    private static readonly BarSpec[] Specs = [BarSpec.Parse("5m"), .. RandomPrograms.Bars.Select(BarSpec.Parse)];

    public static TheoryData<string> Names => new(ShippedRuleSets.Names);

    private static int Longer => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 20 : 1;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_set_goes_on_where_it_was_saved(string name)
    {
        RuleReading reading = ShippedRuleSets.Read(name);
        InstrumentTable instruments = name == "time-series-momentum" ? PaperMarket.Table("BTCUSDT.BINANCE", "ETHUSDT.BINANCE") : PaperMarket.Table(name == "kdj-ashare" ? "600519.SSE" : "BTCUSDT.BINANCE");
        BarSpec[] specs = [reading.Document!.Bar];
        (long fills, int snapshots) = (0, 0);
        for (int seed = 0; seed < 3 * Longer; seed++)
        {
            foreach (RuleBackEnd backEnd in Enum.GetValues<RuleBackEnd>())
            {
                (long filled, int taken) = GoesOn(() => new DocumentRuleSet(reading.Document!, reading.Program!, instruments, specs, backEnd), instruments, specs, seed, bars: 800);
                (fills, snapshots) = (fills + filled, snapshots + taken);
            }
        }

        Assert.True(fills >= 20 * Longer && snapshots > 100 * Longer, $"only {fills} fills and {snapshots} snapshots");
    }

    [Fact]
    public void Sets_at_random_go_on_where_they_were_saved()
    {
        InstrumentTable instruments = PaperMarket.Table("BTCUSDT.X", "ETHUSDT.X", "ADAUSDT.X");
        (int trading, int snapshots) = (0, 0);
        for (int seed = 0; seed < 80 * Longer; seed++)
        {
            RuleReading reading = RuleText.Read(RandomPrograms.Document(new Random(seed)).Yaml);
            Assert.True(reading.IsValid, $"seed {seed}: {string.Join('\n', reading.Diagnostics)}");
            BarSpec[] specs = [.. Specs.Prepend(reading.Document!.Bar).Concat(reading.Program!.Streams.Select(stream => stream.Bar)).Distinct()];
            RuleBackEnd backEnd = seed % 2 == 0 ? RuleBackEnd.Compiled : RuleBackEnd.Interpreted;
            (long fills, int taken) = GoesOn(() => new DocumentRuleSet(reading.Document!, reading.Program!, instruments, specs, backEnd), instruments, specs, seed, bars: 120);
            if (fills > 0) { trading++; }
            snapshots += taken;
        }

        Assert.True(trading > 8 * Longer && snapshots > 500 * Longer, $"only {trading} traded, {snapshots} snapshots");
    }

    [Fact]
    public void The_exact_cross_goes_on_where_it_was_saved()
    {
        InstrumentTable instruments = PaperMarket.Table("BTCUSDT.BINANCE", "ETHUSDT.BINANCE");
        for (int seed = 0; seed < 10 * Longer; seed++)
        {
            MovingAverageCrossOptions options = new() { Fast = 2 + (seed % 3), Slow = 6 + (seed % 5), Bar = Minute, Quantity = "0.5", AllowShort = seed % 2 == 0 };
            (long fills, int snapshots) = GoesOn(() => new MovingAverageCross(options, instruments, [Minute]), instruments, [Minute], seed, bars: 500);
            Assert.True(fills > 20 && snapshots > 20, $"seed {seed}: only {fills} fills and {snapshots} snapshots");
        }
    }

    [Theory]
    [InlineData("bar")]
    [InlineData("price")]
    public void Orders_at_the_best_price_go_on_where_they_were_saved(string every)
    {
        InstrumentTable instruments = PaperMarket.Table("BTCUSDT.BINANCE", "ETHUSDT.BINANCE");
        JoinBestOptions options = new() { Bar = Minute, Every = every, Quantity = "0.5" };
        (long fills, int snapshots) = GoesOn(() => new JoinBest(options, instruments, [Minute]), instruments, [Minute], seed: 7, bars: 500);
        Assert.True(fills > 20 && snapshots > 20, $"only {fills} fills and {snapshots} snapshots");
    }

    private static (long Fills, int Snapshots) GoesOn(Func<IRuleSet> create, InstrumentTable instruments, BarSpec[] specs, int seed, int bars)
    {
        SnapshotRun whole = new SnapshotRun(create, instruments, specs, seed).Go(every: 0, bars);
        SnapshotRun parts = new SnapshotRun(create, instruments, specs, seed).Go(every: 20, bars);
        for (int i = 0; i < Math.Min(whole.Decisions.Count, parts.Decisions.Count); i++)
        {
            Assert.True(whole.Decisions[i] == parts.Decisions[i], $"{whole.RuleSet.Name}, seed {seed}, event {i}: '{whole.Decisions[i]}', loaded '{parts.Decisions[i]}'");
        }

        Assert.Equal(whole.Decisions.Count, parts.Decisions.Count);
        SnapshotRun.Same(whole.RuleSet, parts.RuleSet, $"{whole.RuleSet.Name}, seed {seed}, at the end");
        return (parts.Fills, parts.Snapshots);
    }
}
