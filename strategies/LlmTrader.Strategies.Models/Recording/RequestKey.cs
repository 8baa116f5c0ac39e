using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmTrader.Strategies.Models.Recording;

/// <summary>
/// By what a request is found again: SHA-256 over method, path and the body's canonical JSON (members by name, no blanks) without what
/// differs from one run to the next. Volatile are the members <c>user</c>, <c>metadata</c>, <c>stream</c> and <c>stream_options</c>, and
/// within texts the digits of every canary (<c>cnry-</c> and 16 hexadecimal digits) and of every fence around foreign text
/// (<c>&lt;&lt;</c>, 16 of them and a line break), wherever they stand, and the first four of a fence's before each of its lines.
/// </summary>
public static partial class RequestKey
{
    private const string Method = "POST";

    private static readonly string[] Volatile = ["metadata", "stream", "stream_options", "user"];
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>64 hexadecimal digits.</summary>
    /// <param name="path">Where it is posted to.</param>
    /// <param name="body">JSON.</param>
    public static string Of(string path, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Method}\n{path}\n{Canonical(body)}")));

    /// <summary>The canonical text.</summary>
    public static string Canonical(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        using MemoryStream canonical = new();
        using (Utf8JsonWriter writer = new(canonical, Format)) { Write(writer, document.RootElement, isRoot: true); }
        string text = Encoding.UTF8.GetString(canonical.GetBuffer(), 0, (int)canonical.Length);
        foreach ((string digits, bool isFence) in Tokens().Matches(text).Select(match => (match.Groups["digits"].Value, match.Value[0] == '<')).Distinct().ToArray())
        {
            text = text.Replace(digits, "volatile", StringComparison.Ordinal);
            if (isFence) { text = text.Replace($"{digits.AsSpan(0, 4)}|", "vola|", StringComparison.Ordinal); }
        }

        return text;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, bool isRoot = false)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in element.EnumerateObject().Where(member => !isRoot || !Volatile.Contains(member.Name)).OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray()) { Write(writer, item); }
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    [GeneratedRegex(@"cnry-(?<digits>[0-9a-f]{16})|<<(?<digits>[0-9a-f]{16})\\n", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
