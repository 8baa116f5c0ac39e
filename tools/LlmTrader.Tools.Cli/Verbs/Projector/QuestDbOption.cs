using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>Where QuestDB is. Its token or password comes by the environment.</summary>
internal static class QuestDbOption
{
    public const string Variable = "LLMTRADER_QUESTDB";
    private const string Token = Variable + "_TOKEN";
    private const string User = Variable + "_USER";
    private const string Password = Variable + "_PASSWORD";

    public static Option<string?> Create() => OptionOf.Text(
        "--questdb",
        "URL",
        $"QuestDB's HTTP address, such as http://127.0.0.1:9000; else {Variable} is used, when it is set. {Token}, or {User} and {Password}, give access.");

    public static Option<string?> CreatePlace() => OptionOf.Text("--questdb-place", "FILE", "Where is kept how far QuestDB is; its own file in the journal's followers/ by default.");

    /// <summary>QuestDB's options; null when none is named.</summary>
    public static QuestDbOptions? Read(string? url, string? place, JournalDirectory journal)
    {
        url ??= Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(url)) { return null; }
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("http" or "https")) { throw new UsageException("--questdb can't be read: an address such as http://127.0.0.1:9000 is expected."); }
        if (endpoint.UserInfo.Length > 0) { throw new UsageException($"--questdb holds a user or password, which every user of this machine could see; give them by {User} and {Password}."); }
        return new QuestDbOptions
        {
            Endpoint = endpoint,
            CheckpointPath = place ?? Path.Combine(journal.FollowersPath, "questdb.place"),    // Not .json: those are followers' own, and pruning reads them.
            Token = Environment.GetEnvironmentVariable(Token),
            User = Environment.GetEnvironmentVariable(User),
            Password = Environment.GetEnvironmentVariable(Password),
        };
    }
}
