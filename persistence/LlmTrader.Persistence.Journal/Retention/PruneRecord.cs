using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Retention;

/// <summary>What is gone from the beginning of a stream.</summary>
/// <param name="FirstKept">Name of the first segment that stays: its first sequence.</param>
/// <param name="LastSequence">The last sequence that is gone.</param>
/// <param name="LastCrc32C">Checksum of the last block that is gone: the chain goes on from it.</param>
/// <param name="Segments">Segments that were removed, of all prunings together.</param>
/// <param name="At">When the last of them was.</param>
public sealed record PrunedPart(long FirstKept, long LastSequence, uint LastCrc32C, int Segments, Timestamp At);

/// <summary>
/// What was pruned from a journal: <c>pruned.json</c>, durable before a segment is removed. So a reader knows where a
/// stream begins and what its first block must continue, and a segment that should be gone and is not yet is left out.
/// </summary>
public sealed record PruneRecord(PrunedPart? In, PrunedPart? Out)
{
    public const string FileName = "pruned.json";

    public PrunedPart? Of(StreamKind stream) => stream == StreamKind.In ? In : Out;

    /// <summary>Reads the record of a journal; one that says nothing when nothing was pruned.</summary>
    /// <exception cref="JournalFormatException">It is damaged.</exception>
    public static PruneRecord Read(JournalDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        string path = Path.Combine(directory.Path, FileName);
        if (!File.Exists(path)) { return new PruneRecord(null, null); }
        byte[] file = DurableFile.Read(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(file);
            ManifestReader root = new(path, "", document.RootElement);
            if (root.Text("journalId") != directory.Manifest.JournalId) { throw root.Error("journalId", "it is the record of another journal."); }
            return new PruneRecord(ReadPart(path, root, "in"), ReadPart(path, root, "out"));
        }
        catch (JsonException error)
        {
            throw new JournalFormatException(path, null, $"not JSON: {error.Message}", error);
        }
    }

    /// <summary>Puts the record in its place, durably.</summary>
    internal void Write(JournalDirectory directory)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("journalId", directory.Manifest.JournalId);
            WritePart(json, "in", In);
            WritePart(json, "out", Out);
            json.WriteEndObject();
        }

        DurableFile.Write(Path.Combine(directory.Path, FileName), buffer.ToArray());
    }

    private static PrunedPart? ReadPart(string path, ManifestReader root, string name)
    {
        if (!root.Has(name)) { return null; }
        ManifestReader part = new(path, name, root.Element(name));
        bool isCrc = uint.TryParse(part.Text("lastCrc32c"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint crc);
        if (!isCrc) { throw part.Error("lastCrc32c", "8 hexadecimal digits are expected."); }
        return new PrunedPart(part.Int64("firstKept"), part.Int64("lastSequence"), crc, part.Int32("segments"), new Timestamp(part.Int64("at")));
    }

    private static void WritePart(Utf8JsonWriter json, string name, PrunedPart? part)
    {
        if (part is null) { return; }
        json.WriteStartObject(name);
        json.WriteNumber("firstKept", part.FirstKept);
        json.WriteNumber("lastSequence", part.LastSequence);
        json.WriteString("lastCrc32c", part.LastCrc32C.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteNumber("segments", part.Segments);
        json.WriteNumber("at", part.At.Nanoseconds);
        json.WriteEndObject();
    }
}
