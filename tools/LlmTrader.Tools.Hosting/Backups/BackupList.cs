using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Backups;

/// <summary>A file of a backup.</summary>
/// <param name="Path">Below the backup's directory, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its bytes, 64 hex digits.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256);

/// <summary><c>backup.json</c>: what a backup holds, all of it and nothing else.</summary>
public sealed record BackupList
{
    public const string FileName = "backup.json";

    /// <summary>The version of this list.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        NewLine = "\n",
    };

    public int FormatVersion { get; init; } = Version;

    public required string JournalId { get; init; }

    /// <summary>The epoch that was being written.</summary>
    public required int Epoch { get; init; }

    /// <summary>Of the last event; −1 is none.</summary>
    public required long LastSequence { get; init; }

    /// <summary>The snapshot's; null without one.</summary>
    public long? SnapshotSequence { get; init; }

    /// <summary>UTC nanoseconds since 1970.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Who made it; for people.</summary>
    public required string ProgramVersion { get; init; }

    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>SHA-256 of this list with an empty checksum, 64 hex digits.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        string checksum = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { Checksum = "" }, Json)));
        return JsonSerializer.SerializeToUtf8Bytes(this with { Checksum = checksum }, Json);
    }

    /// <summary>Reads a list.</summary>
    /// <exception cref="JournalFormatException">It is damaged, or of another version.</exception>
    public static BackupList Parse(byte[] bytes, string path)
    {
        try
        {
            BackupList list = JsonSerializer.Deserialize<BackupList>(bytes, Json) ?? throw new JournalFormatException(path, null, "it is empty.");
            if (list.FormatVersion != Version) { throw new JournalFormatException(path, "formatVersion", $"version {list.FormatVersion}, this program reads {Version}."); }
            return bytes.AsSpan().SequenceEqual(list.ToBytes()) ? list : throw new JournalFormatException(path, "checksum", "it is not that of the list: the file was changed.");
        }
        catch (JsonException error)
        {
            throw new JournalFormatException(path, error.Path, "not a backup's list: " + error.Message, error);
        }
    }
}
