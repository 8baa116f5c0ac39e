using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.RuleExecution;

public sealed class ShippedRuleSetTests
{
    private const int Bars = 2_000;

    public static TheoryData<string> Names => new(ShippedRuleSets.Names);

    [Fact]
    public void The_folder_holds_exactly_the_known_ones() =>
        Assert.Equal(ShippedRuleSets.Names, Directory.GetFiles(ShippedRuleSets.Folder).Select(file => Path.GetFileName(file).Replace(".yaml", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_reads_without_a_warning_explains_itself_and_is_made_from_its_text(string name)
    {
        RuleReading reading = ShippedRuleSets.Read(name);
        Assert.Empty(reading.Diagnostics);
        Assert.Equal(name, reading.Document!.Name);
        Assert.StartsWith("# ", ShippedRuleSets.TextOf(name), StringComparison.Ordinal);
        Assert.Contains(name, RuleText.Explain(reading.Document, reading.Program!), StringComparison.Ordinal);

        Assert.True(RuleSets.TryCreateFromText(ShippedRuleSets.TextOf(name), name, Instruments(name), RuleSets.BarsOfText(ShippedRuleSets.TextOf(name)), out IRuleSet? ruleSet, out string? error), error);
        Assert.Equal(RuleText.Id(reading.Document), ruleSet.Id);
        Assert.InRange(ruleSet.CostPerBar, 0, 1_000);   // A grid computes nothing.
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_back_ends_decide_alike_and_it_trades(string name)
    {
        ClosedBar[] bars = MarketOf(name, seed: 3);
        List<string> compiled = Decisions(name, bars, RuleBackEnd.Compiled, out PaperAccount account);
        List<string> interpreted = Decisions(name, bars, RuleBackEnd.Interpreted, out _);
        Assert.Equal(interpreted, compiled);
        Assert.True(account.OrderCount >= 10, $"only {account.OrderCount} orders in {Bars} bars");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_decision_depends_on_nothing_that_comes_after_it(string name)
    {
        // For every t: the decision at t of a run over data[0..t] alone is that of the run over all data.
        ClosedBar[] bars = MarketOf(name, seed: 4);
        List<string> whole = Decisions(name, bars, RuleBackEnd.Compiled, out _);
        RuleReading reading = ShippedRuleSets.Read(name);
        Parallel.For(0, bars.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, last =>
        {
            DocumentRuleSet ruleSet = Create(reading, name, RuleBackEnd.Interpreted);
            var account = new PaperAccount(Instruments(name), 1_000_000) { Listener = ruleSet };
            string decision = "";
            for (int t = 0; t <= last; t++) { decision = Decide(ruleSet, account, in bars[t], isWritten: t == last); }
            Assert.True(decision == whole[last], $"{name}, bar {last}: {decision} on the prefix, {whole[last]} on all data");
        });
    }

    private static List<string> Decisions(string name, ClosedBar[] bars, RuleBackEnd backEnd, out PaperAccount account)
    {
        DocumentRuleSet ruleSet = Create(ShippedRuleSets.Read(name), name, backEnd);
        account = new PaperAccount(Instruments(name), 1_000_000) { Listener = ruleSet };
        var decisions = new List<string>();
        foreach (ClosedBar bar in bars) { decisions.Add(Decide(ruleSet, account, in bar, isWritten: true)); }
        return decisions;
    }

    private static string Decide(DocumentRuleSet ruleSet, PaperAccount account, in ClosedBar bar, bool isWritten)
    {
        account.Begin(in bar);
        RuleSetOutcome outcome = ruleSet.OnBar(in bar, account);
        return isWritten ? $"{outcome} {string.Join(", ", account.Wants)}" : "";
    }

    private static DocumentRuleSet Create(RuleReading reading, string name, RuleBackEnd backEnd) =>
        new(reading.Document!, reading.Program!, Instruments(name), [reading.Document!.Bar], backEnd);

    private static ClosedBar[] MarketOf(string name, int seed) =>
        PaperMarket.Bars(seed, Bars / Instruments(name).Count, Instruments(name).Count, ShippedRuleSets.Read(name).Document!.Bar);

    // A-shares need the exchange's hours; momentum needs a universe.
    private static InstrumentTable Instruments(string name) => name switch
    {
        "kdj-ashare" => PaperMarket.Table("600519.SSE"),
        "time-series-momentum" => PaperMarket.Table("BTCUSDT.BINANCE", "ETHUSDT.BINANCE"),
        _ => PaperMarket.Table("BTCUSDT.BINANCE"),
    };
}
