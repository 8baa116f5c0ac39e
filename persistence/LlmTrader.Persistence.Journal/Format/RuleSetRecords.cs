using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>Events of rule sets: a piece of source, the stage event, and the others, which share one form.</summary>
internal static class RuleSetRecords
{
    private const int Payload = EventPrefix.Length;

    private const int OffsetAt = Payload + 5;
    private const int TextAt = Payload + 10;

    private const int LengthAt = Payload + 5;
    private const int WarmUpAt = Payload + 10;
    private const int StageSlotAt = Payload + 15;
    private const int HashAt = Payload + 18;
    private const int StageLength = HashAt + Field.BytesHeader + SourceHash.Length;

    private const int SlotAt = Payload + 5;
    private const int CodeAt = Payload + 8;
    private const int OnAt = Payload + 9;
    private const int ChangeLength = Payload + 10;

    public static int EncodeSource(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 3, (byte)EventKind.RuleSetSource, ref record);
        Field.WriteInt32(ref record, Payload, e.RuleSetSource.SetId);
        Field.WriteInt32(ref record, OffsetAt, e.RuleSetSource.Offset);
        ReadOnlySpan<byte> text = e.RuleSetSource.Text;
        return TextAt + Field.WriteBytes(ref record, TextAt, text[..e.RuleSetSource.Length]);
    }

    /// <summary>0 when the piece is longer than a slot can hold.</summary>
    public static int DecodeSource(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.RuleSetSource, ref e);
        e.RuleSetSource.SetId = Field.ReadInt32(ref record, Payload);
        e.RuleSetSource.Offset = Field.ReadInt32(ref record, OffsetAt);
        ReadOnlySpan<byte> text = Field.ReadBytes(ref record, TextAt);
        if (text.Length > SourceText.Capacity) { return 0; }
        e.RuleSetSource.Length = (byte)text.Length;
        text.CopyTo(e.RuleSetSource.Text);
        return TextAt + Field.BytesHeader + text.Length;
    }

    public static int EncodeStage(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 5, (byte)EventKind.RuleSetStage, ref record);
        Field.WriteInt32(ref record, Payload, e.RuleSetStage.SetId);
        Field.WriteInt32(ref record, LengthAt, e.RuleSetStage.Length);
        Field.WriteInt32(ref record, WarmUpAt, e.RuleSetStage.WarmUpBars);
        Field.WriteUInt16(ref record, StageSlotAt, e.RuleSetStage.Slot.Value);
        Span<byte> digest = stackalloc byte[SourceHash.Length];
        e.RuleSetStage.Hash.CopyTo(digest);
        Field.WriteBytes(ref record, HashAt, digest);
        return StageLength;
    }

    /// <summary>0 when the digest has another length than SHA-256's.</summary>
    public static int DecodeStage(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.RuleSetStage, ref e);
        e.RuleSetStage.SetId = Field.ReadInt32(ref record, Payload);
        e.RuleSetStage.Length = Field.ReadInt32(ref record, LengthAt);
        e.RuleSetStage.WarmUpBars = Field.ReadInt32(ref record, WarmUpAt);
        e.RuleSetStage.Slot = new StrategyId(Field.ReadUInt16(ref record, StageSlotAt));
        ReadOnlySpan<byte> digest = Field.ReadBytes(ref record, HashAt);
        if (digest.Length != SourceHash.Length) { return 0; }
        e.RuleSetStage.Hash = SourceHash.From(digest);
        return StageLength;
    }

    public static int EncodeChange(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 4, (byte)e.Kind, ref record);
        Field.WriteInt32(ref record, Payload, e.RuleSet.SetId);
        Field.WriteUInt16(ref record, SlotAt, e.RuleSet.Slot.Value);
        Field.WriteCode(ref record, CodeAt, (byte)e.RuleSet.Code);
        Field.WriteCode(ref record, OnAt, e.RuleSet.On);
        return ChangeLength;
    }

    public static int DecodeChange(EventKind kind, ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, kind, ref e);
        e.RuleSet.SetId = Field.ReadInt32(ref record, Payload);
        e.RuleSet.Slot = new StrategyId(Field.ReadUInt16(ref record, SlotAt));
        e.RuleSet.Code = (RuleSetCode)Field.ReadCode(ref record, CodeAt);
        e.RuleSet.On = Field.ReadCode(ref record, OnAt);
        return ChangeLength;
    }
}
