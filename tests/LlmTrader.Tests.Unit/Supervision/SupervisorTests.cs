using System.Collections.Concurrent;
using System.Diagnostics;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Supervision;
using Serilog;

namespace LlmTrader.Tests.Unit.Supervision;

/// <summary>Real processes: a shell plays the services.</summary>
public sealed class SupervisorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly RestartLimits Quick = new() { Restarts = 2, FirstDelay = TimeSpan.FromMilliseconds(1) };

    private readonly string _run = Directory.CreateTempSubdirectory("llmtrader-up-").FullName;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ILogger _log = new LoggerConfiguration().CreateLogger();

    public void Dispose() => Directory.Delete(_run, recursive: true);

    [Fact]
    public async Task What_dies_comes_again_until_it_dies_too_often_and_the_others_live_on()
    {
        using SupervisorDirectory directory = SupervisorDirectory.Take(_run);
        Supervisor supervisor = New(directory, Service("mortal", "echo born; exit 3"), Service("other", "exec sleep 100"));
        using CancellationTokenSource stop = new();
        Task<bool> run = supervisor.RunAsync(stop.Token);
        await AwaitAsync(() => StateOf("mortal") == ServiceState.Dead);
        ServiceStatus mortal = SupervisorDirectory.Find(_run)!.Services[0];
        Assert.Equal((2, 3), (mortal.Restarts, mortal.LastExitCode));
        await AwaitAsync(() => _lines.Count(line => line == "mortal: born") == 3);
        Assert.Equal(ServiceState.Running, StateOf("other"));
        await stop.CancelAsync();
        Assert.False(await run);   // One is dead.
    }

    [Fact]
    public async Task An_end_in_order_is_no_death_and_a_bad_command_line_is_not_tried_again()
    {
        using SupervisorDirectory directory = SupervisorDirectory.Take(_run);
        Supervisor supervisor = New(directory, Service("done", "exit 0"), Service("wrong", "echo no such option >&2; exit 2"));
        Assert.False(await supervisor.RunAsync(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal((ServiceState.Stopped, 0), (supervisor.Services[0].State, supervisor.Services[0].Restarts));
        Assert.Equal((ServiceState.Dead, 0), (supervisor.Services[1].State, supervisor.Services[1].Restarts));
        Assert.Contains("wrong: no such option", _lines);
    }

    [Fact]
    public async Task A_stop_asks_first_and_kills_what_does_not_listen()
    {
        using SupervisorDirectory directory = SupervisorDirectory.Take(_run);
        Supervisor supervisor = New(
            directory, Service("listens", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"),
            Service("deaf", "trap '' TERM; echo up; while :; do sleep 0.05; done", stopSeconds: 1));
        using CancellationTokenSource stop = new();
        Task<bool> run = supervisor.RunAsync(stop.Token);
        await AwaitAsync(() => _lines.Contains("listens: up") && _lines.Contains("deaf: up"));
        await stop.CancelAsync();
        Assert.True(await run.WaitAsync(Patience));
        Assert.Contains("listens: bye", _lines);
        Assert.Equal(0, supervisor.Services[0].LastExitCode);
        Assert.Equal(128 + 9, supervisor.Services[1].LastExitCode);
    }

    [Fact]
    public async Task A_restart_that_was_asked_for_counts_as_no_failure()
    {
        using SupervisorDirectory directory = SupervisorDirectory.Take(_run);
        Supervisor supervisor = New(directory, Service("engine", "exec sleep 100"));
        using CancellationTokenSource stop = new();
        Task<bool> run = supervisor.RunAsync(stop.Token);
        for (int i = 1; i <= 4; i++)   // More than it may die.
        {
            ServiceStatus now = supervisor.Services[0];
            await AwaitAsync(() => (now = supervisor.Services[0]) is { State: ServiceState.Running } && now.Restarts == i - 1);   // The file may still tell of the one before.
            SupervisorDirectory.RequestRestart(_run, "engine");
            Assert.True(PosixSignals.TryTerminate(now.ProcessId));
        }

        await AwaitAsync(() => supervisor.Services[0] is { State: ServiceState.Running, Restarts: 4 });
        await stop.CancelAsync();
        Assert.True(await run);
    }

    [SkippableFact]
    public async Task A_service_that_tells_is_running_when_it_has_told_so()
    {
        Skip.IfNot(File.Exists("/usr/bin/python3"), "python3 plays the service, and there is none.");
        string go = Path.Combine(_run, "go");
        string script = $"import os, socket, time\nwhile not os.path.exists('{go}'): time.sleep(0.01)\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.connect(os.environ['NOTIFY_SOCKET'])\ns.send(b'STATUS=x')\ns.send(b'READY=1')\nfor i in range(1000): s.send(b'WATCHDOG=1')\nopen('{go}.done', 'w').close()\ntime.sleep(100)";
        using SupervisorDirectory directory = SupervisorDirectory.Take(_run);
        Supervisor supervisor = New(directory, Service("engine", $"exec python3 -c \"{script}\"") with { NotifyPath = Path.Combine(_run, "ready.sock") });
        using CancellationTokenSource stop = new();
        Task<bool> run = supervisor.RunAsync(stop.Token);
        await AwaitAsync(() => supervisor.Services[0].ProcessId != 0);
        await Task.Delay(200);
        Assert.Equal(ServiceState.Starting, StateOf("engine"));
        File.WriteAllText(go, "");
        await AwaitAsync(() => StateOf("engine") == ServiceState.Running);
        await AwaitAsync(() => File.Exists(go + ".done"));   // What it goes on telling is read.
        await stop.CancelAsync();
        Assert.True(await run);
        Assert.False(File.Exists(Path.Combine(_run, "ready.sock")));
    }

    [Fact]
    public void One_set_is_up_at_a_time_and_an_old_status_is_nobodys()
    {
        Assert.Null(SupervisorDirectory.Find(_run));
        using (SupervisorDirectory directory = SupervisorDirectory.Take(_run))
        {
            directory.Write([]);
            Assert.Equal(Environment.ProcessId, SupervisorDirectory.Find(_run)!.ProcessId);
            Assert.Contains("is up already", Assert.Throws<RunException>(() => SupervisorDirectory.Take(_run)).Message, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(_run, "supervisor.json"), "{}");
        Assert.Null(SupervisorDirectory.Find(_run));
    }

    [SkippableFact]
    public void The_run_directory_is_its_owners_whoever_makes_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Modes of files are Unix's.");
        string path = Path.Combine(_run, "run");
        using SupervisorDirectory directory = SupervisorDirectory.Take(path);
        UnixFileMode mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    private static ServiceSpec Service(string name, string script, int stopSeconds = 60) => new(name, [script], TimeSpan.FromSeconds(stopSeconds), new Dictionary<string, string>());

    private Supervisor New(SupervisorDirectory directory, params IReadOnlyList<ServiceSpec> specs) =>
        new(directory, specs, Quick, (name, line) => _lines.Enqueue($"{name}: {line}"), _log, Start);

    private static Process Start(ServiceSpec spec)
    {
        ProcessStartInfo info = new("/bin/sh", ["-c", spec.Arguments[0]]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in spec.Environment) { info.Environment[name] = value; }
        return Process.Start(info)!;
    }

    private ServiceState? StateOf(string name) => SupervisorDirectory.Find(_run)?.Services.FirstOrDefault(service => service.Name == name)?.State;

    private static async Task AwaitAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!condition()) { await Task.Delay(5, limit.Token); }
    }
}
