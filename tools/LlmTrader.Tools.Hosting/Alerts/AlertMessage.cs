using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>Why a message is sent.</summary>
public enum AlertMessageKind
{
    /// <summary>A rule's condition holds, or its event happened.</summary>
    Raised,

    /// <summary>It still holds.</summary>
    Reminded,

    /// <summary>It holds no longer.</summary>
    Recovered,

    /// <summary>Several messages in one.</summary>
    Digest,

    /// <summary>An operator tries a channel.</summary>
    Test,
}

/// <summary>What people are told.</summary>
public sealed record AlertMessage
{
    /// <summary>Rises by one from message to message of one service, so that a receiver knows a repeated delivery.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required AlertMessageKind Kind { get; init; }

    public required AlertSeverity Severity { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>The feed, the account and so on; empty for the engine.</summary>
    public required string Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>Which engine says so, by the machine's name.</summary>
    public required string Source { get; init; }
}
