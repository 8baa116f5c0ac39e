using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>Events and the records that might be derived from them, the same for the same seed; every table gets rows.</summary>
internal sealed class ProjectionSamples(int seed, long timeStep = 1_000_003)
{
    private readonly Random _random = new(seed);
    private long _sequence;
    private long _time = 1_700_000_000_000_000_000;

    public static JournalManifest Manifest { get; } = new()
    {
        ProgramVersion = "test",
        JournalId = "samples",
        CreatedAt = default,
        Instruments = new InstrumentTable([Instrument(0, "BTCUSDT", 2, 8), Instrument(1, "A B,C=\"1\"\\", 0, 0), Instrument(2, "招商银行", 12, 12)]),
        BarSpecs = [BarSpec.Parse("1m"), BarSpec.Parse("500t")],
        Configuration = JsonDocument.Parse("{}").RootElement,
    };

    public EngineEvent NextEvent()
    {
        _time += timeStep * _random.Next(3);
        EngineEvent e = new()
        {
            Sequence = _sequence++,
            Time = new Timestamp(_time),
            ExchangeTime = new Timestamp(_time - (timeStep * _random.Next(5))),
            Instrument = new InstrumentId(_random.Next(-1, 3)),
            Kind = _random.Next(6) switch { 0 => EventKind.Trade, 1 => EventKind.Quote, 2 => EventKind.Bar, 3 => EventKind.Timer, _ => EventKind.Report },
        };
        switch (e.Kind)
        {
            case EventKind.Trade: e.Trade = new TradeTick { Price = Price(), Quantity = Quantity(), TradeId = _random.Next(3), Aggressor = (Side)_random.Next(3) }; break;
            case EventKind.Quote when _random.Next(4) == 0: e.Quote = new QuoteTick { AskPrice = Price(), AskQuantity = Quantity() }; break;
            case EventKind.Quote: e.Quote = new QuoteTick { BidPrice = Price(), BidQuantity = Quantity(), AskPrice = Price(), AskQuantity = Quantity() }; break;
            case EventKind.Bar:
                e.Bar = new Bar { Open = Price(), High = Price(), Low = Price(), Close = Price(), Volume = Quantity(), Turnover = Raw(), OpenTime = new Timestamp(_time - timeStep), TradeCount = _random.Next(100), Spec = new BarSpecId((ushort)_random.Next(3)) };
                break;
            case EventKind.Report:
                e.Report = Report();
                e.ReportSource = (ReportSource)_random.Next(1, 3);
                break;
            default: break;
        }

        return e;
    }

    /// <summary>None to four records of an event, of any kind.</summary>
    public List<OutRecord> RecordsOf(EngineEvent e)
    {
        List<OutRecord> records = [];
        for (int i = _random.Next(5); i > 0; i--)
        {
            OutRecord record = new() { Sequence = e.Sequence, Time = e.Time, Instrument = e.Instrument, Kind = (OutKind)_random.Next(1, 10) };
            switch (record.Kind)
            {
                case OutKind.Decision or OutKind.ShadowDecision: record.Decision = Decision(); break;
                case OutKind.Order: record.Order = new OrderUpdate { Report = Report(), Status = (OrderStatus)_random.Next(11) }; break;
                case OutKind.Position: record.Position = new PositionUpdate { Position = Quantity(), CostRaw = Raw(), RealizedRaw = Raw(), FeesRaw = Raw(), Account = new AccountId(1) }; break;
                case OutKind.Equity: record.Equity = new EquityUpdate { Currency = Currency.Parse("USDT"), CashRaw = Raw(), EquityRaw = Raw(), PeakRaw = Raw() }; break;
                case OutKind.Verdict: record.Verdict = new RiskVerdict { OrderId = new OrderId(_random.Next(3)), Observed = Raw(), Limit = Raw(), RuleId = _random.Next(9), Phase = RiskPhase.Before, Action = RiskAction.Reject, Reason = (RejectReason)_random.Next(56) }; break;
                default: break;
            }

            records.Add(record);
        }

        return records;
    }

    private static Instrument Instrument(int id, string symbol, int priceScale, int quantityScale) => new()
    {
        Id = new InstrumentId(id), Symbol = symbol, Venue = "V", Base = Currency.Parse("AAA"), Quote = Currency.Parse("USDT"),
        PriceScale = priceScale, QuantityScale = quantityScale, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
    };

    private ExecutionReport Report() => new()
    {
        OrderId = new OrderId(_random.Next(1, 1_000_000)), LastPrice = Price(), LastQuantity = Quantity(), CumulativeQuantity = Quantity(), LeavesQuantity = Quantity(), FeeRaw = Raw(),
        FeeCurrency = _random.Next(3) == 0 ? Currency.None : Currency.Parse("USDT"), Account = new AccountId(2), Strategy = new StrategyId((ushort)_random.Next(65536)), Kind = (ReportKind)_random.Next(1, 12), Reason = (RejectReason)_random.Next(56),
        Side = (Side)_random.Next(3), Liquidity = (Liquidity)_random.Next(3),
    };

    private OrderCommand Decision() => new()
    {
        OrderId = new OrderId(_random.Next(3) << 8), Price = Price(), Quantity = Quantity(), Trigger = _random.Next(2) == 0 ? default : Price(), DisplayQuantity = _random.Next(2) == 0 ? default : Quantity(),
        Account = new AccountId(3), Strategy = _random.Next(2) == 0 ? StrategyId.Manual : new StrategyId(4), ExpireSeconds = (uint)(_random.Next(2) * 1_800_000_000), Action = (CommandAction)_random.Next(1, 4), Side = (Side)_random.Next(3),
        Type = (OrderType)_random.Next(1, 7), TimeInForce = (TimeInForce)_random.Next(1, 6), Flags = (OrderFlags)_random.Next(4), Contingency = (Contingency)_random.Next(4), Verdict = (RejectReason)_random.Next(56),
    };

    private Price Price() => new(Raw());

    private Quantity Quantity() => new(Raw());

    // As large as JavaScript's integers can be, and often small.
    private long Raw() => _random.NextInt64(-1L << 53, 1L << 53) >> _random.Next(53);
}
