using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Hosting.Admin.Client;
using Spectre.Console.Rendering;

namespace LlmTrader.Tools.Cli.Verbs.Top;

/// <summary><c>llmtrader top</c></summary>
internal sealed class TopVerb : Verb
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly EngineOptions _engine = new();
    private readonly Option<bool> _once = OptionOf.Flag("--once", "Print the screen once as text, after a second for the rates, and end; so does an output that is no terminal.");
    private readonly Option<int> _period = OptionOf.Number("--every", "SECONDS", "How often to look.", 1, 1, 3600);

    public TopVerb()
        : base("top", "Watch a running engine: feeds, rates, positions, profit and loss, latency, alerts.")
    {
        _engine.AddTo(this, isRecursive: false);
        Options.Add(_once);
        Options.Add(_period);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A screen that is renewed every second; q or Ctrl+C ends it. While the engine is away it keeps the last look, says so, and goes on when the engine is back. Rates are those between two looks. "
        + "Alerts are what a person must not overlook: a kill, a fault, a feed that is not connected, a full disk, risk rules that were broken lately.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader top --config trading/engine.yaml", "the live screen"),
        new("llmtrader top --config trading/engine.yaml --once", "one look, for a log or a mail"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        using AdminClient client = new(_engine.Find(arguments, session));
        if (session.IsTerminal && !session.IsJson && !arguments.GetValue(_once))
        {
            new TopScreen(client, session, TimeSpan.FromSeconds(arguments.GetValue(_period))).Run();
            return ExitCode.Success;
        }

        TopSnapshot before = TopSnapshot.Take(client, session.Cancellation);
        session.Cancellation.WaitHandle.WaitOne(BetweenLooks);
        TopSnapshot now = TopSnapshot.Take(client, session.Cancellation);
        if (session.IsJson) { session.WriteJson(new { status = now.Status, feeds = now.Feeds.Feeds, accounts = now.Accounts.Accounts, positions = now.Positions.Positions, latency = now.Latency.Series, alerts = TopAlerts.Of(now) }); }
        else { foreach (IRenderable part in TopView.Of(now, before)) { session.Write(part); } }
        return ExitCode.Success;
    }
}
