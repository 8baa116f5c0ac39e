using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.RuleExecution;
using LlmTrader.Tests.Property.RuleLanguage;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>No field that can change is left out of a snapshot, also none that a run hardly ever changes.</summary>
public sealed class ForgottenStateTests
{
    private static readonly InstrumentTable Instruments = PaperMarket.Table("BTCUSDT.X", "ETHUSDT.X", "ADAUSDT.X");
    private static readonly BarSpec[] Specs = [BarSpec.Parse("5m"), .. RandomPrograms.Bars.Select(BarSpec.Parse)];

    [Fact]
    public void Of_no_indicator()
    {
        int fields = 0;
        foreach ((string name, Func<IIndicator> create) in SnapshotIndicators.All(new Random(1))) { fields += AssertWhole(name, create); }
        Assert.True(fields > 200, $"only {fields} fields");
    }

    [Fact]
    public void Of_no_built_in_set()
    {
        MovingAverageCrossOptions cross = new() { Fast = 2, Slow = 5, Bar = Specs[0], Quantity = "0.5" };
        Assert.True(AssertWhole("ma-cross", () => new MovingAverageCross(cross, Instruments, Specs)) > 10);
        foreach (string name in ShippedRuleSets.Names.Where(name => name is not ("kdj-ashare" or "time-series-momentum"))) { AssertWhole(ShippedRuleSets.Read(name), name); }
    }

    [Fact]
    public void Of_no_set_at_random()
    {
        for (int seed = 0; seed < 60; seed++) { AssertWhole(RuleText.Read(RandomPrograms.Document(new Random(seed)).Yaml), $"seed {seed}"); }
    }

    private static void AssertWhole(RuleReading reading, string name)
    {
        BarSpec[] specs = [.. Specs.Prepend(reading.Document!.Bar).Concat(reading.Program!.Streams.Select(stream => stream.Bar)).Distinct()];
        foreach (RuleBackEnd backEnd in Enum.GetValues<RuleBackEnd>())
        {
            int fields = AssertWhole($"{name}, {backEnd}", () => new DocumentRuleSet(reading.Document!, reading.Program!, Instruments, specs, backEnd));
            Assert.True(fields > 20, $"{name}, {backEnd}: only {fields} fields");
        }
    }

    // Returns how many fields were changed.
    private static int AssertWhole(string name, Func<ISnapshotState> create)
    {
        ISnapshotState saved = create();
        ISnapshotState loaded = create();
        ScrambledState scrambled = new(new Random(3));
        scrambled.Scramble(saved);
        Assert.NotEmpty(StateComparer.Differences(saved, loaded));
        SnapshotCopy.Copy(saved, loaded);
        IReadOnlyList<string> differences = StateComparer.Differences(saved, loaded);
        Assert.True(differences.Count == 0, $"{name}: {string.Join(Environment.NewLine, differences)}");
        return scrambled.Fields;
    }
}
