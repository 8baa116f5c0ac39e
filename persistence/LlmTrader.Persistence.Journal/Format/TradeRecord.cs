using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>A trade: 47 bytes when the exchange time lies within 2.1 s of the engine time, else the wide form of 53.</summary>
internal static class TradeRecord
{
    public const byte Kind = (byte)EventKind.Trade;
    public const byte WideKind = Kind + JournalFormat.WideKind;
    public const int Length = 47;
    public const int WideLength = 53;
    private const int Fields = 8;

    private const int TimeAt = 2;
    private const int LagAt = 11;
    private const int InstrumentAt = 16;
    private const int PriceAt = 19;
    private const int QuantityAt = 28;
    private const int TradeIdAt = 37;
    private const int AggressorAt = 46;

    private const int WidePriceAt = EventPrefix.Length;
    private const int WideQuantityAt = 34;
    private const int WideTradeIdAt = 43;
    private const int WideAggressorAt = 52;

    public static int Encode(in EngineEvent e, ref byte record)
    {
        if (!EventPrefix.IsCompact(in e, out int lag)) { return EncodeWide(in e, ref record); }
        Field.Start(ref record, Fields, Kind);
        Field.WriteInt64(ref record, TimeAt, e.Time.Nanoseconds);
        Field.WriteInt32(ref record, LagAt, lag);
        Field.WriteUInt16(ref record, InstrumentAt, (ushort)e.Instrument.Value);
        Field.WriteInt64(ref record, PriceAt, e.Trade.Price.Raw);
        Field.WriteInt64(ref record, QuantityAt, e.Trade.Quantity.Raw);
        Field.WriteInt64(ref record, TradeIdAt, e.Trade.TradeId);
        Field.WriteCode(ref record, AggressorAt, (byte)e.Trade.Aggressor);
        return Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decode(ref byte record, ref EngineEvent e)
    {
        long time = Field.ReadInt64(ref record, TimeAt);
        e.Time = new Timestamp(time);
        e.ExchangeTime = new Timestamp(time - Field.ReadInt32(ref record, LagAt));
        e.Instrument = new InstrumentId(Field.ReadUInt16(ref record, InstrumentAt));
        e.Kind = EventKind.Trade;
        e.Trade.Price = new Price(Field.ReadInt64(ref record, PriceAt));
        e.Trade.Quantity = new Quantity(Field.ReadInt64(ref record, QuantityAt));
        e.Trade.TradeId = Field.ReadInt64(ref record, TradeIdAt);
        e.Trade.Aggressor = (Side)Field.ReadCode(ref record, AggressorAt);
        return Length;
    }

    public static int DecodeWide(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Trade, ref e);
        e.Trade.Price = new Price(Field.ReadInt64(ref record, WidePriceAt));
        e.Trade.Quantity = new Quantity(Field.ReadInt64(ref record, WideQuantityAt));
        e.Trade.TradeId = Field.ReadInt64(ref record, WideTradeIdAt);
        e.Trade.Aggressor = (Side)Field.ReadCode(ref record, WideAggressorAt);
        return WideLength;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int EncodeWide(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, Fields, WideKind, ref record);
        Field.WriteInt64(ref record, WidePriceAt, e.Trade.Price.Raw);
        Field.WriteInt64(ref record, WideQuantityAt, e.Trade.Quantity.Raw);
        Field.WriteInt64(ref record, WideTradeIdAt, e.Trade.TradeId);
        Field.WriteCode(ref record, WideAggressorAt, (byte)e.Trade.Aggressor);
        return WideLength;
    }
}
