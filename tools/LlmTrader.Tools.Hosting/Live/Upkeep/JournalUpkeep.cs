using System.Diagnostics;
using System.Globalization;
using Serilog;

namespace LlmTrader.Tools.Hosting.Live.Upkeep;

/// <summary>Makes snapshots and removes old segments while the engine runs, one at a time, each by a process of this program. One thread.</summary>
/// <param name="journal">The journal's directory.</param>
/// <param name="options">When.</param>
/// <param name="log">Told of what was done, and why not.</param>
/// <param name="start">Starts this program with arguments; null when it can't be started.</param>
public sealed class JournalUpkeep(string journal, UpkeepOptions options, ILogger log, Func<IReadOnlyList<string>, Process?> start) : IDisposable
{
    private static readonly TimeSpan PruneEvery = TimeSpan.FromDays(1);

    private (Process Process, string What, Task<string> Errors)? _underWay;
    private long _snapshotAt;
    private DateTimeOffset _snapshotTime;
    private DateTimeOffset _pruned;

    /// <summary>Begins to count from here.</summary>
    /// <param name="events">Events in the journal.</param>
    /// <param name="now">The time.</param>
    public void Begin(long events, DateTimeOffset now) => (_snapshotAt, _snapshotTime, _pruned) = (events, now, now);

    /// <summary>Starts what is due, when nothing is under way.</summary>
    public void Look(long events, DateTimeOffset now)
    {
        if (_underWay is not null && !HasEnded()) { return; }
        if (IsSnapshotDue(events, now))
        {
            (_snapshotAt, _snapshotTime) = (events, now);
            Start("snapshot", ["journal", "snapshot", journal]);
        }
        else if (options.RetainDays is { } days && now - _pruned >= PruneEvery)
        {
            _pruned = now;
            Start("prune", ["journal", "prune", journal, "--older-than", string.Create(CultureInfo.InvariantCulture, $"{days}d")]);
        }
    }

    /// <summary>Makes a snapshot of a journal whose engine has stopped, and waits for it: the next start needs no event behind it.</summary>
    public void SnapshotAtTheEnd()
    {
        Start("snapshot", ["journal", "snapshot", journal]);
        _underWay?.Process.WaitForExit();
        if (_underWay is not null) { HasEnded(); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_underWay is not { } work) { return; }
        if (!work.Process.HasExited) { work.Process.Kill(); }   // Both leave nothing half done behind.
        work.Process.Dispose();
        _underWay = null;
    }

    private bool IsSnapshotDue(long events, DateTimeOffset now) =>
        options.SnapshotEvents > 0 && events > _snapshotAt && (events - _snapshotAt >= options.SnapshotEvents || now - _snapshotTime >= options.SnapshotAge);

    private void Start(string what, IReadOnlyList<string> arguments)
    {
        if (start(arguments) is not { } process) { log.Warning("The {What} of the journal could not be started.", what); return; }
        _underWay = (process, what, process.StandardError.ReadToEndAsync());
    }

    private bool HasEnded()
    {
        (Process process, string what, Task<string> errors) = _underWay!.Value;
        if (!process.HasExited) { return false; }
        if (process.ExitCode == 0) { log.Debug("The {What} of the journal is done.", what); }
        else { log.Warning("The {What} of the journal ended with exit code {Code}: {Text}", what, process.ExitCode, errors.Result.Trim()); }
        process.Dispose();
        _underWay = null;
        return true;
    }
}
