using System.Text;
using System.Text.Json;

namespace LlmTrader.Feeds.Binance;

/// <summary>What a frame is that is no market data: the rare ones, read at leisure.</summary>
/// <param name="Kind">Its event's or stream's name, <c>reply</c>, <c>error</c>, or <c>unknown</c>.</param>
/// <param name="Text">The venue's words in an error; else empty.</param>
internal readonly record struct OtherFrame(string Kind, string Text)
{
    public const string Reply = "reply";
    public const string Error = "error";
    public const string ServerShutdown = "serverShutdown";

    private const int LongestText = 200;

    /// <summary>Never throws.</summary>
    public static OtherFrame Read(ReadOnlySpan<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) { return new OtherFrame("unknown", ""); }
            if (root.TryGetProperty("error", out JsonElement error)) { return new OtherFrame(Error, Shorten(error.GetRawText())); }
            if (root.TryGetProperty("code", out _) && root.TryGetProperty("msg", out _)) { return new OtherFrame(Error, Shorten(root.GetRawText())); }
            if (root.TryGetProperty("result", out _)) { return new OtherFrame(Reply, ""); }
            JsonElement data = root.TryGetProperty("data", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
            if (data.TryGetProperty("e", out JsonElement name) && name.ValueKind == JsonValueKind.String) { return new OtherFrame(Shorten(name.GetString()!), ""); }
            if (root.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind == JsonValueKind.String) { return new OtherFrame(Shorten(stream.GetString()!), ""); }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            // Text that is no UTF-8 shows only when it is read.
        }

        return new OtherFrame("unknown", "");
    }

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
