using LlmTrader.Engine.Core;
using Serilog;

namespace LlmTrader.Tools.Hosting.Live.Upkeep;

/// <summary>How full a disk is.</summary>
/// <param name="UsedPercent">Of what this user may fill.</param>
/// <param name="FreeBytes">What this user may still write.</param>
public readonly record struct DiskUse(double UsedPercent, long FreeBytes)
{
    /// <summary>Of the disk that holds a path, as the file system says.</summary>
    public static DiskUse Of(string path)
    {
        DriveInfo drive = new(path);
        long used = drive.TotalSize - drive.TotalFreeSpace;
        long all = used + drive.AvailableFreeSpace;   // Without what is reserved for root, as df reckons.
        return new DiskUse(all == 0 ? 0 : 100.0 * used / all, drive.AvailableFreeSpace);
    }
}

/// <summary>Looks at the journal's disk: warns, and lets only reducing orders pass before it is full. One thread.</summary>
/// <param name="limits">Where.</param>
/// <param name="look">The disk as it is now.</param>
/// <param name="stopEntries">Asks the engine to let only reducing orders pass (true) or all again (false); false when it could not be asked.</param>
/// <param name="log">Told of changes.</param>
public sealed class DiskGuard(DiskLimits limits, Func<DiskUse> look, Func<bool, bool> stopEntries, ILogger log)
{
    private bool _hasWarned;

    /// <summary>As of the last look.</summary>
    public DiskUse Use { get; private set; }

    /// <summary>Whether it is this that lets only reducing orders pass.</summary>
    public bool HasStoppedEntries { get; private set; }

    public void Look()
    {
        Use = look();
        bool isHigh = Use.UsedPercent >= limits.WarnPercent;
        if (isHigh && !_hasWarned) { log.Warning("The journal's disk is {Used:F1} % full, {Free:N0} MiB are free. `llmtrader journal archive` and `journal prune` make room.", Use.UsedPercent, Use.FreeBytes >> 20); }
        _hasWarned = isHigh;
        bool isTight = Use.FreeBytes < limits.LeastFreeBytes;
        if (!HasStoppedEntries && (isTight || Use.UsedPercent >= limits.StopEntriesPercent)) { Stop(); }
        else if (HasStoppedEntries && !isTight && Use.UsedPercent < limits.StopEntriesPercent - limits.RecoverBy) { Resume(); }
    }

    private void Stop()
    {
        if (!stopEntries(true)) { return; }   // The next look asks again.
        HasStoppedEntries = true;
        log.Error("The journal's disk is {Used:F1} % full, {Free:N0} MiB are free: from here on only orders that reduce a position pass. Make room, and entries pass again by themselves.", Use.UsedPercent, Use.FreeBytes >> 20);
    }

    private void Resume()
    {
        if (!stopEntries(false)) { return; }
        HasStoppedEntries = false;
        log.Information("The journal's disk is {Used:F1} % full: entries pass again.", Use.UsedPercent);
    }
}
