using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>
/// Which configured texts were brought into their slots, by slot, in a file beside the journal. A text that was brought is not brought again:
/// what an operator has activated, rolled back or stopped since then stands over restarts, until the configured text itself changes.
/// </summary>
internal sealed class BroughtRuleSets
{
    public const string FileName = "configured-rulesets.json";

    private readonly string _path;
    private readonly Dictionary<int, string> _bySlot;

    /// <param name="journal">The journal's directory. A file that can't be read counts as none.</param>
    public BroughtRuleSets(string journal)
    {
        _path = Path.Combine(journal, FileName);
        try { _bySlot = File.Exists(_path) ? JsonSerializer.Deserialize<Dictionary<int, string>>(DurableFile.Read(_path)) ?? [] : []; }
        catch (Exception error) when (error is JsonException or JournalIOException) { _bySlot = []; }
    }

    /// <summary>Whether this text was the last one that the configuration brought into the slot.</summary>
    public bool Has(int slot, string source) => _bySlot.TryGetValue(slot, out string? hash) && hash == HashOf(source);

    /// <summary>Remembers it, durably.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public void Add(int slot, string source)
    {
        _bySlot[slot] = HashOf(source);
        DurableFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_bySlot));
    }

    private static string HashOf(string source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
}
