using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal;

/// <summary>What gives a journal's numbers their meaning, fixed when it is created: <c>manifest.json</c>.</summary>
public sealed record JournalManifest
{
    /// <summary>The journal id goes into every client order id, which has 32 characters in all.</summary>
    public const int MaxJournalIdLength = 12;

    public int FormatVersion { get; init; } = JournalFormat.Version;

    /// <summary>The rules by which the events became decisions; a replay under others is refused.</summary>
    public int EngineSemantics { get; init; } = Engine.Core.EngineSemantics.Version;

    /// <summary>The program that wrote it; for people.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>1 to 12 characters a–z and 0–9, given by the caller, unlike that of any other journal of the same account.</summary>
    public required string JournalId { get; init; }

    /// <summary>Rises at every recovery; a new journal has 1.</summary>
    public int Epoch { get; init; } = 1;

    public required Timestamp CreatedAt { get; init; }

    public required InstrumentTable Instruments { get; init; }

    /// <summary>The bar specifications, in the order of their <see cref="BarSpecId"/>.</summary>
    public required IReadOnlyList<BarSpec> BarSpecs { get; init; }

    /// <summary>All that decisions depend on besides the events, in the caller's own form.</summary>
    public required JsonElement Configuration { get; init; }

    /// <summary>SHA-256 of the configuration without white space, in hex: two journals with one hash were run alike.</summary>
    public string ConfigurationHash => HashOf(Configuration);

    /// <summary>The hash that a configuration has in a manifest.</summary>
    public static string HashOf(JsonElement configuration)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) { configuration.WriteTo(writer); }
        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()));
    }

    /// <summary>Reads and validates a manifest.</summary>
    /// <exception cref="JournalIOException">The file can't be read.</exception>
    /// <exception cref="JournalFormatException">It is damaged or of another version; the message names file and field.</exception>
    public static JournalManifest Read(string path) => ManifestJson.Parse(DurableFile.Read(path), path);

    /// <summary>Throws <see cref="ArgumentException"/> that names the field when a value can't be used.</summary>
    public JournalManifest Validated()
    {
        Require(FormatVersion == JournalFormat.Version, nameof(FormatVersion), $"{JournalFormat.Version}");
        Require(EngineSemantics > 0, nameof(EngineSemantics), "above 0");
        Require(Epoch > 0, nameof(Epoch), "above 0");
        Require(!string.IsNullOrEmpty(ProgramVersion), nameof(ProgramVersion), "given");
        Require(IsJournalId(JournalId), nameof(JournalId), $"1 to {MaxJournalIdLength} characters a–z and 0–9");
        Require(Configuration.ValueKind == JsonValueKind.Object, nameof(Configuration), "a JSON object");
        return this;
    }

    internal static bool IsJournalId(string? id) =>
        id is { Length: > 0 and <= MaxJournalIdLength } && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    /// <summary>What the block headers say the journal id with.</summary>
    internal static uint TagOf(string journalId) => Crc32C.Compute(Encoding.ASCII.GetBytes(journalId));

    /// <summary>Writes the file, durably.</summary>
    /// <exception cref="JournalIOException">A manifest lies there already, or the disk refuses.</exception>
    internal void Write(string path)
    {
        byte[] json = ManifestJson.Format(Validated());
        if (File.Exists(path)) { throw new JournalIOException(Errno.EEXIST, "creation of the manifest", path); }
        DurableFile.Write(path, json, overwrite: false);
    }

    private static void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Journal manifest: {field} must be {expected}."); }
    }
}
