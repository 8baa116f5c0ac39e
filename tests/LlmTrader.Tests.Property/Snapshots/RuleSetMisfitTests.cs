using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>State of another rule set is refused, and the error names both.</summary>
public sealed class RuleSetMisfitTests
{
    private static readonly InstrumentTable One = PaperMarket.Table("BTCUSDT.BINANCE");
    private static readonly InstrumentTable Two = PaperMarket.Table("BTCUSDT.BINANCE", "ETHUSDT.BINANCE");
    private static readonly BarSpec Minute = BarSpec.Parse("1m");

    [Fact]
    public void The_state_of_another_document_is_refused()
    {
        IRuleSet[] sets = [.. ShippedRuleSets.Names.Where(name => name is not ("kdj-ashare" or "time-series-momentum")).Select(name => Document(ShippedRuleSets.TextOf(name), One))];
        foreach (IRuleSet saved in sets)
        {
            foreach (IRuleSet loading in sets.Where(set => set != saved)) { AssertRefused(saved, loading); }
        }
    }

    [Fact]
    public void The_state_of_the_same_document_with_another_number_is_refused()
    {
        string text = ShippedRuleSets.TextOf("moving-average-cross");
        string changed = text.Replace("percent_of_equity: 50", "percent_of_equity: 51", StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        AssertRefused(Document(text, One), Document(changed, One));
    }

    [Fact]
    public void The_state_of_built_in_sets_with_other_parameters_is_refused()
    {
        IRuleSet Cross(int slow, string quantity) => new MovingAverageCross(new() { Fast = 2, Slow = slow, Bar = Minute, Quantity = quantity }, One, [Minute]);
        IRuleSet Best(string side) => new JoinBest(new() { Bar = Minute, Side = side, Quantity = "0.5" }, One, [Minute]);
        AssertRefused(Cross(5, "0.5"), Cross(6, "0.5"));
        AssertRefused(Cross(5, "0.5"), Cross(5, "0.6"));
        AssertRefused(Best("both"), Best("buy"));
        AssertRefused(Cross(5, "0.5"), Best("both"));
    }

    [Fact]
    public void The_state_of_the_other_back_end_is_refused()
    {
        IRuleSet compiled = Document(ShippedRuleSets.TextOf("macd-adx"), One);
        IRuleSet interpreted = Document(ShippedRuleSets.TextOf("macd-adx"), One, RuleBackEnd.Interpreted);
        string message = Load(Save(compiled), interpreted).Message;
        Assert.Contains("'interpreted program' ought to come, 'compiled program' comes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_over_other_instruments_is_refused()
    {
        string text = ShippedRuleSets.TextOf("macd-adx");
        Load(Save(Document(text, Two)), Document(text, One));
        Load(Save(Document(text, One)), Document(text, Two));
    }

    private static void AssertRefused(IRuleSet saved, IRuleSet loading)
    {
        string message = Load(Save(saved), loading).Message;
        Assert.Contains($"section 'rule set {loading.Id}' ought to come, 'rule set {saved.Id}' comes", message, StringComparison.Ordinal);
    }

    private static byte[] Save(IRuleSet set)
    {
        SnapshotSaver saver = new();
        set.Transfer(saver);
        saver.Section("what comes after it");
        return saver.Content.ToArray();
    }

    private static SnapshotFormatException Load(byte[] content, IRuleSet set) => Assert.Throws<SnapshotFormatException>(() =>
    {
        SnapshotLoader loader = new(content);
        set.Transfer(loader);
        loader.Section("what comes after it");
    });

    private static DocumentRuleSet Document(string text, InstrumentTable instruments, RuleBackEnd backEnd = RuleBackEnd.Compiled)
    {
        RuleReading reading = RuleText.Read(text);
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        return new DocumentRuleSet(reading.Document!, reading.Program!, instruments, [reading.Document!.Bar], backEnd);
    }
}
