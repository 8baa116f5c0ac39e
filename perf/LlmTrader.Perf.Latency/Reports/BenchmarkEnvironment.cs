using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>Where figures were measured: without it nobody can repeat them or set them beside others.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Program">Version and commit of what was measured.</param>
/// <param name="Processor">Model, as the machine names it.</param>
/// <param name="Cores">That the process may use.</param>
/// <param name="IsVirtual">The machine says that it is a guest; null where it does not tell.</param>
/// <param name="Pairs">Core pairs and their round trips, nearest first, at the start.</param>
/// <param name="Governor">Of the first core's frequency; null where it can't be set.</param>
/// <param name="IsolatedCores">Kept free of other work by the kernel; empty for none.</param>
/// <param name="HugePages">Transparent huge pages.</param>
/// <param name="ClockSource">Of the kernel.</param>
/// <param name="LoadAverage">Of the minute before the start: what else ran.</param>
/// <param name="Kernel">Of the operating system.</param>
/// <param name="Runtime">.NET's version and platform.</param>
/// <param name="GarbageCollector">Its settings, in words.</param>
/// <param name="Compiler">Its settings, in words.</param>
public sealed record BenchmarkEnvironment(
    DateTime At, string Program, string Processor, int Cores, bool? IsVirtual, IReadOnlyList<CorePair> Pairs, string? Governor, string IsolatedCores,
    string? HugePages, string? ClockSource, double? LoadAverage, string Kernel, string Runtime, string GarbageCollector, string Compiler)
{
    /// <summary>Looks at this machine; measures its core pairs, which takes some milliseconds.</summary>
    /// <param name="program">Version and commit of what is measured.</param>
    public static BenchmarkEnvironment Record(string program)
    {
        MachineFiles files = new();
        string? processors = files.Read("proc/cpuinfo");
        int allowed = CorePlacement.AllowedCores().Count;
        return new BenchmarkEnvironment(
            DateTime.UtcNow,
            program,
            Field(processors, "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            allowed > 0 ? allowed : Environment.ProcessorCount,
            processors is null ? null : Field(processors, "flags")?.Split(' ').Contains("hypervisor") ?? false,
            CoreProbe.Measure(),
            files.Read("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            files.Read("sys/devices/system/cpu/isolated") ?? "",
            files.Chosen("sys/kernel/mm/transparent_hugepage/enabled"),
            files.Read("sys/devices/system/clocksource/clocksource0/current_clocksource"),
            Load(files.Read("proc/loadavg")),
            files.Read("proc/sys/kernel/osrelease") is { } release ? $"{files.Read("proc/sys/kernel/ostype")} {release}" : RuntimeInformation.OSDescription,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}",
            Collector(),
            Jit());
    }

    /// <summary>What a reader should know before believing a figure; empty on a machine that is one's own.</summary>
    public IReadOnlyList<string> Doubts()
    {
        List<string> doubts = [];
        if (IsVirtual == true) { doubts.Add("This is a virtual machine: its host may take cores away, or move them, at any time."); }
        if (LoadAverage > Cores / 4.0) { doubts.Add(string.Create(CultureInfo.InvariantCulture, $"Other work was running at the start (load average {LoadAverage:0.0} on {Cores} cores): tails show that work.")); }
        if (Governor is { } governor && governor != "performance") { doubts.Add($"The frequency governor is '{governor}', not 'performance'."); }
        if (Pairs.Count > 0 && Pairs[0].RoundTripNs > Engine.LatencyRunFacts.FarNs) { doubts.Add($"No two cores were near each other at the start: the nearest pair answered in {Quantity.Text(Pairs[0].RoundTripNs, "ns")}."); }
        return doubts;
    }

    /// <summary>Name and value of each fact, for a table.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts() =>
    [
        ("measured", At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("program", Program),
        ("processor", $"{Processor}, {Cores} cores{(IsVirtual == true ? ", virtual machine" : "")}"),
        ("core pairs, round trip", Pairs.Count == 0 ? "not known here" : string.Join(", ", Pairs.Select(pair => $"{pair.First}+{pair.Second} {Quantity.Text(pair.RoundTripNs, "ns")}"))),
        ("kernel", Kernel),
        ("frequency governor", Governor ?? "not settable"),
        ("isolated cores", IsolatedCores.Length == 0 ? "none" : IsolatedCores),
        ("transparent huge pages", HugePages ?? "not known"),
        ("clock source", ClockSource ?? "not known"),
        ("load average at start", LoadAverage?.ToString("0.0", CultureInfo.InvariantCulture) ?? "not known"),
        ("runtime", Runtime),
        ("garbage collector", GarbageCollector),
        ("compiler", Compiler),
    ];

    private static string Collector()
    {
        bool isConcurrent = !(AppContext.TryGetSwitch("System.GC.Concurrent", out bool concurrent) && !concurrent);
        IReadOnlyDictionary<string, object> settings = GC.GetConfigurationVariables();
        string Setting(string name) => settings.TryGetValue(name, out object? value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : "-";
        return $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {(isConcurrent ? "concurrent" : "not concurrent")}, {GCSettings.LatencyMode}, gen-0 budget at most {Setting("GCGen0MaxBudget")} bytes, conserve memory {Setting("GCConserveMem")}";
    }

    private static string Jit()
    {
        string[] switches = ["DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_ReadyToRun", "DOTNET_TC_QuickJitForLoops"];
        string[] set = [.. switches.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).Where(one => one.Value is not null).Select(one => $"{one.Name}={one.Value}")];
        bool hasProfile = !AppContext.TryGetSwitch("System.Runtime.TieredPGO", out bool profile) || profile;
        return $"tiered, {(hasProfile ? "with" : "without")} dynamic profile{(set.Length == 0 ? "" : ", " + string.Join(' ', set))}";
    }

    private static string? Field(string? lines, string name) => lines?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static double? Load(string? averages) =>
        double.TryParse(averages?.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double load) ? load : null;
}
