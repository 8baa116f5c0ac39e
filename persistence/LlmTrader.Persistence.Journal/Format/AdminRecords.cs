using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>A piece of an operator's request.</summary>
internal static class AdminRecords
{
    private const int Payload = EventPrefix.Length;

    private const int OffsetAt = Payload + 9;
    private const int TotalAt = Payload + 12;
    private const int TextAt = Payload + 15;

    public static int Encode(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 4, (byte)EventKind.AdminRequest, ref record);
        Field.WriteInt64(ref record, Payload, e.AdminRequest.RequestId);
        Field.WriteUInt16(ref record, OffsetAt, e.AdminRequest.Offset);
        Field.WriteUInt16(ref record, TotalAt, e.AdminRequest.TotalLength);
        ReadOnlySpan<byte> text = e.AdminRequest.Text;
        return TextAt + Field.WriteBytes(ref record, TextAt, text[..e.AdminRequest.Length]);
    }

    /// <summary>0 when the piece is longer than a slot can hold.</summary>
    public static int Decode(ref byte record, ref EngineEvent e)
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
}
