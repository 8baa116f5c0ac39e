using System.CommandLine;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live.Logging;
using LlmTrader.Tools.Hosting.Mcp;
using LlmTrader.Tools.Hosting.Strategist;

namespace LlmTrader.Tools.Cli.Verbs.Mcp;

/// <summary><c>llmtrader mcp</c></summary>
internal sealed class McpVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<string?> _client = OptionOf.Text("--client", "NAME", "What audits and approvals call the client; what it says of itself when left out.");

    public McpVerb()
        : base("mcp", "Tools for an agent: a server of the Model Context Protocol on stdin and stdout.")
    {
        Options.Add(_client);
        Options.Add(_config);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "An MCP client starts it, speaks to it over stdin and stdout, and ends it by closing stdin; logs go to stderr. Write this into the client's configuration (most read it as JSON, from .mcp.json, claude_desktop_config.json or the like), with full paths:\n\n"
        + """{"mcpServers": {"llmtrader": {"command": "llmtrader", "args": ["mcp", "--client", "desk", "--config", "/srv/trading/engine.yaml"]}}}""" + "\n\n"
        + "Free are the tools that only look: instruments, bars, positions, orders, strategies (they ask the running engine), list_decisions, show_decision, why_rejected (the strategist's journal), check_rules, explain_rules, and backtest, which sees the configured history without its newest parts and notes every rule set that was tried. "
        + "propose_rules puts a rule set into the strategist's inbox, where it goes the way of any other; pause_strategy lets a slot open nothing more. Each call of these two needs a person: it answers approval_required with an id, `llmtrader ctl approvals show ID --source` shows what would be done, `approve` or `reject` answers. "
        + "A yes is good for that client process, those arguments and one call, until mcp.approval_expires. Whoever may run ctl may say yes: give an agent no shell of the engine's user.\n\n"
        + "Results with text that people or models wrote are marked as data, and a session that has read some is told of in every question to a person; mcp.without_approval does not hold for it. Limits are in the section mcp of the configuration; every call is a line of RUN_DIRECTORY/mcp.jsonl: `tail -f` shows what agents do.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader mcp --config trading/engine.yaml", "what an MCP client starts"),
        new("llmtrader mcp --client claude --config /srv/trading/engine.yaml", "one that goes by a name, as `claude mcp add llmtrader -- ` with this behind it makes it known"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        Console.SetOut(Console.Error);    // stdout is the protocol's: whatever else is printed must not get there.
        string file = arguments.GetValue(_config)!;
        EngineConfiguration configuration = ConfigOption.Read(file);
        BesideEngine.MakeWay(configuration.Threads.OwnCores());
        using HostLog log = new(new LogOptions { Level = Serilog.Events.LogEventLevel.Warning });
        using McpHost host = new(configuration, file, arguments.GetValue(_client), log.Logger, text => SecretRedaction.ByPattern.Of(text).Text, TimeProvider.System);
        using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        try { host.RunAsync(input, output, session.Cancellation).GetAwaiter().GetResult(); }
        catch (OperationCanceledException) when (session.Cancellation.IsCancellationRequested) { }    // Told to stop, which is how it may end.
        return ExitCode.Success;
    }
}
