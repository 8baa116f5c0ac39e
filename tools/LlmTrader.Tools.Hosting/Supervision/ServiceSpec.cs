namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>A process of the set.</summary>
/// <param name="Name">As people call it: <c>engine</c>, <c>projector</c>.</param>
/// <param name="Arguments">Of this program.</param>
/// <param name="StopTime">What it may take to end after it was asked to; then it is killed.</param>
/// <param name="Environment">Variables besides this process's own: secrets among them, which no command line may hold.</param>
public sealed record ServiceSpec(string Name, IReadOnlyList<string> Arguments, TimeSpan StopTime, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Where it tells that it is ready (<see cref="ReadinessSocket"/>); null for a process that counts as running at once.</summary>
    public string? NotifyPath { get; init; }
}

/// <summary>How often a process may die before it is left dead.</summary>
public sealed record RestartLimits
{
    /// <summary>So many restarts within <see cref="Window"/> are the most: what dies more often needs a person.</summary>
    public int Restarts { get; init; } = 5;

    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Before the first restart; doubled with each one within the window.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>How a process of the set stands.</summary>
public enum ServiceState
{
    Starting,
    Running,

    /// <summary>It died and comes again after a while.</summary>
    Waiting,

    /// <summary>It ended in order, by itself or because it was asked to.</summary>
    Stopped,

    /// <summary>It died too often, or says that its command line can't be used; nobody starts it again but a person.</summary>
    Dead,
}

/// <summary>A process of the set, as it stands in the status file.</summary>
public sealed record ServiceStatus
{
    public required string Name { get; init; }

    public required ServiceState State { get; init; }

    /// <summary>0 without one.</summary>
    public int ProcessId { get; init; }

    public DateTimeOffset Since { get; init; }

    /// <summary>Since the set was started.</summary>
    public int Restarts { get; init; }

    /// <summary>Of the last process that ended; null before. 128 + N says signal N.</summary>
    public int? LastExitCode { get; init; }
}
