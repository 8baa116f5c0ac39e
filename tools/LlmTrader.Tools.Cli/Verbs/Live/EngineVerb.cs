using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Live.Logging;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary><c>llmtrader engine</c></summary>
internal sealed class EngineVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();

    public EngineVerb()
        : base("engine", "Run the engine: live market data in, orders on paper out, until it is told to stop.") => Options.Add(_config);

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads one configuration file, takes the journal up that it names (or begins it), connects its feeds and trades on paper. Everything that happens is in the journal before it counts, so that a start after a crash goes on "
        + "where the journal ends, and `llmtrader replay --verify` proves every decision. LLMTRADER__MODE=observe in the environment lets it decide and send nothing.\n\n"
        + "Ctrl+C or SIGTERM stops it in order: feeds first, then what is under way, then the journal's end mark, within shutdown.drain. It tells systemd when it is ready and that it lives. "
        + "Exit codes: 0 stopped in order, 2 the configuration can't be used, 3 it failed or the journal is damaged (`llmtrader journal verify` says where).";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader init --profile demo --to trading", "write a configuration to begin with"),
        new("llmtrader engine --config trading/engine.yaml", "run it"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfiguration configuration = ConfigOption.Read(arguments.GetValue(_config)!);
        using HostLog log = new(ConfiguredEngine.LogOf(configuration));
        return RunAsync(configuration, log, session.Cancellation).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(EngineConfiguration configuration, HostLog log, CancellationToken cancel)
    {
        EngineHostOptions options = ConfiguredEngine.Compose(configuration, log.Logger);
        await using EngineHost host = EngineHost.Open(options, log.Logger, log.Level, cancel);
        return await host.RunAsync(cancel) == HostEnd.Stopped ? ExitCode.Success : ExitCode.Fault;
    }
}
