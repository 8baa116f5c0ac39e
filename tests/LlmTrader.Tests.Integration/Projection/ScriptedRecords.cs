using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>Events and derived records of every kind that a projection has rows of, each a function of its sequence, so that a test knows what must be there.</summary>
internal static class ScriptedRecords
{
    public const string Source = "name: scripted — with a character that two pieces share: é, and enough text for several pieces of an event each\n";
    private const int SourceAt = 1000;

    // Operators' requests: one after the other, their pieces with a market event between each two.
    private const int RequestsAt = 1500;
    private const int RequestEvery = 1000;
    private const int PieceEvery = 2;
    private const int MostPieces = 32;

    // Starts of the engine; the last request before each was cut off by the crash.
    private const int EpochEvery = 25_000;
    private const int EpochAt = 12_000;
    private const int CutOffAt = EpochAt - 7;

    private static readonly Timestamp Start = Timestamp.FromUnixSeconds(1_737_331_200);    // 2025-01-20: 100,000 events of 30 s go over two ends of months.
    private static readonly byte[] SourceBytes = Encoding.UTF8.GetBytes(Source);
    private static readonly int Pieces = (SourceBytes.Length + SourceText.Capacity - 1) / SourceText.Capacity;

    public static InstrumentTable Instruments { get; } = new([Make(0, "BTCUSDT", 2, 5), Make(1, "ETHUSDT", 3, 4)]);

    public static string SourceHashText => Convert.ToHexStringLower(SHA256.HashData(SourceBytes));

    public static Timestamp TimeOf(long sequence) => new(Start.Nanoseconds + (sequence * 30_000_000_123));

    /// <summary>What operators have asked for in the first so many events: whole requests with the sequences of their last pieces and the epochs that they are of.</summary>
    public static IEnumerable<(long Sequence, int Epoch, AuditedRequest Request)> Requests(long events)
    {
        for (long number = 0; ; number++)
        {
            long last = RequestsAt + (number * RequestEvery) + ((PiecesOf(number).Length - 1) * PieceEvery);
            if (last >= events) { yield break; }
            yield return (last, 1 + (int)((last + EpochEvery - EpochAt) / EpochEvery), RequestOf(number));
        }
    }

    public static EngineEvent Event(long sequence)
    {
        EngineEvent e = new() { Sequence = sequence, Time = TimeOf(sequence), ExchangeTime = new Timestamp(TimeOf(sequence).Nanoseconds - 1_000_000), Instrument = new InstrumentId((int)(sequence % 2)) };
        long piece = sequence - SourceAt;
        if (piece >= 0 && piece <= Pieces)
        {
            e.Instrument = InstrumentId.None;
            if (piece == Pieces) { e.Kind = EventKind.RuleSetStage; e.RuleSetStage = new RuleSetStage { SetId = 7, Length = SourceBytes.Length, WarmUpBars = 20, Slot = new StrategyId(0), Hash = SourceHash.From(SHA256.HashData(SourceBytes)) }; }
            else { SetPiece(ref e, (int)piece); }
            return e;
        }

        if (TryRequest(sequence, out EngineEvent request)) { return request with { Sequence = e.Sequence, Time = e.Time, ExchangeTime = e.ExchangeTime }; }
        if (sequence % EpochEvery == EpochAt)
        {
            e.Instrument = InstrumentId.None;
            e.Kind = EventKind.EpochStart;
            e.EpochStart = new EpochStart { Epoch = (int)(sequence / EpochEvery) + 2, Reason = EpochReason.Recovery };
            return e;
        }

        switch (sequence % 8)
        {
            case 3:
                e.Kind = EventKind.Report;
                e.ReportSource = ReportSource.Venue;
                e.Report = Fill(sequence);
                break;
            case 1 or 6:
                e.Kind = EventKind.Quote;
                e.Quote = new QuoteTick { BidPrice = new Price(6_000_000 + sequence), BidQuantity = new Quantity(5), AskPrice = new Price(6_000_100 + sequence), AskQuantity = new Quantity(7) };
                break;
            case 5 when sequence % 80 == 5:
                e.Kind = EventKind.Bar;
                e.Bar = new Bar { Open = new Price(1), High = new Price(4), Low = new Price(1), Close = new Price(sequence), Volume = new Quantity(9), OpenTime = TimeOf(sequence - 2), TradeCount = 3 };
                break;
            default:
                e.Kind = EventKind.Trade;
                e.Trade = new TradeTick { Price = new Price(6_000_000 + (sequence % 977)), Quantity = new Quantity(1 + (sequence % 13)), TradeId = sequence, Aggressor = Side.Buy };
                break;
        }

        return e;
    }

    /// <summary>What the event leads to; several records may have one sequence.</summary>
    public static IEnumerable<OutRecord> Records(long sequence)
    {
        if (sequence == SourceAt + Pieces) { yield return Record(sequence, OutKind.RuleSet) with { RuleSet = new RuleSetUpdate { SetId = 7, Change = EventKind.RuleSetStage } }; }
        if (sequence == 500) { yield return Record(sequence, OutKind.CashFlow) with { CashFlow = new CashFlow { AmountRaw = -5 * Money.One, Currency = Currency.Parse("USDT"), Kind = CashFlowKind.Withdrawal } }; }
        if (sequence == 501) { yield return Record(sequence, OutKind.Unclosed) with { Unclosed = new UnclosedPosition { Position = new Quantity(-3), Reason = RejectReason.Overloaded } }; }
        switch (sequence % 8)
        {
            case 2:
                yield return Record(sequence, OutKind.Verdict) with { Verdict = new RiskVerdict { OrderId = OrderId.From(sequence, 0), RuleId = 3, Observed = sequence, Limit = 1 << 30, Phase = RiskPhase.Before } };
                yield return Record(sequence, OutKind.Decision) with { Decision = Order(sequence) };
                yield return Record(sequence, OutKind.Order) with { Order = new OrderUpdate { Report = Fill(sequence + 1) with { Kind = ReportKind.Accepted, LastQuantity = default, CumulativeQuantity = default, LeavesQuantity = new Quantity(4) }, Status = OrderStatus.New } };
                break;
            case 3:
                yield return Record(sequence, OutKind.Order) with { Order = new OrderUpdate { Report = Fill(sequence), Status = OrderStatus.Filled } };
                yield return Record(sequence, OutKind.Position) with { Position = new PositionUpdate { Position = new Quantity(sequence), CostRaw = sequence * 3, RealizedRaw = -sequence, FeesRaw = 12 } };
                yield return Record(sequence, OutKind.Equity) with { Instrument = InstrumentId.None, Equity = new EquityUpdate { Currency = Currency.Parse("USDT"), CashRaw = sequence, EquityRaw = sequence + 1, PeakRaw = sequence + 2 } };
                break;
            case 7 when sequence % 800 == 7:
                yield return Record(sequence, OutKind.ShadowDecision) with { Decision = Order(sequence) with { OrderId = OrderId.None } };
                break;
            default:
                break;
        }
    }

    private static OutRecord Record(long sequence, OutKind kind) => new() { Sequence = sequence, Time = TimeOf(sequence), Instrument = new InstrumentId((int)(sequence % 2)), Kind = kind };

    private static OrderCommand Order(long sequence) => new()
    {
        OrderId = OrderId.From(sequence, 0),
        Instrument = new InstrumentId((int)(sequence % 2)),
        Price = new Price(6_000_000),
        Quantity = new Quantity(4),
        Action = CommandAction.New,
        Side = sequence % 16 < 8 ? Side.Buy : Side.Sell,
        Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCancel,
    };

    // Of the order that the event before placed.
    private static ExecutionReport Fill(long sequence) => new()
    {
        OrderId = OrderId.From(sequence - 1, 0),
        LastPrice = new Price(6_000_000),
        LastQuantity = new Quantity(4),
        CumulativeQuantity = new Quantity(4),
        FeeRaw = 1234,
        FeeCurrency = Currency.Parse("USDT"),
        Kind = ReportKind.Fill,
        Side = (sequence - 1) % 16 < 8 ? Side.Buy : Side.Sell,
        Liquidity = Liquidity.Taker,
    };

    private static void SetPiece(ref EngineEvent e, int piece)
    {
        e.Kind = EventKind.RuleSetSource;
        int offset = piece * SourceText.Capacity;
        int length = Math.Min(SourceText.Capacity, SourceBytes.Length - offset);
        e.RuleSetSource = new RuleSetSource { SetId = 7, Offset = offset, Length = (byte)length };
        SourceBytes.AsSpan(offset, length).CopyTo(e.RuleSetSource.Text);
    }

    // Of all lengths; one in ten has the character that PostgreSQL's text can't hold.
    private static AuditedRequest RequestOf(long number) => new(
        number + 1, $"uid 1000 (pid {number})", $"POST /v1/orders {{\"n\":{number},\"é漢\":\"{new string('x', (int)(number * 37 % 900))}\"}}", number % 10 == 3 ? "cut\0here, \"quoted\", with, commas\nand a line" : "");

    private static EngineEvent[] PiecesOf(long number)
    {
        AuditedRequest request = RequestOf(number);
        return AdminRequests.Events(request.Id, request.Who, request.What, request.Why);
    }

    private static bool TryRequest(long sequence, out EngineEvent piece)
    {
        piece = default;
        if (sequence % EpochEvery is >= CutOffAt and < CutOffAt + 3)
        {
            piece = AdminRequests.Events(1, "uid 1000", new string('y', 500), "never whole")[(int)(sequence % EpochEvery) - CutOffAt];
            return true;
        }

        (long number, long at) = Math.DivRem(sequence - RequestsAt, RequestEvery);
        if (sequence < RequestsAt || at % PieceEvery != 0 || at / PieceEvery >= MostPieces) { return false; }
        EngineEvent[] pieces = PiecesOf(number);
        if (at / PieceEvery >= pieces.Length) { return false; }
        piece = pieces[at / PieceEvery];
        return true;
    }

    private static Instrument Make(int id, string symbol, int priceScale, int quantityScale) => new()
    {
        Id = new InstrumentId(id),
        Symbol = symbol,
        Venue = "TEST",
        Base = Currency.Parse(symbol.AsSpan(0, 3)),
        Quote = Currency.Parse("USDT"),
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    };
}
