using System.Text.RegularExpressions;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>Where a QuestDB is and how it is written to.</summary>
public sealed partial record QuestDbOptions
{
    /// <summary>Of its HTTP server, e.g. <c>http://127.0.0.1:9000</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Of the projection, by journal: how far it came, and beside it, with <c>.rejected</c> appended, the rows that QuestDB refused.</summary>
    public required string CheckpointPath { get; init; }

    /// <summary>A bearer token; not together with a user.</summary>
    public string? Token { get; init; }

    /// <summary>For basic authentication, with <see cref="Password"/>.</summary>
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>Compresses requests, which QuestDB takes from 9.1.0 on: for a network, not for the same machine.</summary>
    public bool Gzip { get; init; }

    /// <summary>Rows of one request, which QuestDB commits or refuses as one: as its own clients have it.</summary>
    public int RequestRows { get; init; } = 75_000;

    /// <summary>Bytes after which a request ends, with the row in which they are reached.</summary>
    public int RequestBytes { get; init; } = 16 << 20;

    /// <summary>How long an answer may take, besides the time of the bytes at <see cref="MinBytesPerSecond"/>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MinBytesPerSecond { get; init; } = 100 << 10;

    /// <summary>Before the first repetition; doubled for each further one, and half to all of it is waited.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long one request is repeated before the write fails; a projector waits for hours and so for ever.</summary>
    public TimeSpan RetryFor { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>More refused rows in one batch are no bad rows but a wrong schema: the write fails, and nothing is passed over.</summary>
    public int MaxRejectedRows { get; init; } = 1000;

    /// <summary>Between two looks at the state of the tables, while rows are written.</summary>
    public TimeSpan WalPoll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long each table keeps its rows, as QuestDB writes it: <c>30 DAYS</c>, <c>12 HOURS</c>, <c>2 WEEKS</c>. Tables that are not named keep all.</summary>
    public IReadOnlyDictionary<ProjectionTable, string> Ttl { get; init; } = new Dictionary<ProjectionTable, string>();

    /// <summary>Throws <see cref="ArgumentException"/> that names the option when a value can't be used.</summary>
    public QuestDbOptions Validated()
    {
        Require(Endpoint is { IsAbsoluteUri: true } && Endpoint.Scheme is "http" or "https", nameof(Endpoint), "an http or https address");
        Require(!string.IsNullOrWhiteSpace(CheckpointPath), nameof(CheckpointPath), "a file");
        Require(Token is null || User is null, nameof(Token), "given only without a user");
        Require(User is null == Password is null, nameof(Password), "given with a user, and only then");
        Require(User is null || !User.Contains(':', StringComparison.Ordinal), nameof(User), "without a colon");
        Require(Token is null || (Token.Length > 0 && Token.All(char.IsAscii) && !Token.Any(char.IsControl)), nameof(Token), "printable ASCII");
        Require(RequestRows > 0, nameof(RequestRows), "above 0");
        Require(RequestBytes > 0, nameof(RequestBytes), "above 0");
        Require(RequestTimeout > TimeSpan.Zero, nameof(RequestTimeout), "above 0");
        Require(MinBytesPerSecond > 0, nameof(MinBytesPerSecond), "above 0");
        Require(RetryDelay > TimeSpan.Zero, nameof(RetryDelay), "above 0");
        Require(MaxRetryDelay >= RetryDelay, nameof(MaxRetryDelay), "at least the first delay");
        Require(RetryFor == Timeout.InfiniteTimeSpan || RetryFor >= TimeSpan.Zero, nameof(RetryFor), "0 or more, or infinite");
        Require(MaxRejectedRows >= 0, nameof(MaxRejectedRows), "0 or more");
        Require(WalPoll > TimeSpan.Zero, nameof(WalPoll), "above 0");
        foreach ((ProjectionTable table, string ttl) in Ttl) { Require(TtlText().IsMatch(ttl), $"{nameof(Ttl)} of {ProjectionTables.NameOf(table)}", $"a number of hours, days, weeks, months or years such as 30 DAYS, not '{ttl}'"); }
        return this;
    }

    // It goes into a statement as it is: nothing else may pass.
    [GeneratedRegex("^[1-9][0-9]{0,4} ?(HOURS?|DAYS?|WEEKS?|MONTHS?|YEARS?|[hdwMy])\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TtlText();

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"QuestDB: {option} must be {expected}."); }
    }
}
