using System.Text.Json;

namespace LlmTrader.Feeds.Binance;

/// <summary>Whose a frame is, read before its numbers, whose scale depends on it.</summary>
internal static class FrameAddress
{
    private const int LongestSymbol = 64;

    /// <summary>The symbol of the frame's stream, else the one that its data name; empty when there is neither, or the frame is damaged.</summary>
    public static ReadOnlySpan<byte> SymbolOf(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"stream\":\""u8))
        {
            ReadOnlySpan<byte> name = frame[11..];
            int end = name[..Math.Min(name.Length, LongestSymbol)].IndexOf((byte)'@');
            if (end > 0) { return name[..end]; }
        }

        return Search(frame);   // Bare frames, and fields in another order.
    }

    private static ReadOnlySpan<byte> Search(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> found = default;
        try
        {
            var reader = new Utf8JsonReader(frame);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth > 2) { continue; }
                bool isStream = reader.CurrentDepth == 1 && reader.ValueTextEquals("stream"u8);
                bool isSymbol = reader.ValueTextEquals("s"u8);
                reader.Read();
                if (reader.TokenType != JsonTokenType.String || !(isStream || isSymbol)) { continue; }
                ReadOnlySpan<byte> value = reader.ValueSpan;
                int end = isStream ? value.IndexOf((byte)'@') : value.Length;
                if (end > 0) { found = value[..end]; }
                if (isStream) { break; }
            }
        }
        catch (JsonException)
        {
            return default;
        }

        return found;
    }
}
