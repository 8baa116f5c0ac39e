using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Where QuestDB is and how it is written to. Its token or password comes by the environment.</summary>
internal sealed class QuestDbOption
{
    public const string Variable = "LLMTRADER_QUESTDB";
    private const string Token = Variable + "_TOKEN";
    private const string User = Variable + "_USER";
    private const string Password = Variable + "_PASSWORD";

    // After that the pump tries again, and can tell meanwhile that it stands still.
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(5);

    private readonly Option<string?> _url = OptionOf.Text(
        "--questdb",
        "URL",
        $"QuestDB's HTTP address, such as http://127.0.0.1:9000; else {Variable} is used, when it is set. {Token}, or {User} and {Password}, give access.");
    private readonly Option<string?> _place = OptionOf.Text("--questdb-place", "FILE", "Where is kept how far QuestDB is; its own file in the journal's followers/ by default.");
    private readonly Option<bool> _gzip = OptionOf.Flag("--questdb-gzip", "Compress rows on the way: for a network, with QuestDB 9.1.0 or newer.");
    private readonly Option<string[]> _ttl = OptionOf.Texts("--questdb-ttl", "TABLE=TIME", "How long a table keeps its rows, such as quotes='30 DAYS' or trades='2 WEEKS'; others keep all. May come again.");

    public void AddTo(Command verb)
    {
        foreach (Option option in new Option[] { _url, _place, _gzip, _ttl }) { verb.Options.Add(option); }
    }

    /// <summary>Whether the command line names one, rather than the environment.</summary>
    public bool IsNamed(ParseResult arguments) => arguments.GetValue(_url) is not null;

    /// <summary>QuestDB's options; null when none is named.</summary>
    public QuestDbOptions? Read(ParseResult arguments, JournalDirectory journal)
    {
        string? url = arguments.GetValue(_url) ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(url)) { return null; }
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("http" or "https")) { throw new UsageException("--questdb can't be read: an address such as http://127.0.0.1:9000 is expected."); }
        if (endpoint.UserInfo.Length > 0) { throw new UsageException($"--questdb holds a user or password, which every user of this machine could see; give them by {User} and {Password}."); }
        QuestDbOptions options = new()
        {
            Endpoint = endpoint,
            CheckpointPath = arguments.GetValue(_place) ?? Path.Combine(journal.FollowersPath, "questdb.place"),    // Not .json: those are followers' own, and pruning reads them.
            Token = Environment.GetEnvironmentVariable(Token),
            User = Environment.GetEnvironmentVariable(User),
            Password = Environment.GetEnvironmentVariable(Password),
            Gzip = arguments.GetValue(_gzip),
            Ttl = (arguments.GetValue(_ttl) ?? []).Select(ReadTtl).GroupBy(ttl => ttl.Table).ToDictionary(table => table.Key, table => table.Last().Ttl),
            RetryFor = RetryFor,
        };
        try { return options.Validated(); }
        catch (ArgumentException error) { throw new UsageException(error.Message); }
    }

    private static (ProjectionTable Table, string Ttl) ReadTtl(string text)
    {
        string[] parts = text.Split('=', 2);
        ProjectionTable[] tables = [.. ProjectionTables.All.Where(table => ProjectionTables.NameOf(table) == parts[0])];
        return parts.Length == 2 && tables.Length == 1
            ? (tables[0], parts[1])
            : throw new UsageException($"--questdb-ttl is '{text}'; TABLE=TIME is expected, with one of {string.Join(", ", ProjectionTables.All.Select(ProjectionTables.NameOf))}.");
    }
}
