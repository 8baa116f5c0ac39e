using LlmTrader.Engine.Runtime;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>The ways through the engine that are measured, each from when the market event was meant to arrive.</summary>
public static class LatencySpans
{
    /// <summary>Until risk and matching are through with it, whether anybody acts on it or not.</summary>
    public const string Decision = "decision";

    /// <summary>As <see cref="Decision"/>, of events that closed a bar: twenty indicators and the rules are in it.</summary>
    public const string Bar = "bar";

    /// <summary>As <see cref="Decision"/>, of events that caused orders: with risk's verdict and the match.</summary>
    public const string Order = "order";

    /// <summary>Until the first report of an order that the event caused has come back through the Sequencer and been folded.</summary>
    public const string Report = "report";

    /// <summary>Until the outbound gate let it go: behind the journal, where there is one.</summary>
    public const string Release = "release";

    /// <summary>Until the journal handed it to the operating system.</summary>
    public const string Written = "written";

    /// <summary>Until it was on the disk.</summary>
    public const string Durable = "durable";

    /// <summary>Until the first stage took it up: inbox, Sequencer and the first hop.</summary>
    public const string Ingest = "ingest";

    /// <summary>No way through the engine: what the machine takes to hand a stamp over the same cores at the same rate, see <see cref="BareHandOver"/>.</summary>
    public const string Bare = "bare";

    /// <summary>What a stage itself took.</summary>
    public static string Own(EngineStage stage) => $"{Word(stage)}.own";

    /// <summary>Until a stage was through.</summary>
    public static string Through(EngineStage stage) => $"{Word(stage)}.through";

    /// <summary>What a span is, in a few words.</summary>
    public static string Meaning(string span) => span switch
    {
        Decision => "arrival to decision, every market event",
        Bar => "arrival to decision, events that close a bar (20 indicators, rules)",
        Order => "arrival to decision, events that cause an order",
        Report => "arrival to the order's first report, folded by risk",
        Release => "arrival to past the outbound gate",
        Written => "arrival to written by the journal",
        Durable => "arrival to on the disk",
        Bare => "the same cores and rate without an engine: three threads hand a stamp on",
        Ingest => "arrival to taken up by the first stage",
        _ when span.EndsWith(".own", StringComparison.Ordinal) => $"{span[..^4]} stage alone",
        _ => $"arrival to through {span.Split('.')[0]}",
    };

    private static string Word(EngineStage stage) => stage.ToString().ToLowerInvariant();
}
