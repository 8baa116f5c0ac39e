using System.Text.Json;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal;

/// <summary>How far a follower came, and where that lies. A small file of its own; without it the follower starts over.</summary>
public sealed record FollowerCheckpoint
{
    public required string JournalId { get; init; }

    public required StreamKind Stream { get; init; }

    /// <summary>The last sequence of which something was delivered.</summary>
    public required long Sequence { get; init; }

    /// <summary>Records of it that were: in the <c>in</c> stream 1.</summary>
    public required int OfSequence { get; init; }

    /// <summary>Before the block in which the next record lies, or might.</summary>
    internal ScanPlace Place { get; init; }

    /// <summary>Records of that block that were delivered.</summary>
    internal int InBlock { get; init; }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The journal that it ought to be of.</param>
    /// <exception cref="JournalFormatException">It is damaged.</exception>
    /// <exception cref="JournalIOException">It can't be read.</exception>
    public static FollowerCheckpoint Read(string path, JournalDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        byte[] file = DurableFile.Read(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(file);
            ManifestReader root = new(path, "", document.RootElement);
            StreamKind stream = root.Text("stream") switch { "in" => StreamKind.In, "out" => StreamKind.Out, _ => throw root.Error("stream", "in or out is expected.") };
            string name = root.Text("segment");
            string segment = name.Length == 0 ? "" : System.IO.Path.Combine(directory.StreamPath(stream), System.IO.Path.GetFileName(name));
            uint? crc = root.Has("previousCrc32c") ? (uint)root.Int64("previousCrc32c") : null;
            return new FollowerCheckpoint
            {
                JournalId = root.Text("journalId"),
                Stream = stream,
                Sequence = root.Int64("sequence"),
                OfSequence = root.Int32("ofSequence"),
                Place = new ScanPlace(segment, root.Int32("block"), root.Int64("offset"), root.Int64("expectedSequence"), root.Int64("lastSequence"), crc),
                InBlock = root.Int32("inBlock"),
            };
        }
        catch (JsonException error)
        {
            throw new JournalFormatException(path, null, $"not JSON: {error.Message}", error);
        }
    }

    /// <exception cref="JournalIOException">The disk refuses; the checkpoint before stays.</exception>
    internal void Write(string path)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("journalId", JournalId);
            json.WriteString("stream", Stream == StreamKind.In ? "in" : "out");
            json.WriteNumber("sequence", Sequence);
            json.WriteNumber("ofSequence", OfSequence);
            json.WriteString("segment", System.IO.Path.GetFileName(Place.Segment));
            json.WriteNumber("block", Place.Block);
            json.WriteNumber("offset", Place.Offset);
            json.WriteNumber("expectedSequence", Place.ExpectedSequence);
            json.WriteNumber("lastSequence", Place.LastSequence);
            if (Place.PreviousCrc is { } crc) { json.WriteNumber("previousCrc32c", crc); }
            json.WriteNumber("inBlock", InBlock);
            json.WriteEndObject();
        }

        // Not synced: a lost checkpoint costs only time, and a sync would make the writer's own wait.
        DurableFile.Write(path, buffer.GetBuffer().AsSpan(0, (int)buffer.Length), isDurable: false);
    }
}
