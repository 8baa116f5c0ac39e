using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal;

/// <summary><c>epoch.json</c>: what changes about a journal while its manifest never does. Replaced as a whole, durably.</summary>
internal static class EpochFile
{
    public static IReadOnlyList<JournalEpoch> Read(JournalDirectory directory)
    {
        string path = PathOf(directory);
        if (!File.Exists(path)) { return []; }
        byte[] file = DurableFile.Read(path);
        using JsonDocument document = ChecksummedJson.Parse(file, path);
        try { return Parse(file, new ManifestReader(path, "", document.RootElement), directory.Manifest); }
        catch (InvalidOperationException error) { throw new JournalFormatException(path, null, $"not valid text: {error.Message}", error); }
    }

    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static void Write(JournalDirectory directory, IReadOnlyList<JournalEpoch> epochs)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("formatVersion", JournalFormat.Version);
            json.WriteString("journalId", directory.Manifest.JournalId);
            json.WriteStartArray("epochs");
            foreach (JournalEpoch epoch in epochs) { Write(json, epoch); }
            json.WriteEndArray();
            json.WriteEndObject();
        }

        DurableFile.Write(PathOf(directory), ChecksummedJson.Seal(buffer));
    }

    private static string PathOf(JournalDirectory directory) => Path.Combine(directory.Path, JournalDirectory.EpochsName);

    private static void Write(Utf8JsonWriter json, JournalEpoch epoch)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteNumber("firstSequence", epoch.FirstSequence);
        json.WriteNumber("droppedThrough", epoch.DroppedThrough);
        json.WriteNumber("openedAt", epoch.OpenedAt.Nanoseconds);
        json.WriteString("reason", epoch.Reason);
        json.WriteNumber("cause", (int)epoch.Cause);
        json.WriteString("programVersion", epoch.ProgramVersion);
        json.WriteNumber("engineSemantics", epoch.EngineSemantics);
        json.WriteEndObject();
    }

    private static List<JournalEpoch> Parse(byte[] file, ManifestReader root, JournalManifest manifest)
    {
        int version = root.Int32("formatVersion");
        if (version != JournalFormat.Version) { throw root.Error("formatVersion", $"version {version}, this program reads {JournalFormat.Version}. Use the program that wrote it."); }
        if (root.Text("journalId") != manifest.JournalId) { throw root.Error("journalId", "it is not the manifest's: the file is of another journal."); }
        List<JournalEpoch> epochs = [];
        foreach (ManifestReader item in root.Items("epochs")) { epochs.Add(Read(item, epochs.Count == 0 ? manifest.Epoch : epochs[^1].Epoch)); }
        ChecksummedJson.Check(file, root);
        return epochs;
    }

    private static JournalEpoch Read(ManifestReader item, int before)
    {
        JournalEpoch epoch = new()
        {
            Epoch = item.Int32("epoch"),
            FirstSequence = item.Int64("firstSequence"),
            DroppedThrough = item.Int64("droppedThrough"),
            OpenedAt = new Timestamp(item.Int64("openedAt")),
            Reason = item.Text("reason"),
            Cause = (EpochReason)item.Int32Or("cause", (int)EpochReason.Recovery),
            ProgramVersion = item.Text("programVersion"),
            EngineSemantics = item.Int32("engineSemantics"),
        };
        if (epoch.Epoch <= before) { throw item.Error("epoch", $"{epoch.Epoch} does not rise above {before}."); }
        if (epoch.Cause is < EpochReason.Recovery or > EpochReason.Repair) { throw item.Error("cause", $"{(int)epoch.Cause} is no reason that this program knows."); }
        if (epoch.FirstSequence < 0) { throw item.Error("firstSequence", "0 or more is expected."); }
        return epoch;
    }
}
