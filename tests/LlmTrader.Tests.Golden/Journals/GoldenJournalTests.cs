using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Golden.Journals;

/// <summary>
/// Journals of every format version that was ever released are read for ever: every byte sound, every record as it was.
/// A folder Version&lt;N&gt; was written once, by a program of that version, and is never written again; a new version adds one.
/// </summary>
public sealed class GoldenJournalTests
{
    private const string WriteVariable = "LLMTRADER_WRITE_GOLDEN";
    private const string Head = "journal,events,eventDigest,outRecords,outDigest,stateHash";

    [Fact]
    public void Every_golden_journal_reads_as_it_was_written()
    {
        string file = Path.Combine(Folder(), "journals.csv");
        string[] journals = [.. Directory.GetDirectories(Folder(), "Version*").SelectMany(version => Directory.GetDirectories(version)).Order(StringComparer.Ordinal)];
        string found = string.Join('\n', [Head, .. journals.Select(Describe)]) + "\n";
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") { File.WriteAllText(file, found); }
        Assert.Equal(File.ReadAllText(file), found);
        Assert.Equal(7, journals.Length);
    }

    [Theory]
    [InlineData("Version1/demo")]
    [InlineData("Version1/backtest")]
    [InlineData("Version1/demo-semantics4")]
    [InlineData("Version1/backtest-semantics4")]
    [InlineData("Version1/demo-semantics5")]
    [InlineData("Version1/backtest-semantics5")]
    public void A_golden_run_is_reproduced_as_long_as_its_rules_are_todays(string name)
    {
        string path = Path.Combine(Folder(), name);
        if (JournalDirectory.Open(path).Manifest.EngineSemantics != EngineSemantics.Version)
        {
            Assert.Throws<RunException>(() => new ReplayRunner(path));    // Read, yes; replayed by other rules, never silently.
            return;
        }

        ReplayReport report = new ReplayRunner(path).Run(ThreadingOptions.For(Environment.ProcessorCount) with { Topology = EngineTopology.Inline }, compareOut: true);
        Assert.True(report.IsReproduced, $"{report.Divergence}");
        Assert.Equal(StateHashOf(JournalDirectory.Open(path)), report.Hash);
    }

    [Fact]
    public void A_pruned_run_is_not_replayed_from_its_middle()
    {
        string copy = Directory.CreateTempSubdirectory("llmtrader-golden-").FullName;
        try
        {
            JournalManifest golden = JournalManifest.Read(Path.Combine(Folder(), "Version1/backtest/manifest.json"));
            JournalDirectory.Create(copy, golden with { EngineSemantics = EngineSemantics.Version });   // Only that it is pruned stands in the way.
            string id = JournalDirectory.Open(copy).Manifest.JournalId;
            File.WriteAllText(Path.Combine(copy, "pruned.json"), $$"""{ "journalId": "{{id}}", "in": { "firstKept": 100, "lastSequence": 99, "lastCrc32c": "00000000", "segments": 1, "at": 0 } }""");
            Assert.Contains("pruned up to sequence 99", Assert.Throws<RunException>(() => new ReplayRunner(copy)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static string Describe(string path)
    {
        JournalDirectory directory = JournalDirectory.Open(path);
        JournalVerification verification = JournalInspector.Verify(directory);
        Assert.True(verification.IsSound, $"{path}: {string.Join('\n', verification.Findings)}");
        (long events, string eventDigest) = DigestOfEvents(directory);
        (long records, string outDigest) = DigestOfDerived(directory);
        string name = Path.GetRelativePath(Folder(), path).Replace('\\', '/');
        return string.Create(CultureInfo.InvariantCulture, $"{name},{events},{eventDigest},{records},{outDigest},{StateHashOf(directory)}");
    }

    private static (long Count, string Digest) DigestOfEvents(JournalDirectory directory)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using JournalReader reader = new(directory);
        EngineEvent e = default;
        long count = 0;
        for (; reader.TryRead(ref e); count++) { hash.AppendData(Encoding.UTF8.GetBytes(EventJson.ToText(in e) + "\n")); }
        return (count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static (long Count, string Digest) DigestOfDerived(JournalDirectory directory)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using OutJournalReader reader = new(directory);
        OutRecord record = default;
        long count = 0;
        for (; reader.TryRead(ref record); count++) { hash.AppendData(Encoding.UTF8.GetBytes(EventJson.ToText(in record) + "\n")); }
        return (count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // The one that ends the run; of a journal that no engine wrote, a number like any other.
    private static string StateHashOf(JournalDirectory directory)
    {
        using JournalReader reader = new(directory);
        EngineEvent e = default;
        string hash = "";
        while (reader.TryRead(ref e))
        {
            if (e.Kind == EventKind.HashCheckpoint) { hash = e.Checkpoint.Hash.ToString("x16", CultureInfo.InvariantCulture); }
        }

        return hash;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
