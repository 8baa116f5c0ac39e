using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>Whole shares at prices in cents; every trade closes a bar; a second between events.</summary>
internal sealed class SwapWorld
{
    public const int Share = 0;

    public static readonly StrategyId Slot = new(0);

    private static readonly Currency Dollar = Currency.Parse("USD");

    private int _seconds;

    public SwapWorld(EngineOptions? options = null, IRuleSet? first = null)
    {
        Engine = new InlineEngine(options ?? Options(), first ?? new TestRuleSet("first"), Journal, Out, compiler: Compiler);
    }

    public InlineEngine Engine { get; }

    public KeptEvents Journal { get; } = new();

    public KeptRecords Out { get; } = new();

    public TestCompiler Compiler { get; } = new();

    public RuleSetSlot this[int slot] => Engine.Stages.Signals.Slots[slot];

    public static EngineOptions Options(int slots = 1, int instruments = 1) => new()
    {
        Instruments = new InstrumentTable([.. Enumerable.Range(0, instruments).Select(Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1t")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Dollar)] }],
        RuleSets = new RuleSetOptions { Slots = slots },
    };

    public static Timestamp At(int seconds) => Timestamp.FromUnixSeconds(1_735_689_600 + seconds);

    public static EngineEvent TradeAt(int seconds, long price, int instrument = Share) => new()
    {
        Kind = EventKind.Trade, Instrument = new InstrumentId(instrument), Time = At(seconds), ExchangeTime = At(seconds),
        Trade = new TradeTick { Price = new Price(price), Quantity = new Quantity(1_000_000) },
    };

    public void Trade(long price, int instrument = Share)
    {
        EngineEvent e = TradeAt(++_seconds, price, instrument);
        Engine.Process(ref e);
    }

    public void Quote(long bid, long ask)
    {
        EngineEvent e = new() { Kind = EventKind.Quote, Instrument = new InstrumentId(Share), Time = At(++_seconds), ExchangeTime = At(_seconds) };
        e.Quote = new QuoteTick { BidPrice = new Price(bid), BidQuantity = new Quantity(100), AskPrice = new Price(ask), AskQuantity = new Quantity(100) };
        Engine.Process(ref e);
    }

    public void Send(params EngineEvent[] events)
    {
        foreach (EngineEvent e in events)
        {
            EngineEvent timed = e;
            timed.Time = At(_seconds);
            Engine.Process(ref timed);
        }
    }

    /// <summary>Stages a set and lets its ready event in.</summary>
    public void Stage(int setId, string source, int warmUp = 0, int slot = 0)
    {
        Send(RuleSetEvents.Stage(new StrategyId((ushort)slot), setId, source, warmUp));
        Send(new EngineEvent { Kind = EventKind.Gap, Instrument = new InstrumentId(Share) });   // Any event: what is due enters before it.
    }

    public void Swap(int setId, string source, int warmUp = 0, int slot = 0)
    {
        Stage(setId, source, warmUp, slot);
        Send(RuleSetEvents.Activate(new StrategyId((ushort)slot), setId));
    }

    public void Rollback(int slot = 0) => Send(RuleSetEvents.Rollback(new StrategyId((ushort)slot)));

    /// <summary>What became of rule-set events, in order.</summary>
    public IEnumerable<(EventKind Change, int SetId, RuleSetCode Code)> Notes => Out.Records.Where(record => record.Kind == OutKind.RuleSet)
        .Select(record => (record.RuleSet.Change, record.RuleSet.SetId, record.RuleSet.Code));

    private static Instrument Instrument(int id) => new()
    {
        Id = new InstrumentId(id), Symbol = $"S{id}", Venue = "TEST", Base = Currency.Parse("S"), Quote = Dollar,
        PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
    };
}

/// <summary>Does on each bar or price what the test says, and remembers which bars it saw and how.</summary>
internal sealed class TestRuleSet(string name) : IRuleSet
{
    public Action<ClosedBar, IRuleSetContext> Bar { get; init; } = (_, _) => { };

    public Action<Price, IRuleSetContext>? Price { get; init; }

    public Action WarmingUp { get; init; } = () => { };

    /// <summary>Closes of the bars on which it decided.</summary>
    public List<long> Decided { get; } = [];

    /// <summary>Closes of the bars that it only received.</summary>
    public List<long> Received { get; } = [];

    public List<long> Prices { get; } = [];

    public string Name => name;

    public string Id => name;

    public int WarmUpBars { get; init; }

    public long CostPerBar { get; init; }

    /// <summary>Reports of the slot's orders, as they came.</summary>
    public List<ReportKind> Reports { get; } = [];

    public bool WatchesPrices => Price is not null;

    public RuleSetHandOver HandOver { get; init; }

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        Decided.Add(bar.Bar.Close.Raw);
        Bar(bar, context);
        return RuleSetOutcome.Signal;
    }

    public void WarmUp(in ClosedBar bar)
    {
        Received.Add(bar.Bar.Close.Raw);
        WarmingUp();
    }

    public Action Reporting { get; init; } = () => { };

    public void OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        Reports.Add(report.Kind);
        Reporting();
    }

    public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context)
    {
        Prices.Add(price.Raw);
        Price!(price, context);
        return RuleSetOutcome.Quiet;
    }

    // What it remembers is for the test to look at; it decides by none of it.
    public void Transfer(ISnapshotTransfer transfer) => transfer.Section(Id);
}

/// <summary>Knows the sets that the test put in, by their text; anything else does not compile.</summary>
internal sealed class TestCompiler : IRuleSetCompiler
{
    private readonly Dictionary<string, Func<IRuleSet>> _known = [];

    public TestRuleSet Add(string source, TestRuleSet ruleSet)
    {
        _known[source] = () => ruleSet;
        return ruleSet;
    }

    public bool TryCompile(string source, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IRuleSet? ruleSet, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error)
    {
        ruleSet = _known.TryGetValue(source, out Func<IRuleSet>? make) ? make() : null;
        error = ruleSet is null ? $"'{source}' is no rule set" : null;
        return ruleSet is not null;
    }
}

/// <summary>Keeps sequenced events; reads back what it was given.</summary>
internal sealed class KeptEvents : IJournal, IJournalReader
{
    private int _next;

    public List<EngineEvent> Events { get; } = [];

    public long WrittenSequence => Events.Count - 1;

    public long DurableSequence => WrittenSequence;

    public void Append(in EngineEvent sequenced) => Events.Add(sequenced);

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }

    public bool TryRead(ref EngineEvent next)
    {
        if (_next == Events.Count) { return false; }
        next = Events[_next++];
        return true;
    }

    public void Dispose()
    {
    }
}

internal sealed class KeptRecords : IOutJournal
{
    public List<OutRecord> Records { get; } = [];

    public void Append(in OutRecord record) => Records.Add(record);

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }
}
