using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>Random records of every kind; numbers are often extreme, often small, so that each width and form comes up.</summary>
internal sealed class RandomRecords(int seed)
{
    public static readonly EventKind[] EventKinds = Enum.GetValues<EventKind>()[1..];
    public static readonly OutKind[] OutKinds = Enum.GetValues<OutKind>();

    private static readonly long[] Extremes = [long.MinValue, long.MaxValue, int.MinValue, int.MaxValue, uint.MaxValue, 1L << 32, -1, 0, 1];
    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public EngineEvent Event(long sequence, EventKind kind)
    {
        EngineEvent e = new() { Sequence = sequence, Time = new Timestamp(Number()), Instrument = new InstrumentId(Int32()), Kind = kind };
        e.ExchangeTime = _random.Next(3) == 0 ? new Timestamp(Number()) : new Timestamp(unchecked(e.Time.Nanoseconds - _random.Next(-2_000_000, 2_000_000)));
        switch (kind)
        {
            case EventKind.Trade:
                e.Trade = new TradeTick { Price = new Price(Number()), Quantity = new Quantity(Number()), TradeId = Number(), Aggressor = Pick<Side>() };
                break;
            case EventKind.Quote:
                long bid = Number();
                long ask = _random.Next(3) == 0 ? Number() : unchecked(bid + _random.NextInt64(-2, 1L << 33));
                e.Quote = new QuoteTick { BidPrice = new Price(bid), BidQuantity = new Quantity(Number()), AskPrice = new Price(ask), AskQuantity = new Quantity(Number()) };
                break;
            case EventKind.Bar or EventKind.BarPrint:
                e.Bar = new Bar
                {
                    Open = new Price(Number()), High = new Price(Number()), Low = new Price(Number()), Close = new Price(Number()),
                    Volume = new Quantity(Number()), Turnover = Number(), OpenTime = new Timestamp(Number()), TradeCount = (int)Number(), Spec = new BarSpecId((ushort)Number()),
                };
                break;
            case EventKind.Timer: e.Timer = new TimerFired { Due = new Timestamp(Number()), Id = new TimerId((int)Number()) }; break;
            case EventKind.Report:
                e.ReportSource = Pick<ReportSource>();
                e.Report = Report();
                break;
            case EventKind.Command: e.Command = Command(); break;
            case EventKind.HashCheckpoint: e.Checkpoint = new HashCheckpoint { UpTo = Number(), Hash = (ulong)Number() }; break;
            case EventKind.RiskLimitChange: e.RiskLimit = new RiskLimitChange { Value = Number(), Instrument = new InstrumentId((int)Number()), Limit = Pick<RiskLimitKind>() }; break;
            case EventKind.TradingStateChange: e.TradingState = new TradingStateChange { State = Pick<TradingState>() }; break;
            case EventKind.Gap: e.Gap = new GapMark { Dropped = Number() }; break;
            case EventKind.RuleSetSource:
                e.RuleSetSource = new RuleSetSource { SetId = Int32(), Offset = Int32(), Length = (byte)_random.Next(1, SourceText.Capacity + 1) };
                _random.NextBytes(((Span<byte>)e.RuleSetSource.Text)[..e.RuleSetSource.Length]);
                break;
            case EventKind.RuleSetStage:
                e.RuleSetStage.SetId = Int32();
                e.RuleSetStage.Length = Int32();
                e.RuleSetStage.WarmUpBars = Int32();
                e.RuleSetStage.Slot = new StrategyId((ushort)Number());
                e.RuleSetStage.Hash = new SourceHash((ulong)Number(), (ulong)Number(), (ulong)Number(), (ulong)Number());
                break;
            case >= EventKind.RuleSetReady and <= EventKind.RuleSetQuarantine:
                e.RuleSet = new RuleSetChange { SetId = Int32(), Slot = new StrategyId((ushort)Number()), Code = Pick<RuleSetCode>(), On = (byte)_random.Next(2) };
                break;
            case EventKind.Book: e.Book = Book(); break;
            case EventKind.BookOrder:
                e.BookOrder = new BookOrder
                {
                    VenueOrderId = Number(), Price = new Price(Number()), Quantity = new Quantity(Number()),
                    Side = Pick<Side>(), Action = Pick<BookOrderAction>(), Flags = (BookFlags)_random.Next(8),
                };
                break;
            case EventKind.CashFlow: e.CashFlow = CashFlow(); break;
            case EventKind.Funding: e.Funding = new FundingPayment { RateRaw = Number(), Mark = new Price(Number()) }; break;
            case EventKind.MarkPrice: e.MarkPrice = new MarkPrice { Mark = new Price(Number()), Index = new Price(Number()) }; break;
            case EventKind.InstrumentStatus: e.InstrumentStatus.Status = Pick<InstrumentStatus>(); break;
            case EventKind.Kill or EventKind.KillReset: e.Kill.Flatten = (byte)_random.Next(2); break;
            case EventKind.RiskRuleChange: e.RiskRule = new RiskRuleChange { Limit = Number(), RuleId = Int32(), On = (byte)_random.Next(2) }; break;
            case EventKind.EpochStart: e.EpochStart = new EpochStart { Epoch = Int32(), Reason = Pick<EpochReason>() }; break;
            case EventKind.AdminRequest:
                e.AdminRequest = new AdminRequest { RequestId = Number(), Offset = (ushort)Number(), TotalLength = (ushort)Number(), Length = (byte)_random.Next(1, SourceText.Capacity + 1) };
                _random.NextBytes(((Span<byte>)e.AdminRequest.Text)[..e.AdminRequest.Length]);
                break;
            case EventKind.StrategyStateChange: e.StrategyState = new StrategyStateChange { Strategy = new StrategyId((ushort)Number()), State = Pick<TradingState>() }; break;
            case EventKind.CancelAll: e.CancelAll = new CancelAll { Instrument = new InstrumentId(Int32()), Strategy = new StrategyId((ushort)Number()), OfStrategy = (byte)_random.Next(2) }; break;
            case EventKind.CapitalShare: e.CapitalShare = new CapitalShareChange { Slot = new StrategyId((ushort)Number()), Share = (ushort)Number() }; break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "The generator does not know this kind.");
        }

        return e;
    }

    public OutRecord Out(long sequence, OutKind kind)
    {
        OutRecord record = new() { Sequence = sequence, Time = new Timestamp(Number()), Instrument = new InstrumentId((int)Number()), Kind = kind };
        switch (kind)
        {
            case OutKind.Decision: record.Decision = Command(); break;
            case OutKind.Order: record.Order = new OrderUpdate { Report = Report(), Status = Pick<OrderStatus>() }; break;
            case OutKind.Position:
                record.Position = new PositionUpdate { Position = new Quantity(Number()), CostRaw = Number(), RealizedRaw = Number(), FeesRaw = Number(), Account = new AccountId((ushort)Number()) };
                break;
            case OutKind.Equity:
                record.Equity = new EquityUpdate { Currency = Currency(), CashRaw = Number(), EquityRaw = Number(), PeakRaw = Number(), Account = new AccountId((ushort)Number()) };
                break;
            case OutKind.RuleSet:
                record.RuleSet = new RuleSetUpdate { SetId = Int32(), Slot = new StrategyId((ushort)Number()), Change = Pick<EventKind>(), Code = Pick<RuleSetCode>() };
                break;
            case OutKind.ShadowDecision: record.Decision = Command(); break;
            case OutKind.Verdict:
                record.Verdict = new RiskVerdict
                {
                    OrderId = new OrderId(Number()), Observed = Number(), Limit = Number(), RuleId = Int32(), Account = new AccountId((ushort)Number()),
                    Strategy = new StrategyId((ushort)Number()), Phase = Pick<RiskPhase>(), Action = Pick<RiskAction>(), Reason = Pick<RejectReason>(),
                };
                break;
            case OutKind.CashFlow: record.CashFlow = CashFlow(); break;
            case OutKind.Unclosed:
                record.Unclosed = new UnclosedPosition { Position = new Quantity(Number()), Account = new AccountId((ushort)Number()), Reason = Pick<RejectReason>() };
                break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "The generator does not know this kind.");
        }

        return record;
    }

    /// <summary>The 96 bytes of a slot that are the event; the generator starts from zeros, so that padding is zero.</summary>
    public static ReadOnlySpan<byte> EventBytes(in EngineEvent e) => MemoryMarshal.AsBytes(new ReadOnlySpan<EngineEvent>(in e))[..96];

    public static ReadOnlySpan<byte> OutBytes(in OutRecord record) => MemoryMarshal.AsBytes(new ReadOnlySpan<OutRecord>(in record));

    private long Number() => _random.Next(4) switch
    {
        0 => Extremes[_random.Next(Extremes.Length)],
        1 => _random.NextInt64(long.MinValue, long.MaxValue),
        _ => _random.NextInt64(0, 1 << 20),
    };

    private int Int32() => _random.Next(4) == 0 ? (int)Number() : _random.Next(0, 70_000);

    private Currency Currency() => Engine.Core.Currency.Parse(_random.GetItems("ABCXYZ019".AsSpan(), _random.Next(1, 13)));

    private T Pick<T>() where T : struct, Enum => Enum.GetValues<T>()[_random.Next(Enum.GetValues<T>().Length)];

    private ExecutionReport Report() => new()
    {
        OrderId = new OrderId(Number()), LastPrice = new Price(Number()), LastQuantity = new Quantity(Number()), CumulativeQuantity = new Quantity(Number()),
        LeavesQuantity = new Quantity(Number()), FeeRaw = Number(), FeeCurrency = Currency(), Account = new AccountId((ushort)Number()),
        Strategy = new StrategyId((ushort)Number()), Kind = Pick<ReportKind>(), Reason = Pick<RejectReason>(), Side = Pick<Side>(), Liquidity = Pick<Liquidity>(),
    };

    private BookUpdate Book()
    {
        BookUpdate book = new() { UpdateId = Number(), Count = (byte)_random.Next(BookUpdate.MaxLevels + 1), AskLevels = (byte)_random.Next(8), Flags = (BookFlags)_random.Next(8) };
        for (int i = 0; i < book.Count; i++) { book.Levels[i] = new BookLevel { Price = new Price(Number()), Quantity = new Quantity(Number()) }; }
        return book;
    }

    private CashFlow CashFlow() => new() { AmountRaw = Number(), Currency = Currency(), Account = new AccountId((ushort)Number()), Kind = Pick<CashFlowKind>() };

    // Half of them say nothing that the narrow form has no field for.
    private OrderCommand Command()
    {
        OrderCommand command = PlainCommand();
        if (_random.Next(2) == 0) { return command; }
        command.Trigger = new Price(Number());
        command.DisplayQuantity = new Quantity(Number());
        command.ExpireSeconds = (uint)Number();
        command.Flags = (OrderFlags)_random.Next(4);
        command.Contingency = Pick<Contingency>();
        command.Group = (byte)Number();
        return command;
    }

    private OrderCommand PlainCommand() => new()
    {
        OrderId = new OrderId(Number()), Price = new Price(Number()), Quantity = new Quantity(Number()), Instrument = new InstrumentId((int)Number()),
        Account = new AccountId((ushort)Number()), Strategy = new StrategyId((ushort)Number()), Action = Pick<CommandAction>(), Side = Pick<Side>(),
        Type = Pick<OrderType>(), TimeInForce = Pick<TimeInForce>(), Verdict = Pick<RejectReason>(),
    };
}
