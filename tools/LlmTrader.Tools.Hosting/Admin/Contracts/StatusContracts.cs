namespace LlmTrader.Tools.Hosting.Admin.Contracts;

/// <summary>The engine at a glance.</summary>
public sealed record StatusReply
{
    /// <summary>created, running, draining, stopped or faulted.</summary>
    public required string State { get; init; }

    /// <summary>observe or paper, or <c>killed</c> while the kill switch is thrown.</summary>
    public required string Mode { get; init; }

    public required string Execution { get; init; }

    public required string TradingState { get; init; }

    public required bool Killed { get; init; }

    /// <summary>What stopped the engine.</summary>
    public string? Fault { get; init; }

    public required string Version { get; init; }

    public required string JournalId { get; init; }

    public required string JournalPath { get; init; }

    public required int Epoch { get; init; }

    public required string StartedAt { get; init; }

    public required long StartedAtNs { get; init; }

    public required double UptimeSeconds { get; init; }

    /// <summary>Up to where everything told here is folded.</summary>
    public required long Sequence { get; init; }

    /// <summary>Engine time of that event.</summary>
    public string? Time { get; init; }

    public long? TimeNs { get; init; }

    public required long DurableSequence { get; init; }

    public required int Instruments { get; init; }

    public required int OpenOrders { get; init; }

    public required IReadOnlyList<FeedLine> Feeds { get; init; }

    public required IReadOnlyList<EquityLine> Equity { get; init; }

    /// <summary>The first place at which the replay beside the engine did something else than the journal says; null as it should be.</summary>
    public string? Divergence { get; init; }
}

/// <summary>A feed in one line.</summary>
public sealed record FeedLine(string Name, string State, double? LastMessageAgeSeconds);

/// <summary>An account in one currency, in one line.</summary>
public sealed record EquityLine(string Account, string Currency, string Equity, string DrawdownPercent);

/// <summary>Whether the process answers.</summary>
public sealed record HealthReply(string Status, string State);

/// <summary>Whether it can be worked with, and if not, why.</summary>
public sealed record ReadyReply(bool Ready, IReadOnlyList<string> Waiting);

/// <summary>One entry of the documentation that the root gives.</summary>
public sealed record IndexReply(string Name, string Version, IReadOnlyList<string> Endpoints);
