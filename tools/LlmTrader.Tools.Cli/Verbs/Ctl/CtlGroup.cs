using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl</c></summary>
internal static class CtlGroup
{
    public static VerbGroup Create()
    {
        EngineOptions engine = new();
        VerbGroup group = new(
            "ctl",
            "Look into a running engine, and tell it what to do.",
            "Speaks to the engine's admin socket, which --config finds; over TCP with --url and a key. Every change is written into the journal with who, what and why before it counts, and the reply names the sequence at which it took effect. "
            + "Tables for people, --json for programs.\n\n"
            + "Exit codes: 0 done, 1 refused or not well, 2 wrongly asked, 3 no engine answers or it failed.",
            [new("llmtrader ctl status", "how does it stand?"), new("llmtrader ctl kill --reason 'prices look wrong'", "stop at once"), new("llmtrader ctl events", "follow what happens")],
            [
                .. OverviewVerbs.Create(engine), .. MarketVerbs.Create(engine), .. AccountVerbs.Create(engine), OrderVerbs.Group(engine), .. TradeVerbs.Create(engine),
                RuleSetVerbs.Group(engine), ApprovalVerbs.Group(engine), .. ModeVerbs.Create(engine), .. KillVerbs.Create(engine), LimitVerbs.Group(engine), FeedVerbs.Group(engine), LatencyVerbs.Group(engine),
                .. MachineVerbs.Create(engine), new EventsVerb(engine), new WhyVerb(engine),
            ]);
        engine.AddTo(group, isRecursive: true);
        return group;
    }
}
