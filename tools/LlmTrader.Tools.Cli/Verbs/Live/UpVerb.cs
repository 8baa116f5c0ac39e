using System.CommandLine;
using System.Diagnostics;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Live.Logging;
using LlmTrader.Tools.Hosting.Live.Upkeep;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary><c>llmtrader up</c></summary>
internal sealed class UpVerb : Verb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<bool> _detach = OptionOf.Flag("--detach", "Return as soon as the set runs; `llmtrader down` stops it.");
    private readonly Option<int> _restarts = OptionOf.Number("--restarts", "COUNT", "How often within ten minutes a process that dies is started again.", 5, 0, 1000);

    public UpVerb()
        : base("up", "Start the engine and what belongs to it, and start again what dies.")
    {
        Options.Add(_config);
        Options.Add(_detach);
        Options.Add(_restarts);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Starts the engine, the projector when the configuration names a database, and the strategist when it is enabled, each as a process of its own. One that dies is started again after a growing pause; "
        + "one that dies too often, or can't be started as configured, is reported as dead and left to a person. What they print goes to log/ in the run directory and, unless detached, to this terminal.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader up --config trading/engine.yaml --detach", "start the set in the background"),
        new("llmtrader status --config trading/engine.yaml", "how does it stand?"),
        new("llmtrader logs engine --config trading/engine.yaml --follow", "what does the engine say?"),
        new("llmtrader down --config trading/engine.yaml", "stop it in order"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string file = arguments.GetValue(_config)!;
        EngineConfiguration configuration = ConfigOption.Read(file);
        IReadOnlyList<ServiceSpec> specs = ServiceSet.Of(file, configuration);
        if (SupervisorDirectory.Find(configuration.Paths.RunDirectory) is null && RunDirectory.FindProcess(configuration.Paths.RunDirectory) is { } alone)
        {
            throw new RunException($"An engine (process {alone}) runs on '{configuration.Paths.RunDirectory}' without a supervisor; `llmtrader down` stops it.");
        }

        if (arguments.GetValue(_detach)) { return Detach(file, configuration, arguments.GetValue(_restarts), session); }
        using SupervisorDirectory directory = SupervisorDirectory.Take(configuration.Paths.RunDirectory);
        using ServiceOutput output = new(configuration, specs, session);
        Supervisor supervisor = new(directory, specs, new RestartLimits { Restarts = arguments.GetValue(_restarts) }, output.Write, output.Own);
        return supervisor.RunAsync(session.Cancellation).GetAwaiter().GetResult() ? ExitCode.Success : ExitCode.Fault;
    }

    // The same command again, in a session of its own, so that it outlives the terminal.
    private static int Detach(string file, EngineConfiguration configuration, int restarts, Session session)
    {
        string run = configuration.Paths.RunDirectory;
        if (SupervisorDirectory.Find(run) is { } up) { throw new RunException($"The set of '{run}' is up already (process {up.ProcessId}); `llmtrader status` shows it."); }
        ProcessStartInfo info = OwnProgram.StartInfo("up", "--config", Path.GetFullPath(file), "--restarts", restarts.ToString(System.Globalization.CultureInfo.InvariantCulture));
        ProcessStartInfo detached = new("setsid") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in info.ArgumentList.Prepend(info.FileName)) { detached.ArgumentList.Add(argument); }
        using Process process = Process.Start(detached)!;
        long start = Stopwatch.GetTimestamp();
        while (SupervisorDirectory.Find(run)?.Services.All(service => service.State == ServiceState.Running) != true)
        {
            if (process.HasExited) { throw new RunException($"The set did not come up: {process.StandardError.ReadToEnd().Trim()}"); }
            if (Stopwatch.GetElapsedTime(start) > Patience) { throw new IOException($"The set did not come up within {Patience.TotalSeconds:0} s; see `llmtrader logs supervisor`."); }
            session.Cancellation.WaitHandle.WaitOne(100);
            session.Cancellation.ThrowIfCancellationRequested();
        }

        StatusReport.Write(SupervisorDirectory.Find(run), session);
        return ExitCode.Success;
    }
}
