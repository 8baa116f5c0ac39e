using System.Net;
using System.Net.Sockets;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Doctor;

namespace LlmTrader.Tests.Unit.Configuration;

/// <summary>Machines as the doctor finds them: this one, and ones that a few files pretend.</summary>
public sealed class MachineDoctorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-doctor-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void This_machine_is_examined_and_left_as_it_was()
    {
        IReadOnlyList<DoctorFinding> findings = MachineDoctor.Examine(Configuration(""), new MachineFiles(), 4);
        string[] checks = ["configuration", "cores", "clock source", "clock steps", "time synchronisation", "liblz4", "open files", "memory", "huge pages", "garbage collector", "run directory", "journal directory", "admin socket", "disk space", "disk speed"];
        Assert.Equal(checks, findings.Select(finding => finding.Check));
        Assert.Contains("fdatasync", Of(findings, "disk speed").Found, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void What_a_kernel_says_is_judged()
    {
        Put("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
        Put("proc/self/limits", "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 4096                 files     \n");
        Put("proc/meminfo", "MemTotal:       500000 kB\nMemAvailable:   100000 kB\n");
        Put("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");
        IReadOnlyList<DoctorFinding> findings = MachineDoctor.Examine(Configuration("threads: {topology: pipelined}\n"), new MachineFiles(_directory), 4);
        Assert.Equal(DoctorVerdict.Warn, Of(findings, "clock source").Verdict);
        Assert.Equal(DoctorVerdict.Warn, Of(findings, "open files").Verdict);
        Assert.Equal(DoctorVerdict.Fail, Of(findings, "memory").Verdict);
        Assert.Equal(DoctorVerdict.Note, Of(findings, "huge pages").Verdict);
        Assert.Equal(DoctorVerdict.Warn, Of(findings, "cores").Verdict);
        Assert.All(findings.Where(finding => finding.Verdict > DoctorVerdict.Note), finding => Assert.False(string.IsNullOrEmpty(finding.Remedy), finding.Check));
    }

    [Fact]
    public void A_core_that_is_not_there_and_too_many_spinning_threads_fail()
    {
        Assert.Equal([DoctorVerdict.Fail, DoctorVerdict.Fail], Examine("threads: {affinity: [0, 1000], spinning: 2}\n").Where(finding => finding.Check == "cores").Select(finding => finding.Verdict));
        Assert.Equal(DoctorVerdict.Fail, Of(Examine("threads: {spinning: 4}\n"), "cores").Verdict);
    }

    [Fact]
    public void An_urgent_core_that_is_not_there_fails_and_one_with_the_interrupts_is_told()
    {
        Put("sys/devices/system/cpu/present", "0-3\n");
        Put("proc/stat", "cpu  9 9 9 9 9 0 999 9\ncpu0 9 9 9 9 9 0 100 9\ncpu1 9 9 9 9 9 0 110 9\ncpu2 9 9 9 9 9 0 900 9\ncpu3 9 9 9 9 9 0 90 9\n");
        IReadOnlyList<DoctorFinding> Of(string cores) => [.. MachineDoctor.Examine(Configuration($"threads: {{urgent_cores: [{cores}]}}\n"), new MachineFiles(_directory), 4).Where(finding => finding.Check == "cores")];
        Assert.Contains(Of("1, 4"), finding => finding.Verdict == DoctorVerdict.Fail && finding.Found.Contains("names core 4", StringComparison.Ordinal));
        Assert.Contains(Of("1, 2"), finding => finding.Verdict == DoctorVerdict.Warn && finding.Found.Contains("core 2", StringComparison.Ordinal));
        Assert.All(Of("1, 3"), finding => Assert.Equal(DoctorVerdict.Ok, finding.Verdict));
    }

    [Fact]
    public void A_port_that_somebody_has_fails()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string text = $"admin: {{tcp: {{port: {((IPEndPoint)taken.LocalEndpoint).Port}, keys: [{{name: me, role: viewer, sha256: {new string('a', 64)}}}]}}}}\n";
        Assert.Equal(DoctorVerdict.Fail, Of(Examine(text), "admin port").Verdict);
    }

    [Fact]
    public void A_disk_above_its_marks_is_told()
    {
        Assert.Equal(DoctorVerdict.Fail, Of(Examine("journal: {directory: /proc/self, warn_at: 1%, stop_entries_at: 2%}\n"), "journal directory").Verdict);
        double used = 1 - ((double)new DriveInfo(_directory).AvailableFreeSpace / new DriveInfo(_directory).TotalSize);
        if (used is < 0.03 or > 0.9) { return; }    // Nothing to set the marks around.
        Assert.Equal(DoctorVerdict.Fail, Of(Examine("journal: {warn_at: 1%, stop_entries_at: 2%}\n"), "disk space").Verdict);
        Assert.Equal(DoctorVerdict.Warn, Of(Examine("journal: {warn_at: 2%, stop_entries_at: 99%}\n"), "disk space").Verdict);
    }

    [Fact]
    public void A_directory_that_others_may_write_to_is_told()
    {
        if (OperatingSystem.IsWindows()) { return; }    // It has no such modes.
        string run = Directory.CreateDirectory(Path.Combine(_directory, "run")).FullName;
        File.SetUnixFileMode(run, (UnixFileMode)0b111_111_111);
        DoctorFinding finding = Of(Examine(""), "run directory");
        Assert.Equal((DoctorVerdict.Warn, $"chmod go-w {run}"), (finding.Verdict, finding.Remedy));
    }

    [Fact]
    public void A_secret_that_is_not_there_fails_and_one_that_is_shows_nothing()
    {
        string text = "alerts: {channels: [{name: a, kind: webhook, url: '${env:LLMTRADER_TEST_NO_SUCH}'}, {name: b, kind: webhook, url: 'file:hook'}]}\n";
        File.WriteAllText(Path.Combine(_directory, "hook"), "https://hunter2.example\n");
        IReadOnlyList<DoctorFinding> findings = Examine(text);
        Assert.Contains("LLMTRADER_TEST_NO_SUCH", Assert.Single(findings, finding => finding.Check == "secrets").Found, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => finding.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_configuration_with_mistakes_fails_and_the_machine_is_examined_all_the_same()
    {
        IReadOnlyList<DoctorFinding> findings = MachineDoctor.Examine(Read("mode: papr\n"), new MachineFiles(), 4);
        Assert.Equal(("configuration", DoctorVerdict.Fail), (findings[0].Check, findings[0].Verdict));
        Assert.Contains(findings, finding => finding.Check == "disk speed");
    }

    private IReadOnlyList<DoctorFinding> Examine(string more) => MachineDoctor.Examine(Configuration(more), new MachineFiles(), 4);

    private EngineConfigurationFile Configuration(string more) => Read("feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\n" + more);

    private EngineConfigurationFile Read(string text) => EngineConfigurationFile.ReadText(Path.Combine(_directory, "engine.yaml"), text, new Dictionary<string, string>());

    private void Put(string path, string text)
    {
        string file = Path.Combine(_directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static DoctorFinding Of(IReadOnlyList<DoctorFinding> findings, string check) => findings.Last(finding => finding.Check == check);
}
