using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>A quote: 43 bytes with the ask as spread and 32-bit sizes; the wide form of 61 for what does not fit (crossed, huge).</summary>
internal static class QuoteRecord
{
    public const byte Kind = (byte)EventKind.Quote;
    public const byte WideKind = Kind + JournalFormat.WideKind;
    public const int Length = 43;
    public const int WideLength = 61;
    private const int Fields = 8;

    private const int TimeAt = 2;
    private const int LagAt = 11;
    private const int InstrumentAt = 16;
    private const int BidPriceAt = 19;
    private const int SpreadAt = 28;
    private const int BidQuantityAt = 33;
    private const int AskQuantityAt = 38;

    private const int WideBidPriceAt = EventPrefix.Length;
    private const int WideBidQuantityAt = 34;
    private const int WideAskPriceAt = 43;
    private const int WideAskQuantityAt = 52;

    public static int Encode(in EngineEvent e, ref byte record)
    {
        ref readonly QuoteTick quote = ref e.Quote;
        ulong spread = (ulong)(quote.AskPrice.Raw - quote.BidPrice.Raw);   // Exact as a ulong when the ask is not below.
        bool fits = quote.AskPrice >= quote.BidPrice
            && (spread | (ulong)quote.BidQuantity.Raw | (ulong)quote.AskQuantity.Raw) <= uint.MaxValue;
        if (!EventPrefix.IsCompact(in e, out int lag) || !fits) { return EncodeWide(in e, ref record); }

        Field.Start(ref record, Fields, Kind);
        Field.WriteInt64(ref record, TimeAt, e.Time.Nanoseconds);
        Field.WriteInt32(ref record, LagAt, lag);
        Field.WriteUInt16(ref record, InstrumentAt, (ushort)e.Instrument.Value);
        Field.WriteInt64(ref record, BidPriceAt, quote.BidPrice.Raw);
        Field.WriteUInt32(ref record, SpreadAt, (uint)spread);
        Field.WriteUInt32(ref record, BidQuantityAt, (uint)quote.BidQuantity.Raw);
        Field.WriteUInt32(ref record, AskQuantityAt, (uint)quote.AskQuantity.Raw);
        return Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decode(ref byte record, ref EngineEvent e)
    {
        long time = Field.ReadInt64(ref record, TimeAt);
        long bid = Field.ReadInt64(ref record, BidPriceAt);
        e.Time = new Timestamp(time);
        e.ExchangeTime = new Timestamp(time - Field.ReadInt32(ref record, LagAt));
        e.Instrument = new InstrumentId(Field.ReadUInt16(ref record, InstrumentAt));
        e.Kind = EventKind.Quote;
        e.Quote.BidPrice = new Price(bid);
        e.Quote.AskPrice = new Price(bid + Field.ReadUInt32(ref record, SpreadAt));
        e.Quote.BidQuantity = new Quantity(Field.ReadUInt32(ref record, BidQuantityAt));
        e.Quote.AskQuantity = new Quantity(Field.ReadUInt32(ref record, AskQuantityAt));
        return Length;
    }

    public static int DecodeWide(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Quote, ref e);
        e.Quote.BidPrice = new Price(Field.ReadInt64(ref record, WideBidPriceAt));
        e.Quote.BidQuantity = new Quantity(Field.ReadInt64(ref record, WideBidQuantityAt));
        e.Quote.AskPrice = new Price(Field.ReadInt64(ref record, WideAskPriceAt));
        e.Quote.AskQuantity = new Quantity(Field.ReadInt64(ref record, WideAskQuantityAt));
        return WideLength;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int EncodeWide(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, Fields, WideKind, ref record);
        Field.WriteInt64(ref record, WideBidPriceAt, e.Quote.BidPrice.Raw);
        Field.WriteInt64(ref record, WideBidQuantityAt, e.Quote.BidQuantity.Raw);
        Field.WriteInt64(ref record, WideAskPriceAt, e.Quote.AskPrice.Raw);
        Field.WriteInt64(ref record, WideAskQuantityAt, e.Quote.AskQuantity.Raw);
        return WideLength;
    }
}
