using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.RuleLanguage;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>Whole rule sets at random, with every kind of sizing, stop, order and grid, on a paper account.</summary>
public sealed class RandomDocumentTests
{
    private const int Documents = 250;
    private const int Bars = 300;

    private static readonly BarSpec[] Specs = [BarSpec.Parse("5m"), .. RandomPrograms.Bars.Select(BarSpec.Parse)];

    [Fact]
    public void Both_back_ends_trade_alike()
    {
        int trading = 0;
        int faulty = 0;
        for (int seed = 0; seed < Documents; seed++)
        {
            RuleReading reading = RuleText.Read(RandomPrograms.Document(new Random(seed)).Yaml);
            Assert.True(reading.IsValid, $"seed {seed}: {string.Join('\n', reading.Diagnostics)}");
            (List<string> compiled, long orders) = Run(reading, seed, RuleBackEnd.Compiled);
            (List<string> interpreted, _) = Run(reading, seed, RuleBackEnd.Interpreted);
            Assert.True(compiled.SequenceEqual(interpreted), $"seed {seed}: {compiled.Zip(interpreted).FirstOrDefault(pair => pair.First != pair.Second)}");
            if (orders > 0) { trading++; }
            if (compiled[^1].StartsWith("Rule set fault", StringComparison.Ordinal)) { faulty++; }
        }

        Assert.True(trading > Documents / 10, $"only {trading} of {Documents} traded, {faulty} were faulty");
    }

    // Decisions until the end or the first fault, and the number of orders.
    private static (List<string> Decisions, long Orders) Run(RuleReading reading, int seed, RuleBackEnd backEnd)
    {
        InstrumentTable instruments = PaperMarket.Table("BTCUSDT.X", "ETHUSDT.X", "ADAUSDT.X");
        DocumentRuleSet ruleSet = Create(reading, instruments, backEnd);
        var account = new PaperAccount(instruments, 1_000_000) { Listener = ruleSet };
        var random = new Random(seed);
        var decisions = new List<string>();
        try
        {
            foreach (ClosedBar built in PaperMarket.Bars(seed, Bars, instruments.Count, Specs[0]))
            {
                ClosedBar bar = built;
                bar.Bar.Spec = new BarSpecId((ushort)(random.Next(3) == 0 ? random.Next(1, Specs.Length) : 0));
                account.Begin(in bar);
                RuleSetOutcome between = random.Next(2) == 0 ? ruleSet.OnPrice(bar.Instrument, bar.Bar.Low, account) : RuleSetOutcome.Quiet;
                RuleSetOutcome outcome = ruleSet.OnBar(in bar, account);
                decisions.Add($"{between} {outcome} {string.Join(", ", account.Wants)}");
            }
        }
        catch (RuleSetFaultException fault)
        {
            decisions.Add(fault.Message);
        }

        return (decisions, account.OrderCount);
    }

    private static DocumentRuleSet Create(RuleReading reading, InstrumentTable instruments, RuleBackEnd backEnd)
    {
        BarSpec own = reading.Document!.Bar;
        BarSpec[] specs = [own, .. Specs.Where(spec => spec != own)];
        return new DocumentRuleSet(reading.Document, reading.Program!, instruments, [.. specs, .. reading.Program!.Streams.Select(stream => stream.Bar).Where(bar => !specs.Contains(bar)).Distinct()], backEnd);
    }
}
