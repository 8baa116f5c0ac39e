using System.CommandLine;
using System.Diagnostics;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary><c>llmtrader restart</c></summary>
internal sealed class RestartVerb : Verb
{
    private readonly Argument<string?> _service = new("SERVICE") { Description = "engine, projector or strategist; all of the set when left out.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<int> _wait = OptionOf.Number("--wait", "SECONDS", "How long to wait until the new processes run.", 60, 1, 3600);

    public RestartVerb()
        : base("restart", "Stop a process of the set in order and start it again, e.g. with a changed configuration.")
    {
        Arguments.Add(_service);
        Options.Add(_config);
        Options.Add(_wait);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "The process ends as by SIGTERM and is started again at once; that counts as no failure. The engine takes its journal up where it stopped: positions, working orders and rule sets are as they were. "
        + "A process that was stopped or is dead has nobody to start it: `llmtrader down` and `up` do that.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader restart engine --config trading/engine.yaml", "after a change of engine.yaml or of a rule set's file")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string file = arguments.GetValue(_config)!;
        string run = ConfigOption.Read(file).Paths.RunDirectory;   // A configuration with mistakes stops nothing.
        SupervisorStatus before = SupervisorDirectory.Find(run) ?? throw new RunException($"The set of '{run}' is not up; `llmtrader up` starts it.");
        ServiceStatus[] chosen = [.. before.Services.Where(service => arguments.GetValue(_service) is not { } name || name == service.Name)];
        if (chosen.Length == 0) { throw new UsageException($"There is no '{arguments.GetValue(_service)}' in the set; it has {string.Join(", ", before.Services.Select(service => service.Name))}."); }
        if (chosen.FirstOrDefault(service => service.ProcessId == 0) is { } absent) { throw new RunException($"{absent.Name} does not run ({absent.State.ToString().ToLowerInvariant()}); `llmtrader down` and `up` start the set anew."); }
        foreach (ServiceStatus service in chosen)
        {
            SupervisorDirectory.RequestRestart(run, service.Name);
            PosixSignals.TryTerminate(service.ProcessId);
        }

        long start = Stopwatch.GetTimestamp();
        while (!chosen.All(service => SupervisorDirectory.Find(run)?.Services.Any(now => now.Name == service.Name && now.State == ServiceState.Running && now.ProcessId != service.ProcessId) == true))
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > arguments.GetValue(_wait)) { throw new IOException($"Not all run again within {arguments.GetValue(_wait)} s; see `llmtrader status` and `llmtrader logs`."); }
            session.Cancellation.WaitHandle.WaitOne(50);
            session.Cancellation.ThrowIfCancellationRequested();
        }

        StatusReport.Write(SupervisorDirectory.Find(run), session);
        return ExitCode.Success;
    }
}
