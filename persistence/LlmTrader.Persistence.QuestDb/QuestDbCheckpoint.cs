using System.Text.Json;
using LlmTrader.Persistence.Journal;
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
    /// <exception cref="IOException">It can't be read.</exception>
    public static QuestDbCheckpoint? Read(string path, string journalId)
    {
        byte[] file;
        try { file = File.ReadAllBytes(path); }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException) { return null; }
        QuestDbCheckpoint checkpoint = Parse(file, path);
        return checkpoint.JournalId == journalId ? checkpoint : throw new JournalFormatException(path, "journalId", $"'{checkpoint.JournalId}' is another journal; this one is '{journalId}'.");
    }

    /// <summary>Writes it so that a crash leaves the old or the new one.</summary>
    public void Write(string path)
    {
        string temporary = path + ".tmp";
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory) { Directory.CreateDirectory(directory); }
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write))
        {
            using Utf8JsonWriter json = new(file);
            json.WriteStartObject();
            json.WriteString("journalId", JournalId);
            json.WriteNumber("inSequence", Place.InSequence);
            json.WriteNumber("outSequence", Place.OutSequence);
            json.WriteNumber("rejected", Rejected);
            json.WriteEndObject();
        }

        File.Move(temporary, path, overwrite: true);
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
