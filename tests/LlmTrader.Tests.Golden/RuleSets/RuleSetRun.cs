using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Golden.RuleSets;

/// <summary>What a rule set came to on real data.</summary>
internal sealed class RuleSetRun : IOutJournal
{
    private static readonly AccountId Account = new(0);

    private readonly List<(Timestamp Time, ExecutionReport Fill)> _fills = [];

    private RuleSetRun()
    {
    }

    public long Bars { get; private set; }

    /// <summary>Orders that risk let pass.</summary>
    public long Sent { get; private set; }

    /// <summary>Orders that were wanted and not sent.</summary>
    public long Blocked { get; private set; }

    public IReadOnlyList<(Timestamp Time, ExecutionReport Fill)> Fills => _fills;

    public Money Equity { get; private set; }

    public ulong Hash { get; private set; }

    public static RuleSetRun Of(MarketData data, Func<InstrumentTable, IReadOnlyList<BarSpec>, IRuleSet> create)
    {
        EngineOptions options = new()
        {
            Instruments = data.Instruments,
            Bars = new BarOptions { Specs = [data.Bar] },
            Accounts = [new AccountOptions { Id = Account, Name = "main", InitialCash = [data.Cash] }],
            Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = data.ShortSelling } },
        };
        RuleSetRun run = new();
        InlineEngine engine = new(options, create(options.Instruments, options.Bars.Specs), outJournal: run);
        using (IMarketDataSource source = data.Open()) { engine.Run(source); }
        run.Hash = engine.Complete().Hash;
        AccountCounts accounts = engine.Stages.Accounts.Counts;
        SignalCounts signals = engine.Stages.Signals.Counts;
        Assert.Equal(accounts.Fills, run._fills.Count);
        run.Bars = signals.Bars;
        run.Sent = accounts.Sent;
        foreach (RejectReason reason in Enum.GetValues<RejectReason>()) { run.Blocked += signals.Blocked[(int)reason] + accounts.Rejected[(int)reason]; }
        run.Equity = engine.Stages.Accounts.Book.Equity(Account, data.Cash.Currency);
        return run;
    }

    /// <summary>The columns behind the names of set and data.</summary>
    public string Row() => string.Create(CultureInfo.InvariantCulture, $"{Bars},{Sent},{Blocked},{_fills.Count},{FixedPoint.Format(Equity.Raw, Money.Scale)},{Hash:x16}");

    public void Append(in OutRecord record)
    {
        if (record.Kind == OutKind.Order && record.Order.Report.Kind == ReportKind.Fill) { _fills.Add((record.Time, record.Order.Report)); }
    }

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }
}
