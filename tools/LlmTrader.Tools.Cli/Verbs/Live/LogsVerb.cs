using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary><c>llmtrader logs</c></summary>
internal sealed class LogsVerb : Verb
{
    private readonly Argument<string> _service = new("SERVICE") { Description = "engine, projector, strategist or supervisor.", DefaultValueFactory = _ => "engine" };
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<int> _lines = OptionOf.Number("--lines", "COUNT", "How many of the last lines.", 50, 0, 1_000_000);
    private readonly Option<bool> _follow = OptionOf.Flag("--follow", "Go on with what comes; Ctrl+C ends it.");

    public LogsVerb()
        : base("logs", "Print the last lines of a process's log.")
    {
        Arguments.Add(_service);
        Options.Add(_config);
        Options.Add(_lines);
        Options.Add(_follow);
    }

    /// <inheritdoc/>
    public override string Teaching => "The logs lie in log/ in the run directory, a file per day and size; times are UTC. Equal lines are written once a minute with their number. What the engine decided is not in the log but in the journal: `llmtrader query`, `explain`, `journal follow`.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader logs engine --config trading/engine.yaml --follow", "what does the engine say?"), new("llmtrader logs supervisor --config trading/engine.yaml --lines 20", "what died, and when?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EnginePaths paths = ConfigOption.ReadPaths(arguments.GetValue(_config)!, session);
        string service = arguments.GetValue(_service)!;
        LogTail tail = new(paths.LogDirectory, service);
        if (!tail.Exists && !arguments.GetValue(_follow)) { throw new RunException($"There is no log of '{service}' in '{paths.LogDirectory}'."); }
        foreach (string line in tail.Last(arguments.GetValue(_lines))) { session.WriteLine(line); }
        if (!arguments.GetValue(_follow)) { return ExitCode.Success; }
        foreach (string line in tail.Follow(session.Cancellation)) { session.WriteLine(line); }
        return ExitCode.Success;
    }
}
