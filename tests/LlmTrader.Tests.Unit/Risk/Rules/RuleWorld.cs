using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>
/// The two shares of <see cref="RiskWorld"/>, an account with 100,000 USD that may sell short, two rule-set slots with 50,000
/// each, SPY at 100 and QQQ at 50. Keeps what the gate records and sends.
/// </summary>
internal sealed class RuleWorld : IRiskRecords, ICommandPort
{
    public static readonly InstrumentId Spy = RiskWorld.Spy;
    public static readonly InstrumentId Qqq = RiskWorld.Qqq;

    private long _orders;

    public RuleWorld(params RiskRule[] rules)
        : this(new RiskOptions { Rules = rules, DefaultLimits = new RiskLimits { ShortSelling = true } })
    {
    }

    /// <summary>With market rules for SPY.</summary>
    public RuleWorld(MarketRules marketRules, params RiskRule[] rules)
        : this(new RiskOptions { Rules = rules, DefaultLimits = new RiskLimits { ShortSelling = true } },
            new MarketRulesTable(RiskWorld.Instruments, new Dictionary<InstrumentId, IReadOnlyList<MarketRules>> { [Spy] = [marketRules] }))
    {
    }

    public RuleWorld(RiskOptions options, MarketRulesTable? marketRules = null)
    {
        AccountOptions[] slots = [.. Enumerable.Range(0, 2).Select(i => new AccountOptions { Id = new AccountId((ushort)i), Name = $"slot {i}", InitialCash = [RiskWorld.Of(50_000)] })];
        Gate = new RiskGate(
            RiskWorld.Instruments, options, [new AccountOptions { Id = RiskWorld.Main, Name = "main", InitialCash = [RiskWorld.Of(100_000)] }], slots,
            strategyAccount: default, this, this, marketRules);
        Gate.OnTime(Now);
        Price(Spy, 100);
        Price(Qqq, 50);
    }

    public RiskGate Gate { get; }

    /// <summary>The middle of a second, of a day.</summary>
    public Timestamp Now { get; private set; } = Timestamp.FromUnixSeconds(1_000_000);

    public List<(RiskVerdict Verdict, InstrumentId Instrument)> Verdicts { get; } = [];

    public List<(UnclosedPosition Position, InstrumentId Instrument)> Unclosed { get; } = [];

    /// <summary>What the gate has sent on its way through the Sequencer.</summary>
    public Queue<OrderCommand> Sent { get; } = [];

    public bool HasRoom { get; set; } = true;

    public static long Usd(decimal amount) => RiskWorld.Of(amount).Raw;

    public void Wait(decimal seconds)
    {
        Now += new Duration((long)(seconds * 1_000_000_000));
        Gate.OnTime(Now);
    }

    public void Price(InstrumentId instrument, decimal price)
    {
        Gate.OnMarketPrice(instrument, RiskWorld.PriceOf(price), Now);
        Gate.Watch(instrument, Now);
        Gate.SendCancels();
    }

    /// <summary>The same, and it has traded.</summary>
    public void Traded(InstrumentId instrument, decimal price)
    {
        Gate.OnTraded(instrument, RiskWorld.PriceOf(price), Now, Now);
        Gate.Watch(instrument, Now);
    }

    public void Quote(InstrumentId instrument, decimal bid, decimal ask)
    {
        Gate.OnQuote(instrument, new QuoteTick { BidPrice = RiskWorld.PriceOf(bid), AskPrice = RiskWorld.PriceOf(ask) }, Now);
        Gate.Watch(instrument, Now);
    }

    public void Status(InstrumentId instrument, InstrumentStatus status)
    {
        Gate.OnStatus(instrument, status);
        Gate.Watch(instrument, Now);
    }

    public OrderCommand Limit(Side side, long quantity, decimal price, InstrumentId? instrument = null, int slot = -1) => new()
    {
        OrderId = OrderId.From(++_orders, 1),
        Instrument = instrument ?? Spy,
        Account = RiskWorld.Main,
        Strategy = slot < 0 ? StrategyId.Manual : new StrategyId((ushort)slot),
        Action = CommandAction.New,
        Side = side,
        Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCancel,
        Price = RiskWorld.PriceOf(price),
        Quantity = new Quantity(quantity),
    };

    public RejectReason Check(OrderCommand command)
    {
        RejectReason reason = Gate.Check(in command, Now);
        Gate.SendCancels();
        return reason;
    }

    /// <summary>An order that fills at once, whole.</summary>
    public void Trade(Side side, long quantity, decimal price, InstrumentId? instrument = null, int slot = -1)
    {
        OrderCommand order = Limit(side, quantity, price, instrument, slot);
        Assert.Equal(RejectReason.None, Check(order));
        Fill(in order, quantity, 0, price);
    }

    public void Fill(in OrderCommand order, long quantity, long leaves, decimal price) => Report(in order, ReportKind.Fill, leaves, quantity, price);

    public void Report(in OrderCommand order, ReportKind kind, long leaves = 0, long quantity = 0, decimal price = 0, RejectReason reason = RejectReason.None)
    {
        ExecutionReport report = new()
        {
            OrderId = order.OrderId,
            Account = order.Account,
            Strategy = order.Strategy,
            Side = order.Side,
            Kind = kind,
            LastPrice = RiskWorld.PriceOf(price),
            LastQuantity = new Quantity(quantity),
            CumulativeQuantity = new Quantity(quantity),
            LeavesQuantity = new Quantity(leaves),
            FeeCurrency = RiskWorld.Usd,
            Reason = reason,
        };
        Gate.OnReport(order.Instrument, in report, ReportSource.Venue);
        if (kind == ReportKind.Fill) { Gate.Watch(order.Instrument, Now); }
        Gate.SendCancels();
    }

    public void Set(TradingState state) => Gate.OnTradingState(new TradingStateChange { State = state });

    public RejectReason Change(int rule, long limit, bool on = true) => Gate.OnRuleChange(new RiskRuleChange { RuleId = rule, Limit = limit, On = (byte)(on ? 1 : 0) });

    /// <summary>The last verdict of a rule; null when it has said nothing.</summary>
    public RiskVerdict? LastOf(int rule) => Verdicts.LastOrDefault(verdict => verdict.Verdict.RuleId == rule) is { Verdict.RuleId: not 0 } found ? found.Verdict : null;

    ref RiskVerdict IRiskRecords.Claim(InstrumentId instrument)
    {
        if (!HasRoom) { return ref Unsafe.NullRef<RiskVerdict>(); }
        Verdicts.Add((default, instrument));
        return ref CollectionsMarshal.AsSpan(Verdicts)[^1].Verdict;
    }

    bool IRiskRecords.TryRecord(in UnclosedPosition position, InstrumentId instrument)
    {
        if (HasRoom) { Unclosed.Add((position, instrument)); }
        return HasRoom;
    }

    void ICommandPort.SubmitCommand(InstrumentId instrument, in OrderCommand command)
    {
        Assert.Equal(instrument, command.Instrument);
        Sent.Enqueue(command);
    }
}
