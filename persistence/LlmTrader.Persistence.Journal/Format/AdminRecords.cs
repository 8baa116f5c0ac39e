using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>What operators say besides orders, limits and rule sets: a piece of a request, a strategy's state, cancels of all, a slot's share.</summary>
internal static class AdminRecords
{
    private const int Payload = EventPrefix.Length;

    private const int OffsetAt = Payload + 9;
    private const int TotalAt = Payload + 12;
    private const int TextAt = Payload + 15;

    private const int StateAt = Payload + 3;
    private const int StateLength = Payload + 4;

    private const int StrategyAt = Payload + 5;
    private const int OfStrategyAt = Payload + 8;
    private const int CancelAllLength = Payload + 9;

    private const int ShareAt = Payload + 3;
    private const int CapitalShareLength = Payload + 6;

    public static int EncodeRequest(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 4, (byte)EventKind.AdminRequest, ref record);
        Field.WriteInt64(ref record, Payload, e.AdminRequest.RequestId);
        Field.WriteUInt16(ref record, OffsetAt, e.AdminRequest.Offset);
        Field.WriteUInt16(ref record, TotalAt, e.AdminRequest.TotalLength);
        ReadOnlySpan<byte> text = e.AdminRequest.Text;
        return TextAt + Field.WriteBytes(ref record, TextAt, text[..e.AdminRequest.Length]);
    }

    /// <summary>0 when the piece is longer than a slot can hold.</summary>
    public static int DecodeRequest(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.AdminRequest, ref e);
        e.AdminRequest.RequestId = Field.ReadInt64(ref record, Payload);
        e.AdminRequest.Offset = Field.ReadUInt16(ref record, OffsetAt);
        e.AdminRequest.TotalLength = Field.ReadUInt16(ref record, TotalAt);
        ReadOnlySpan<byte> text = Field.ReadBytes(ref record, TextAt);
        if (text.Length > SourceText.Capacity) { return 0; }
        e.AdminRequest.Length = (byte)text.Length;
        text.CopyTo(e.AdminRequest.Text);
        return TextAt + Field.BytesHeader + text.Length;
    }

    public static int EncodeState(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 2, (byte)EventKind.StrategyStateChange, ref record);
        Field.WriteUInt16(ref record, Payload, e.StrategyState.Strategy.Value);
        Field.WriteCode(ref record, StateAt, (byte)e.StrategyState.State);
        return StateLength;
    }

    public static int DecodeState(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.StrategyStateChange, ref e);
        e.StrategyState.Strategy = new StrategyId(Field.ReadUInt16(ref record, Payload));
        e.StrategyState.State = (TradingState)Field.ReadCode(ref record, StateAt);
        return StateLength;
    }

    public static int EncodeCancelAll(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 3, (byte)EventKind.CancelAll, ref record);
        Field.WriteInt32(ref record, Payload, e.CancelAll.Instrument.Value);
        Field.WriteUInt16(ref record, StrategyAt, e.CancelAll.Strategy.Value);
        Field.WriteCode(ref record, OfStrategyAt, e.CancelAll.OfStrategy);
        return CancelAllLength;
    }

    public static int DecodeCancelAll(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.CancelAll, ref e);
        e.CancelAll.Instrument = new InstrumentId(Field.ReadInt32(ref record, Payload));
        e.CancelAll.Strategy = new StrategyId(Field.ReadUInt16(ref record, StrategyAt));
        e.CancelAll.OfStrategy = Field.ReadCode(ref record, OfStrategyAt);
        return CancelAllLength;
    }

    public static int EncodeCapitalShare(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 2, (byte)EventKind.CapitalShare, ref record);
        Field.WriteUInt16(ref record, Payload, e.CapitalShare.Slot.Value);
        Field.WriteUInt16(ref record, ShareAt, e.CapitalShare.Share);
        return CapitalShareLength;
    }

    public static int DecodeCapitalShare(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.CapitalShare, ref e);
        e.CapitalShare.Slot = new StrategyId(Field.ReadUInt16(ref record, Payload));
        e.CapitalShare.Share = Field.ReadUInt16(ref record, ShareAt);
        return CapitalShareLength;
    }
}
