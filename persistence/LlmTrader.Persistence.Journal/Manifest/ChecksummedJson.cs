using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmTrader.Persistence.Journal;

/// <summary>Indented JSON whose last field is the SHA-256 of every byte before that field.</summary>
internal static class ChecksummedJson
{
    private const string ChecksumField = "checksum";

    /// <summary>Adds the last field to an object that was written with indentation and <c>\n</c>.</summary>
    public static byte[] Seal(MemoryStream written)
    {
        // The writer can't hash what it has not written yet: its closing "\n}" makes way for the last field.
        string body = Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length - 2);
        return Encoding.UTF8.GetBytes(body + Tail(Encoding.UTF8.GetBytes(body)));
    }

    /// <exception cref="JournalFormatException">It is not JSON.</exception>
    public static JsonDocument Parse(byte[] file, string path)
    {
        if (!Utf8.IsValid(file)) { throw new JournalFormatException(path, null, "not UTF-8."); }
        try { return JsonDocument.Parse(file); }
        catch (JsonException error) { throw new JournalFormatException(path, null, $"not JSON: {error.Message}", error); }
    }

    /// <summary>Byte for byte: a flipped bit in white space, or in the checksum itself, is found as well.</summary>
    /// <exception cref="JournalFormatException">The checksum does not fit.</exception>
    public static void Check(byte[] file, ManifestReader root)
    {
        int tailLength = Encoding.UTF8.GetByteCount(Tail([]));
        string stored = root.Text(ChecksumField);
        int bodyLength = Math.Max(0, file.Length - tailLength);
        string expected = Tail(file.AsSpan(0, bodyLength));
        if (!file.AsSpan(bodyLength).SequenceEqual(Encoding.UTF8.GetBytes(expected)))
        {
            throw root.Error(ChecksumField, $"'{stored}' does not fit the file's content: it was changed or damaged.");
        }
    }

    private static string Tail(ReadOnlySpan<byte> body) => $",\n  \"{ChecksumField}\": \"{Convert.ToHexStringLower(SHA256.HashData(body))}\"\n}}\n";
}
