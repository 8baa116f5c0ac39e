using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Strategist.Inbox;

/// <summary>A rule set that somebody put into the inbox.</summary>
/// <param name="Hash">Its id: the hash of its canonical text, and the file's name.</param>
/// <param name="Source">Its canonical text.</param>
/// <param name="Proposer">Such as <c>mcp/claude</c>.</param>
/// <param name="Document">As it was read from <paramref name="Source"/>.</param>
public sealed record InboxProposal(string Hash, string Source, string Proposer, RuleDocument Document);

/// <summary>
/// Rule sets beside the strategist's journal that wait for its next decision, and those that were only tried: whoever looked at history with
/// them has chosen, and the strategist counts that. Each is a file that is there whole or not at all; several processes may add.
/// </summary>
/// <param name="directory">The inbox.</param>
public sealed class ProposalInbox(string directory)
{
    /// <summary>So many may wait.</summary>
    public const int Most = 64;

    /// <summary>So many that were only tried are kept until a decision takes them along.</summary>
    public const int MostTried = 1024;

    private const string Extension = ".yaml";
    private const string ByLine = "# proposed by ";
    private const int LongestFile = RuleSetSource.MaxLength + 256;

    private string Tried => Path.Combine(directory, "tried");

    /// <summary>The inbox of a strategist whose journal lies there.</summary>
    public static ProposalInbox Beside(string journal) => new(Path.Combine(journal, "inbox"));

    /// <summary>Adds a proposal, on stable storage when it returns; false when it waits there already.</summary>
    /// <exception cref="RunException">There is no room, or it is too large.</exception>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public bool Put(RuleDocument document, string proposer, DateTimeOffset now)
    {
        string hash = RuleText.Id(document);
        if (File.Exists(PathOf(directory, hash))) { return false; }
        if (Count(directory) >= Most) { throw new RunException($"{Most} proposals wait in '{directory}' for the strategist, which is as many as may: it takes one with each decision."); }
        Write(directory, document, hash, $"{ByLine}{proposer} at {now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}\n");
        return true;
    }

    /// <summary>Notes a rule set that is about to be run on history, on stable storage when it returns.</summary>
    /// <exception cref="RunException">There is no room, or it is too large.</exception>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public void Try(RuleDocument document)
    {
        string hash = RuleText.Id(document);
        if (File.Exists(PathOf(Tried, hash))) { return; }
        if (Count(Tried) >= MostTried) { throw new RunException($"{MostTried} rule sets were tried on history since the strategist took a proposal; it must count them first."); }
        Write(Tried, document, hash, "");
    }

    /// <summary>What waits, oldest first; of equals in the order of their hashes.</summary>
    /// <exception cref="JournalIOException">A file can't be read.</exception>
    public IReadOnlyList<InboxProposal> Waiting() =>
        [.. Files(directory).Select(path => (Path: path, Time: File.GetLastWriteTimeUtc(path))).OrderBy(one => one.Time).ThenBy(one => one.Path, StringComparer.Ordinal).Select(one => Read(one.Path)).OfType<InboxProposal>()];

    /// <summary>What was tried and is not counted yet, in the order of the hashes.</summary>
    /// <exception cref="JournalIOException">A file can't be read.</exception>
    public IReadOnlyList<InboxProposal> AllTried() => [.. Files(Tried).Order(StringComparer.Ordinal).Select(Read).OfType<InboxProposal>()];

    /// <summary>Takes a proposal out.</summary>
    public void Remove(string hash) => File.Delete(PathOf(directory, hash));

    /// <summary>Takes what was tried out.</summary>
    public void RemoveTried(string hash) => File.Delete(PathOf(Tried, hash));

    // What is not what a file of this name must be, was put there by nobody who may: it goes.
    private static InboxProposal? Read(string path)
    {
        if (new FileInfo(path).Length <= LongestFile)
        {
            string text = Encoding.UTF8.GetString(DurableFile.Read(path));
            RuleReading reading = RuleText.Read(text);
            if (reading is { IsValid: true, Document: { } document } && RuleText.Id(document) is var hash && hash == Path.GetFileNameWithoutExtension(path))
            {
                return new InboxProposal(hash, RuleText.Format(document), ProposerOf(text), document);
            }
        }

        File.Delete(path);
        return null;
    }

    private static string ProposerOf(string text)
    {
        string first = text.Split('\n', 2)[0];
        return first.StartsWith(ByLine, StringComparison.Ordinal) && first.LastIndexOf(" at ", StringComparison.Ordinal) is > 0 and var end && end > ByLine.Length ? first[ByLine.Length..end] : "inbox";
    }

    private static void Write(string directory, RuleDocument document, string hash, string head)
    {
        byte[] content = Encoding.UTF8.GetBytes(head + RuleText.Format(document));
        if (content.Length > LongestFile) { throw new RunException($"The rule set has {content.Length:N0} bytes; at most {RuleSetSource.MaxLength:N0} are expected."); }
        DurableFile.Write(PathOf(directory, hash), content);
    }

    private static int Count(string directory) => Files(directory).Count();

    private static IEnumerable<string> Files(string directory) => Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*" + Extension) : [];

    private static string PathOf(string directory, string hash) => Path.Combine(directory, hash + Extension);
}
