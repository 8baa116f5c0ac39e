using System.Globalization;
using System.Runtime;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>The system's limits, its memory, and the runtime's own settings.</summary>
internal static class SystemCheck
{
    private const long GiB = 1L << 30;
    private const int WantedFiles = 4096;

    public static IEnumerable<DoctorFinding> Run(MachineFiles files)
    {
        yield return Compression();
        yield return OpenFiles(files.NumberBehind("proc/self/limits", "Max open files"));
        yield return Memory(files.NumberBehind("proc/meminfo", "MemAvailable:"));
        yield return HugePages(files.Chosen("sys/kernel/mm/transparent_hugepage/enabled"));
        yield return Collector();
    }

    private static DoctorFinding Compression()
    {
        try { return DoctorFinding.Ok("liblz4", $"version {Lz4Frame.LibraryVersion()}."); }
        catch (Lz4NotFoundException e) { return new DoctorFinding("liblz4", DoctorVerdict.Fail, "the library is not there, and no journal can be written or read without it.", e.Message); }
    }

    private static DoctorFinding OpenFiles(long? limit)
    {
        const string name = "open files";
        return limit switch
        {
            null => new DoctorFinding(name, DoctorVerdict.Note, "the kernel does not tell the limit."),
            long.MaxValue => DoctorFinding.Ok(name, "no limit."),
            >= WantedFiles => DoctorFinding.Ok(name, string.Create(CultureInfo.InvariantCulture, $"{limit:N0} may be open.")),
            _ => new DoctorFinding(name, limit < 256 ? DoctorVerdict.Fail : DoctorVerdict.Warn, string.Create(CultureInfo.InvariantCulture, $"{limit:N0} may be open; feeds, segments and clients can need {WantedFiles:N0}."), $"ulimit -n {WantedFiles}, or LimitNOFILE={WantedFiles} in the systemd unit."),
        };
    }

    private static DoctorFinding Memory(long? kilobytes)
    {
        const string name = "memory";
        if (kilobytes is not { } available) { return new DoctorFinding(name, DoctorVerdict.Note, "the kernel does not tell how much is free."); }
        long bytes = available << 10;
        string found = string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)GiB:0.0} GiB are free");
        return bytes >= 2 * GiB ? DoctorFinding.Ok(name, $"{found}.")
            : new DoctorFinding(name, bytes < GiB / 4 ? DoctorVerdict.Fail : DoctorVerdict.Warn, $"{found}; an engine takes up to one, and what is swapped out comes back late.", "Stop what else runs, or use a larger machine.");
    }

    private static DoctorFinding HugePages(string? chosen)
    {
        const string name = "huge pages";
        return chosen switch
        {
            null => new DoctorFinding(name, DoctorVerdict.Note, "the kernel does not tell its transparent huge pages."),
            "always" => new DoctorFinding(name, DoctorVerdict.Note, "transparent huge pages are 'always': the kernel may stall a thread while it makes one.", "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"),
            _ => DoctorFinding.Ok(name, $"transparent huge pages are '{chosen}'."),
        };
    }

    private static DoctorFinding Collector()
    {
        const string name = "garbage collector";
        bool isConcurrent = !(AppContext.TryGetSwitch("System.GC.Concurrent", out bool concurrent) && !concurrent);
        long young = GC.GetConfigurationVariables().TryGetValue("GCGen0MaxBudget", out object? budget) ? Convert.ToInt64(budget, CultureInfo.InvariantCulture) : 0;
        string found = string.Create(CultureInfo.InvariantCulture, $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {(isConcurrent ? "concurrent" : "not concurrent")}, {GCSettings.LatencyMode}, young objects up to {young >> 20} MiB");
        return GCSettings.IsServerGC || isConcurrent
            ? new DoctorFinding(name, DoctorVerdict.Note, $"{found}; the figures are of a workstation collector that is not concurrent.", "Unset DOTNET_gcServer and DOTNET_gcConcurrent.")
            : DoctorFinding.Ok(name, $"{found}.");
    }
}
