using System.Text.Json;

namespace LlmTrader.Engine.Core;

/// <summary>Who asked for what, and why: in the journal it stands before the commands that it caused.</summary>
/// <param name="Id">As <see cref="AdminRequest.RequestId"/>.</param>
/// <param name="Who">The user, or the key, that asked.</param>
/// <param name="What">The call, with what it said.</param>
/// <param name="Why">The reason that was given; empty when none was.</param>
public sealed record AuditedRequest(long Id, string Who, string What, string Why);

/// <summary>An operator's request as events, ready to be sequenced, and read back from them.</summary>
public static class AdminRequests
{
    /// <summary>
    /// The request as one JSON object in UTF-8, in pieces. Throws <see cref="ArgumentException"/> when the id is below 1, or when the
    /// text is longer than <see cref="AdminRequest.MaxLength"/> bytes.
    /// </summary>
    public static EngineEvent[] Events(long id, string who, string what, string why)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 1);
        byte[] text = Write(who, what, why);
        if (text.Length > AdminRequest.MaxLength) { throw new ArgumentException($"A request's record has at most {AdminRequest.MaxLength} bytes, this one {text.Length}.", nameof(what)); }
        EngineEvent[] events = new EngineEvent[(text.Length + SourceText.Capacity - 1) / SourceText.Capacity];
        for (int i = 0; i < events.Length; i++) { events[i] = Piece(id, text, i * SourceText.Capacity); }
        return events;
    }

    /// <summary>The request that the text of all its pieces is; null when it is none that <see cref="Events"/> has made.</summary>
    internal static AuditedRequest? Read(long id, ReadOnlySpan<byte> text)
    {
        string? who = null, what = null, why = null;
        try
        {
            Utf8JsonReader json = new(text);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName) { continue; }
                bool isWho = json.ValueTextEquals("who"u8), isWhat = json.ValueTextEquals("what"u8), isWhy = json.ValueTextEquals("why"u8);
                json.Read();
                if (json.TokenType != JsonTokenType.String) { return null; }
                if (isWho) { who = json.GetString(); }
                else if (isWhat) { what = json.GetString(); }
                else if (isWhy) { why = json.GetString(); }
            }
        }
        catch (JsonException) { return null; }
        catch (InvalidOperationException) { return null; }   // Bytes that are no UTF-8.

        return who is null || what is null || why is null ? null : new AuditedRequest(id, who, what, why);
    }

    private static byte[] Write(string who, string what, string why)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("who"u8, who);
            json.WriteString("what"u8, what);
            json.WriteString("why"u8, why);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static EngineEvent Piece(long id, ReadOnlySpan<byte> text, int offset)
    {
        ReadOnlySpan<byte> piece = text.Slice(offset, Math.Min(SourceText.Capacity, text.Length - offset));
        EngineEvent e = new() { Kind = EventKind.AdminRequest, Instrument = InstrumentId.None };
        e.AdminRequest.RequestId = id;
        e.AdminRequest.Offset = (ushort)offset;
        e.AdminRequest.TotalLength = (ushort)text.Length;
        e.AdminRequest.Length = (byte)piece.Length;
        piece.CopyTo(e.AdminRequest.Text);
        return e;
    }
}
