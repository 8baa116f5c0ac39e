using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>Whether and what is traded.</summary>
internal static class ModeVerbs
{
    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) =>
    [
        Mode(engine), Strategies(engine),
        Change(engine, "pause", "Keep a strategy from opening anything; its exits pass.", "Entries that work are taken back. It holds over restarts, until `llmtrader ctl resume`.", "The strategy is paused", "earnings", "slot 0 opens nothing more"),
        Change(engine, "halt", "Keep a strategy from sending anything, and take all its orders back.", "Its position stays as it is. It holds over restarts, until `llmtrader ctl resume`.", "The strategy is halted", "it misbehaves", "slot 0 sends nothing more"),
        Change(engine, "resume", "Let a paused or halted strategy go on.", "It decides from its next bar on.", "The strategy goes on", "all clear", "slot 0 goes on"),
    ];

    private static CtlVerb Mode(EngineOptions engine)
    {
        Argument<string?> mode = new("MODE") { Description = "observe or paper; left out, the mode is shown.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> reason = CtlOption.ReasonOfChange();
        return new CtlVerb(
            engine, "mode", "Show the mode, or change it: observe (no order leaves) or paper (simulated fills).",
            "In observe, rule sets decide and risk refuses all of it; what works keeps working. A mode set here holds until it is changed, over restarts too, as it is in the journal.",
            [new("llmtrader ctl mode", "which is it?"), new("llmtrader ctl mode observe --reason 'maintenance of the venue'", "let nothing pass")],
            (arguments, call) => arguments.GetValue(mode) is { } wanted
                ? call.Change("/v1/mode", $"The engine is in mode {wanted}", ("mode", wanted), ("reason", CtlOption.ReasonOf(arguments, reason)))
                : call.Show<ModeReply>("/v1/mode", reply =>
                {
                    call.Session.WriteLine($"{reply.Mode} ({reply.Execution} execution, trading {reply.TradingState}) at sequence {Cell.Of(reply.Sequence)}");
                    call.Session.WriteLine(reply.Killed ? "The kill switch is thrown: `llmtrader ctl reset` first." : $"It may change to {string.Join(" or ", reply.Allowed)}.");
                }),
            mode, reason);
    }

    private static CtlVerb Strategies(EngineOptions engine) => new(
        engine, "strategies", "Rule-set slots with what they hold and may do.",
        "active trades; paused and reducing only close; halted sends nothing.",
        [new("llmtrader ctl strategies", "who holds what?")],
        (_, call) => call.Show<StrategiesReply>("/v1/strategies", reply =>
        {
            Table table = Tables.Figures("strategy", "rule set", "trading", "symbol", "quantity", "working", "open orders");
            foreach (StrategyReply one in reply.Strategies)
            {
                if (one.Holdings.Count == 0) { table.Row(Cell.Of(one.Strategy), Cell.Of(one.RuleSet), one.Trading, Cell.None, Cell.None, Cell.None, Cell.None); }
                foreach (HoldingOfStrategy holding in one.Holdings) { table.Row(Cell.Of(one.Strategy), Cell.Of(one.RuleSet), one.Trading, holding.Symbol, holding.Quantity, holding.Working, Cell.Of(holding.OpenOrders)); }
            }

            call.Session.Write(table);
        }));

    private static CtlVerb Change(EngineOptions engine, string name, string summary, string teaching, string done, string reasonExample, string meaning)
    {
        Argument<int> strategy = CtlOption.Number<int>("STRATEGY", "The slot's number.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, name, summary, teaching, [new($"llmtrader ctl {name} 0 --reason '{reasonExample}'", meaning)],
            (arguments, call) => call.Change($"/v1/strategies/{Cell.Of(arguments.GetValue(strategy))}/{name}", done, ("reason", arguments.GetValue(reason))),
            strategy, reason);
    }
}
