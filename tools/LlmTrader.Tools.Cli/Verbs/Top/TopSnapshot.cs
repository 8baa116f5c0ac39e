using System.Diagnostics;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Cli.Verbs.Top;

/// <summary>What an engine said of itself at one time.</summary>
internal sealed record TopSnapshot
{
    public required StatusReply Status { get; init; }

    public required FeedsReply Feeds { get; init; }

    public required PositionsReply Positions { get; init; }

    public required AccountsReply Accounts { get; init; }

    public required LatencyReply Latency { get; init; }

    public required RejectsReply Rejects { get; init; }

    public required IReadOnlyList<MetricLine> Metrics { get; init; }

    /// <summary>Of this process, so that rates are those between two looks.</summary>
    public required long TakenAt { get; init; }

    public static TopSnapshot Take(AdminClient client, CancellationToken cancel) => new()
    {
        Status = client.Get<StatusReply>("/v1/status", cancel),
        Feeds = client.Get<FeedsReply>("/v1/feeds", cancel),
        Positions = client.Get<PositionsReply>("/v1/positions", cancel),
        Accounts = client.Get<AccountsReply>("/v1/accounts", cancel),
        Latency = client.Get<LatencyReply>("/v1/latency", cancel),
        Rejects = client.Get<RejectsReply>("/v1/rejects?limit=5", cancel),
        Metrics = [.. MetricLine.Read(client.Send(HttpMethod.Get, "/v1/metrics", null, cancel).Body.Split('\n'))],
        TakenAt = Stopwatch.GetTimestamp(),
    };

    /// <summary>The sum of a metric over all its labels; 0 when the engine has none.</summary>
    public double Sum(string name) => Metrics.Where(line => line.Name == name).Sum(line => line.Value);

    /// <summary>How much a counter grew by a second since a look before; null without one, and when the engine was started anew between.</summary>
    public double? Rate(string name, TopSnapshot? before, Func<MetricLine, bool>? of = null)
    {
        if (before is null || before.Status.StartedAtNs != Status.StartedAtNs) { return null; }
        double Total(TopSnapshot snapshot) => snapshot.Metrics.Where(line => line.Name == name && (of is null || of(line))).Sum(line => line.Value);
        return (Total(this) - Total(before)) / Stopwatch.GetElapsedTime(before.TakenAt, TakenAt).TotalSeconds;
    }
}
