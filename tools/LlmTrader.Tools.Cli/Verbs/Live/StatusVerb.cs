using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary><c>llmtrader status</c></summary>
internal sealed class StatusVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();

    public StatusVerb()
        : base("status", "Show how the set that `up` started stands.") => Options.Add(_config);

    /// <inheritdoc/>
    public override string Teaching =>
        "Each process with its state, since when, how often it was started again and how it last ended. Exit codes: 0 all run or were stopped in order, 1 the set is not up, or a process is dead or waits to be started again.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader status --config trading/engine.yaml", "how does it stand?"), new("llmtrader status --config trading/engine.yaml --json", "for a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string run = ConfigOption.ReadPaths(arguments.GetValue(_config)!, session).RunDirectory;
        SupervisorStatus? status = SupervisorDirectory.Find(run);
        StatusReport.Write(status, session);
        if (status is null && RunDirectory.FindProcess(run) is { } alone) { session.Warn($"an engine (process {alone}) runs without a supervisor: it was started by itself, or its supervisor was killed. `llmtrader down` stops it."); }
        return status?.Services.All(service => service.State is ServiceState.Running or ServiceState.Stopped or ServiceState.Starting) == true ? ExitCode.Success : ExitCode.Finding;
    }
}
