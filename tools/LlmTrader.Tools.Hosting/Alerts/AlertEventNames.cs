namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>A name that rules may give, and what it stands for.</summary>
/// <param name="Name">As the configuration writes it.</param>
/// <param name="Subject">What there is one of it for: feed, account; empty when there is one for the engine.</param>
/// <param name="Meaning">What is measured, with its unit, or what has happened.</param>
public sealed record AlertName(string Name, string Subject, string Meaning);

/// <summary>Events that rules can be about. Whoever pushes an event takes its kind from here.</summary>
public static class AlertEventNames
{
    public const string FeedDisconnected = "feed.disconnected";
    public const string FeedGap = "feed.gap";
    public const string KillSet = "kill.set";
    public const string EngineStarted = "engine.started";
    public const string EngineStopped = "engine.stopped";
    public const string EngineFaulted = "engine.faulted";
    public const string EntriesStopped = "disk.entries_stopped";
    public const string RuleSetActivated = "ruleset.activated";
    public const string RuleSetQuarantined = "ruleset.quarantined";
    public const string ModeChanged = "mode.changed";

    /// <summary>Pushed by the alerts themselves; not sent to the channel that it is about.</summary>
    public const string Undelivered = "alerts.undelivered";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AlertName> All { get; } =
    [
        new(FeedDisconnected, "feed", "a connection to a venue was lost; over when it stands again"),
        new(FeedGap, "feed", "messages of a venue are missing; the book is asked for anew"),
        new(KillSet, "", "trading was killed; over when an operator has reset it"),
        new(EngineStarted, "", "the engine runs"),
        new(EngineStopped, "", "the engine was stopped in order"),
        new(EngineFaulted, "", "the engine has failed"),
        new(EntriesStopped, "", "the journal's disk is nearly full: only orders that reduce pass; over when all pass again"),
        new(RuleSetActivated, "rule set", "another version of a rule set decides"),
        new(RuleSetQuarantined, "rule set", "a rule set was taken off because it failed or was too slow"),
        new(ModeChanged, "", "an operator changed what orders may do"),
        new(Undelivered, "channel", "messages could not be delivered by a channel"),
    ];
}
