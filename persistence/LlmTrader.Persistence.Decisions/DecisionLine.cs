using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Decisions;

/// <summary>
/// A record as a line: <c>{"sequence":1,"time":"…","decision":"…","kind":"…","body":{…},"previous":"…","hash":"…"}</c>, without spaces and
/// in this order. The hash is of the line without <c>,"hash":"…"</c>, so that sed and sha256sum can tell whether it holds.
/// </summary>
internal static class DecisionLine
{
    /// <summary>A report of acceptance with its equity takes some 100 KB.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>What stands before the first line.</summary>
    public static readonly string Genesis = new('0', HashLength);

    private const int HashLength = 64;
    private const int MaxIdLength = 64;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff";

    // Rules are quoted as people wrote them; what JSON itself demands is still escaped, line ends above all.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly byte[] HashField = Encoding.ASCII.GetBytes(",\"hash\":\"");
    private static readonly byte[] End = Encoding.ASCII.GetBytes("\"}");

    private static int TrailerLength => HashField.Length + HashLength + End.Length;

    /// <summary>The line without its end.</summary>
    /// <exception cref="ArgumentException">The body is no object, a property is there twice, the id has characters that don't belong, or all of it is too long.</exception>
    public static byte[] Encode(long sequence, Timestamp time, string decision, DecisionKind kind, ReadOnlyMemory<byte> body, string previous)
    {
        if (!IsId(decision)) { throw new ArgumentException($"'{decision}' names no decision: 1 to {MaxIdLength} letters, digits, '.', '_' and '-' do.", nameof(decision)); }
        ArrayBufferWriter<byte> line = new(body.Length + 512);
        using (Utf8JsonWriter json = new(line, Compact))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", sequence);
            json.WriteString("time", time.ToString());
            json.WriteString("decision", decision);
            json.WriteString("kind", DecisionKinds.Name(kind));
            json.WritePropertyName("body");
            WriteBody(json, body);
            json.WriteString("previous", previous);
            json.WriteEndObject();
        }

        string hash = HashOf(line.WrittenSpan);
        byte[] bytes = [.. line.WrittenSpan[..^1], .. HashField, .. Encoding.ASCII.GetBytes(hash), .. End];
        if (bytes.Length >= MaxBytes) { throw new ArgumentException($"A record of {bytes.Length} bytes is longer than the limit of {MaxBytes}.", nameof(body)); }
        return bytes;
    }

    /// <summary>Reads a line back.</summary>
    /// <exception cref="FormatException">It is not as it was written; the message is a sentence that says what is wrong.</exception>
    public static DecisionRecord Decode(ReadOnlySpan<byte> line)
    {
        string hash = CheckedHash(line);
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.ToArray(), Strict);
            JsonElement root = document.RootElement;
            string kindName = root.GetProperty("kind").GetString()!;
            if (!DecisionKinds.TryParse(kindName, out DecisionKind kind)) { throw new FormatException($"The kind '{kindName}' is not known; a later version wrote it."); }
            return new DecisionRecord
            {
                Sequence = root.GetProperty("sequence").GetInt64(),
                Time = ReadTime(root.GetProperty("time").GetString()!),
                Decision = root.GetProperty("decision").GetString()!,
                Kind = kind,
                Body = root.GetProperty("body").Clone(),
                Previous = root.GetProperty("previous").GetString()!,
                Hash = hash,
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"It is no record: {error.Message}", error);
        }
    }

    /// <summary>Whether the bytes begin with a whole record: what a write that was cut off never leaves before something else.</summary>
    public static bool BeginsWithRecord(ReadOnlySpan<byte> bytes)
    {
        for (int at = bytes.IndexOf(HashField); at >= 0 && at + TrailerLength <= bytes.Length;)
        {
            if (IsWhole(bytes[..(at + TrailerLength)])) { return true; }
            int next = bytes[(at + 1)..].IndexOf(HashField);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        try
        {
            CheckedHash(line);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string CheckedHash(ReadOnlySpan<byte> line)
    {
        if (line.Length <= TrailerLength || !line.EndsWith(End) || !line[^TrailerLength..].StartsWith(HashField)) { throw new FormatException("It does not end with a hash."); }
        string written = Encoding.ASCII.GetString(line[^(HashLength + End.Length)..^End.Length]);
        string hash = HashOf([.. line[..^TrailerLength], (byte)'}']);
        return hash == written ? hash : throw new FormatException($"Its hash is {hash}, and it says {written}.");
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) { throw new ArgumentException("The body of a record is an object.", nameof(body)); }
            document.RootElement.WriteTo(json);
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"The body of a record is JSON: {error.Message}", nameof(body), error);
        }
    }

    private static bool IsId(string text) =>
        text is { Length: > 0 and <= MaxIdLength } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

    // As Timestamp writes it, to the nanosecond.
    private static Timestamp ReadTime(string text)
    {
        if (text.Length == 30 && text[^1] == 'Z' && int.TryParse(text.AsSpan(27, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int rest)
            && DateTime.TryParseExact(text.AsSpan(0, 27), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            return new Timestamp(((time - DateTime.UnixEpoch).Ticks * 100) + rest);
        }

        throw new FormatException($"'{text}' is no time.");
    }
}
