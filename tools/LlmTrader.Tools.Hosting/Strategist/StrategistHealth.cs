using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Strategist.Schedules;

namespace LlmTrader.Tools.Hosting.Strategist;

/// <summary>How a strategist stands, by its journal and the lock on it; nobody is asked.</summary>
public sealed record StrategistHealth
{
    // A decision begins within seconds of its moment when the engine answers.
    private static readonly Duration Lateness = Duration.FromMinutes(5);

    /// <summary>The process that works on the journal; null when none does, or it does not tell.</summary>
    public int? ProcessId { get; init; }

    public required bool IsRunning { get; init; }

    /// <summary>Decisions so far.</summary>
    public long Decisions { get; init; }

    public long Records { get; init; }

    /// <summary>When the last record was written; null of an empty journal.</summary>
    public Timestamp? LastTime { get; init; }

    /// <summary>Its kind, by its name in the journal.</summary>
    public string? LastKind { get; init; }

    /// <summary>The decision under way; null when none is.</summary>
    public string? Decision { get; init; }

    /// <summary>What it does next, such as <c>await_approval</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>Since when it is there.</summary>
    public Timestamp? StageSince { get; init; }

    public bool IsSafeMode { get; init; }

    /// <summary>A moment of the schedule that passed minutes ago, and nothing has begun; null when there is none.</summary>
    public Timestamp? Missed { get; init; }

    /// <summary>Whether it works, and nothing of its schedule waits.</summary>
    public bool IsWell => IsRunning && Missed is null;

    /// <exception cref="DecisionCorruptException">The journal is not what was written.</exception>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public static StrategistHealth Of(EngineConfiguration configuration, Timestamp now)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string directory = configuration.Paths.Strategist;
        JournalInUseException? holder = JournalLock.FindHolder(directory);
        ChainState state = ChainState.Empty;
        DecisionRecord? last = null;
        foreach (DecisionRecord record in DecisionReader.All(directory))
        {
            state = state.Apply(new ChainRecord(record.Time, record.Decision, DecisionKinds.Name(record.Kind), record.Body));
            last = record;
        }

        return new StrategistHealth
        {
            IsRunning = holder is not null,
            ProcessId = holder?.ProcessId,
            Decisions = state.Decisions,
            Records = last?.Sequence ?? 0,
            LastTime = last?.Time,
            LastKind = last is null ? null : DecisionKinds.Name(last.Kind),
            Decision = state.Current?.Id,
            Stage = state.Current is { } current ? JsonNamingPolicy.SnakeCaseLower.ConvertName(current.Stage.ToString()) : null,
            StageSince = state.Current?.Since,
            IsSafeMode = state.IsSafeMode,
            Missed = holder is null || state.Current is not null || state.IsSafeMode ? null : MissedOf(configuration, directory, last?.Time, now),
        };
    }

    // What passed before the process began, or while a decision was led, is none of its moments. The lock is written when it begins.
    private static Timestamp? MissedOf(EngineConfiguration configuration, string directory, Timestamp? last, Timestamp now)
    {
        Timestamp began = new((File.GetLastWriteTimeUtc(Path.Combine(directory, JournalLock.FileName)) - DateTime.UnixEpoch).Ticks * 100);
        return new CronSchedule(configuration.Strategist.Schedule).Next(Timestamp.Max(began, last ?? began)) is { } due && now - due > Lateness ? due : null;
    }
}
