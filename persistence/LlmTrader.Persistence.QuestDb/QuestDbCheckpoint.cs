using System.Text.Json;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>How far a projection of one journal came, in a small file. QuestDB itself drops what comes twice, so a lost one costs only time.</summary>
internal sealed record QuestDbCheckpoint
{
    public required string JournalId { get; init; }
    public required ProjectionPlace Place { get; init; }

    /// <summary>Rows that QuestDB refused so far.</summary>
    public long Rejected { get; init; }

    /// <summary>Reads a checkpoint; null when there is none.</summary>
    /// <exception cref="JournalFormatException">It is damaged, or of another journal.</exception>
    /// <exception cref="JournalIOException">It can't be read.</exception>
    public static QuestDbCheckpoint? Read(string path, string journalId)
    {
        if (!File.Exists(path)) { return null; }
        QuestDbCheckpoint checkpoint = Parse(DurableFile.Read(path), path);
        return checkpoint.JournalId == journalId ? checkpoint : throw new JournalFormatException(path, "journalId", $"'{checkpoint.JournalId}' is another journal; this one is '{journalId}'.");
    }

    /// <summary>Writes it so that a crash leaves the old or the new one.</summary>
    /// <exception cref="JournalIOException">The disk refuses; the one before stays.</exception>
    public void Write(string path)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("journalId", JournalId);
            json.WriteNumber("inSequence", Place.InSequence);
            json.WriteNumber("outSequence", Place.OutSequence);
            json.WriteNumber("rejected", Rejected);
            json.WriteEndObject();
        }

        DurableFile.Write(path, buffer.GetBuffer().AsSpan(0, (int)buffer.Length), isDurable: false);
    }

    private static QuestDbCheckpoint Parse(byte[] file, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(file);
            JsonElement root = document.RootElement;
            return new QuestDbCheckpoint
            {
                JournalId = root.GetProperty("journalId").GetString() ?? "",
                Place = new ProjectionPlace(root.GetProperty("inSequence").GetInt64(), root.GetProperty("outSequence").GetInt64()),
                Rejected = root.GetProperty("rejected").GetInt64(),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JournalFormatException(path, null, $"not a projection's checkpoint: {error.Message} Without the file, the projection starts over.", error);
        }
    }
}
