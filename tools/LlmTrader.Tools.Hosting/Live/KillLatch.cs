using System.Buffers;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>What a kill latch says.</summary>
/// <param name="At">When it was set.</param>
/// <param name="Who">Who asked for it.</param>
/// <param name="Why">The reason given; empty when none was.</param>
/// <param name="Flatten">Whether positions are closed as well.</param>
/// <param name="Epoch">Of the run that was killed.</param>
public sealed record KillLatchContent(Timestamp At, string Who, string Why, bool Flatten, int Epoch);

/// <summary>
/// The file that keeps an engine killed over crashes and restarts, whatever became of its journal. It stands in the run directory; only a
/// reset takes it away. A latch that can't be read latches all the same.
/// </summary>
/// <param name="directory">The engine's run directory; made when it is missing.</param>
public sealed class KillLatch(string directory)
{
    public const string FileName = "kill.latch";

    private const string Unreadable = "unknown: the latch can't be read";

    public string Path { get; } = System.IO.Path.Combine(directory, FileName);

    /// <summary>What keeps a latch from the disk. What helps a journal on a full disk (another place for it) does not help here.</summary>
    public static string ProblemOf(JournalIOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.IsDiskFull ? $"{error.Operation} failed on '{error.Path}': the run directory's disk is full. Free space there, and kill again to latch it." : error.Message;
    }

    /// <summary>What is latched; null when nothing is.</summary>
    /// <exception cref="JournalIOException">The file is there and the disk doesn't give it.</exception>
    public KillLatchContent? Read()
    {
        if (!File.Exists(Path)) { return null; }
        try
        {
            using JsonDocument document = JsonDocument.Parse(DurableFile.Read(Path));
            JsonElement root = document.RootElement;
            return new KillLatchContent(
                new Timestamp(root.GetProperty("atNs").GetInt64()), root.GetProperty("who").GetString() ?? "", root.GetProperty("why").GetString() ?? "",
                root.GetProperty("flatten").GetBoolean(), root.GetProperty("epoch").GetInt32());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new KillLatchContent(default, Unreadable, error.Message, Flatten: false, Epoch: 0);
        }
    }

    /// <summary>Sets it, over what may be there: file and directory are on the disk when this returns.</summary>
    /// <exception cref="JournalIOException">The disk refuses: whether the latch outlives the process is not known.</exception>
    public void Set(KillLatchContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("at", content.At.ToString());   // For people.
            json.WriteNumber("atNs", content.At.Nanoseconds);
            json.WriteString("who", content.Who);
            json.WriteString("why", content.Why);
            json.WriteBoolean("flatten", content.Flatten);
            json.WriteNumber("epoch", content.Epoch);
            json.WriteEndObject();
        }

        DurableFile.Write(Path, text.WrittenSpan);
    }

    /// <summary>Takes it away, for good when this returns.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public void Remove()
    {
        try { File.Delete(Path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { throw new JournalIOException(0, "removing", Path, error); }
        JournalFile.SyncDirectory(directory);
    }
}
