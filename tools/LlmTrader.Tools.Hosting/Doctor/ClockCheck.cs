using System.Globalization;
using System.Runtime.InteropServices;
using LlmTrader.Perf.Latency.Machine;

namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>The clock: what it is made of, how finely it steps, and whether somebody sets it right.</summary>
internal static partial class ClockCheck
{
    private const string SourcePath = "sys/devices/system/clocksource/clocksource0/current_clocksource";
    private const int Samples = 20_000;

    public static IEnumerable<DoctorFinding> Run(MachineFiles files)
    {
        yield return Source(files.Read(SourcePath));
        yield return Steps();
        yield return Synchronisation(files);
    }

    private static DoctorFinding Source(string? source) => source switch
    {
        null => new DoctorFinding("clock source", DoctorVerdict.Note, "the kernel does not say what the clock is made of."),
        "tsc" or "kvm-clock" or "arch_sys_counter" or "hyperv_clocksource_tsc_page" => DoctorFinding.Ok("clock source", $"{source}, read without a system call."),
        _ => new DoctorFinding("clock source", DoctorVerdict.Warn, $"{source}, of which a reading costs microseconds.", $"Boot with clocksource=tsc, or write tsc to /{SourcePath}."),
    };

    // The least step, and whether the clock went back while it was looked at.
    private static DoctorFinding Steps()
    {
        long least = long.MaxValue;
        long back = 0;
        long before = DateTime.UtcNow.Ticks;
        for (int i = 0; i < Samples; i++)
        {
            long now = DateTime.UtcNow.Ticks;
            if (now < before) { back = Math.Max(back, before - now); }
            if (now > before) { least = Math.Min(least, now - before); }
            before = now;
        }

        if (back > 0) { return new DoctorFinding("clock steps", DoctorVerdict.Warn, string.Create(CultureInfo.InvariantCulture, $"the clock went back by {back / 10m:0.#} us while it was looked at; the engine holds its time until the clock has caught up."), "Let the clock be slewed and not stepped (chrony: makestep only at boot)."); }
        decimal step = least == long.MaxValue ? 0 : least / 10m;
        bool isFine = step is > 0 and <= 10;
        return isFine
            ? DoctorFinding.Ok("clock steps", string.Create(CultureInfo.InvariantCulture, $"{step:0.#} us at least between two readings, none back."))
            : new DoctorFinding("clock steps", DoctorVerdict.Warn, string.Create(CultureInfo.InvariantCulture, $"{step:0.#} us at least between two readings: events get one time that came at several."), "Choose a finer clock source.");
    }

    private static DoctorFinding Synchronisation(MachineFiles files)
    {
        const string name = "time synchronisation";
        const string remedy = "Install and enable chrony (or systemd-timesyncd); venues refuse orders of a clock that is seconds off.";
        bool? isSynchronised = IsSynchronised();
        bool hasService = files.Read("run/systemd/timesync/synchronized") is not null || files.Read("run/chrony/chronyd.pid") is not null;
        return isSynchronised switch
        {
            true => DoctorFinding.Ok(name, "the kernel says that the clock is synchronised."),
            null => new DoctorFinding(name, DoctorVerdict.Note, "the kernel does not say whether the clock is synchronised.", remedy),
            false when hasService => new DoctorFinding(name, DoctorVerdict.Note, "a service is there, and has not synchronised the clock yet.", "`timedatectl` or `chronyc tracking` says why."),
            false => new DoctorFinding(name, DoctorVerdict.Note, "nobody synchronises the clock here; in a container its host may.", remedy),
        };
    }

    // adjtimex(2), which only reads when nothing is to be changed: 5 is TIME_ERROR, a clock that nobody synchronises.
    private static bool? IsSynchronised()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) { return null; }
        try
        {
            Span<byte> timex = stackalloc byte[256];    // Larger than struct timex (208 bytes); all zero: change nothing.
            timex.Clear();
            return AdjustTime(ref MemoryMarshal.GetReference(timex)) switch { >= 0 and < 5 => true, 5 => false, _ => null };
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjustTime(ref byte timex);
}
