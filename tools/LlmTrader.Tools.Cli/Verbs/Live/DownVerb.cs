using System.CommandLine;
using System.Diagnostics;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary><c>llmtrader down</c></summary>
internal sealed class DownVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<int> _wait = OptionOf.Number("--wait", "SECONDS", "How long to wait until everything has ended.", 60, 1, 3600);

    public DownVerb()
        : base("down", "Stop the set that `up` started, in order.")
    {
        Options.Add(_config);
        Options.Add(_wait);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Asks the supervisor to end: it stops every process as its own SIGTERM would, the engine with its journal's end mark, and kills what does not end in time. An engine whose supervisor was killed is stopped too. A set that is not up is no error.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader down --config trading/engine.yaml", "stop it in order")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EnginePaths paths = ConfigOption.ReadPaths(arguments.GetValue(_config)!, session);
        string run = paths.RunDirectory;
        (int process, string what) = SupervisorDirectory.Find(run) is { } status ? (status.ProcessId, "supervisor") : (RunDirectory.FindProcess(run) ?? 0, "engine");
        if (process == 0) { return Tell(session, wasUp: false); }
        PosixSignals.TryTerminate(process);
        long start = Stopwatch.GetTimestamp();
        while (SupervisorDirectory.Find(run) is not null || PosixSignals.Exists(process))
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > arguments.GetValue(_wait)) { throw new IOException($"The {what} (process {process}) has not ended within {arguments.GetValue(_wait)} s; see `llmtrader logs {what}`."); }
            session.Cancellation.WaitHandle.WaitOne(50);
            session.Cancellation.ThrowIfCancellationRequested();
        }

        return Tell(session, wasUp: true);
    }

    private static int Tell(Session session, bool wasUp)
    {
        if (session.IsJson) { session.WriteJson(new { wasUp, isUp = false }); } else { session.WriteLine(wasUp ? "The set is down." : "The set was not up."); }
        return ExitCode.Success;
    }
}
