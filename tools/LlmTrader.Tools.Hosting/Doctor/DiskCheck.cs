using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live.Upkeep;

namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>The journal's disk: how fast it syncs, what is left on it, and whether it keeps what it is given.</summary>
internal static class DiskCheck
{
    private const int Syncs = 64;
    private const int BlockBytes = 4 << 10;

    /// <param name="journal">Its settings.</param>
    /// <param name="directory">Where it is to lie, or the nearest directory above that is there.</param>
    public static IEnumerable<DoctorFinding> Run(JournalConfiguration journal, string directory)
    {
        yield return Space(journal, DiskUse.Of(directory), new DriveInfo(directory).DriveFormat);
        if (Measure(directory, out DoctorFinding? failed) is { } times) { yield return Speed(times, directory, journal.GroupDelay); }
        else { yield return failed!; }
    }

    private static DoctorFinding Space(JournalConfiguration journal, DiskUse use, string format)
    {
        const string name = "disk space";
        Ratio share = new((int)(use.UsedPercent * 100));
        string found = string.Create(CultureInfo.InvariantCulture, $"{share} used, {use.FreeBytes / (double)(1L << 30):0.0} GiB left ({format})");
        if (share.BasisPoints >= journal.StopEntriesAt.BasisPoints) { return new DoctorFinding(name, DoctorVerdict.Fail, $"{found}; from {journal.StopEntriesAt} on only orders that reduce pass.", "Make room (`llmtrader journal archive`, `journal prune`), or name another disk by journal.directory."); }
        if (share.BasisPoints >= journal.WarnAt.BasisPoints) { return new DoctorFinding(name, DoctorVerdict.Warn, $"{found}; above journal.warn_at ({journal.WarnAt}).", "Make room before it is needed: `llmtrader journal archive`, `journal prune`."); }
        if (format is "tmpfs" or "ramfs") { return new DoctorFinding(name, DoctorVerdict.Warn, $"{found}: it lies in memory, and is gone when the machine restarts.", "Name a disk by journal.directory."); }
        return DoctorFinding.Ok(name, $"{found}.");
    }

    private static DoctorFinding Speed(TimeSpan[] times, string directory, TimeSpan groupDelay)
    {
        const string name = "disk speed";
        Array.Sort(times);
        double median = times[times.Length / 2].TotalMilliseconds;
        string found = string.Create(CultureInfo.InvariantCulture, $"a write and fdatasync of 4 KiB take {median:0.###} ms in the middle of {times.Length}, {times[^1].TotalMilliseconds:0.###} ms at most, in {directory}");
        return median switch
        {
            > 20 => new DoctorFinding(name, DoctorVerdict.Warn, $"{found}: every decision waits so long before it may leave.", "Name a faster disk (NVMe, or one with a protected cache) by journal.directory."),
            > 2 => new DoctorFinding(name, DoctorVerdict.Note, $"{found}; a group commit shares it (journal.group_delay is {TimeSpanText.Format(groupDelay)})."),
            _ => DoctorFinding.Ok(name, $"{found}."),
        };
    }

    private static TimeSpan[]? Measure(string directory, out DoctorFinding? failed)
    {
        failed = null;
        string path = Path.Combine(directory, $".llmtrader-doctor-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        try
        {
            byte[] block = RandomNumberGenerator.GetBytes(BlockBytes);
            TimeSpan[] times = new TimeSpan[Syncs];
            using IJournalFile file = JournalFile.CreateNew(path);
            file.Preallocate((long)Syncs * BlockBytes);
            for (int i = 0; i < Syncs; i++)
            {
                long start = Stopwatch.GetTimestamp();
                file.Write(block);
                file.SyncData();
                times[i] = Stopwatch.GetElapsedTime(start);
            }

            return times;
        }
        catch (JournalIOException e)
        {
            failed = new DoctorFinding("disk speed", DoctorVerdict.Fail, $"it can't be measured: {e.Message}", "Mend the directory's permissions, or name another by journal.directory.");
            return null;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
