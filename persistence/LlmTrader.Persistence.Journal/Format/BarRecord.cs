using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>A ready-made bar, or its print for the venue: 96 bytes.</summary>
internal static class BarRecord
{
    public const int Length = 96;
    private const int Fields = EventPrefix.Fields + 9;

    private const int OpenAt = EventPrefix.Length;
    private const int HighAt = 34;
    private const int LowAt = 43;
    private const int CloseAt = 52;
    private const int VolumeAt = 61;
    private const int TurnoverAt = 70;
    private const int OpenTimeAt = 79;
    private const int TradeCountAt = 88;
    private const int SpecAt = 93;

    public static int Encode(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, Fields, (byte)e.Kind, ref record);
        Field.WriteInt64(ref record, OpenAt, e.Bar.Open.Raw);
        Field.WriteInt64(ref record, HighAt, e.Bar.High.Raw);
        Field.WriteInt64(ref record, LowAt, e.Bar.Low.Raw);
        Field.WriteInt64(ref record, CloseAt, e.Bar.Close.Raw);
        Field.WriteInt64(ref record, VolumeAt, e.Bar.Volume.Raw);
        Field.WriteInt64(ref record, TurnoverAt, e.Bar.Turnover);
        Field.WriteInt64(ref record, OpenTimeAt, e.Bar.OpenTime.Nanoseconds);
        Field.WriteInt32(ref record, TradeCountAt, e.Bar.TradeCount);
        Field.WriteUInt16(ref record, SpecAt, e.Bar.Spec.Value);
        return Length;
    }

    public static int Decode(EventKind kind, ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, kind, ref e);
        e.Bar.Open = new Price(Field.ReadInt64(ref record, OpenAt));
        e.Bar.High = new Price(Field.ReadInt64(ref record, HighAt));
        e.Bar.Low = new Price(Field.ReadInt64(ref record, LowAt));
        e.Bar.Close = new Price(Field.ReadInt64(ref record, CloseAt));
        e.Bar.Volume = new Quantity(Field.ReadInt64(ref record, VolumeAt));
        e.Bar.Turnover = Field.ReadInt64(ref record, TurnoverAt);
        e.Bar.OpenTime = new Timestamp(Field.ReadInt64(ref record, OpenTimeAt));
        e.Bar.TradeCount = Field.ReadInt32(ref record, TradeCountAt);
        e.Bar.Spec = new BarSpecId(Field.ReadUInt16(ref record, SpecAt));
        return Length;
    }
}
