using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>Something to replay: a market in memory, an engine and what decides in it.</summary>
/// <param name="Options">What decisions depend on.</param>
/// <param name="NewRuleSet">Makes the set of a run.</param>
/// <param name="Tape">The market.</param>
public sealed record ReplayScenario(EngineOptions Options, Func<EngineOptions, IRuleSet> NewRuleSet, EventTape Tape)
{
    /// <summary>Puts further sets into the slots, before the first event; null for none.</summary>
    public Func<(IRuleSetCompiler Compiler, RuleSetSchedule Schedule)>? Others { get; init; }

    /// <summary>An engine at the beginning.</summary>
    public InlineEngine NewEngine()
    {
        (IRuleSetCompiler? compiler, RuleSetSchedule? schedule) = Others?.Invoke() ?? default;
        return new InlineEngine(Options, NewRuleSet(Options), compiler: compiler, schedule: schedule);
    }

    /// <summary>Makes an engine and plays the tape through it on the calling thread; timed from the second event on.</summary>
    public ReplayRun Run()
    {
        InlineEngine engine = NewEngine();
        using IMarketDataSource source = Tape.Open();
        EngineEvent first = default;
        bool hasFirst = source.TryRead(ref first);
        Invariant.Holds(hasFirst);
        engine.Process(ref first);   // Before it the other sets are compiled.
        foreach (RuleSetSlot slot in engine.Stages.Signals.Slots) { Invariant.Holds(slot.ActiveSetId >= 0); }
        long start = ProcessorTime.ThreadNanoseconds;
        long events = engine.Run(source);
        long took = ProcessorTime.ThreadNanoseconds - start;
        return new ReplayRun(events, took, engine.Stages.Accounts.Counts.Fills, engine.Stages.Signals.Counts.Bars, engine.Events, engine.Complete().Hash);
    }
}

/// <param name="Events">Of the tape, the first not counted.</param>
/// <param name="Nanoseconds">Of processor time.</param>
/// <param name="Fills">Of orders.</param>
/// <param name="Bars">That closed.</param>
/// <param name="Sequenced">Events of any kind that went through all stages: the tape's, timers and reports.</param>
/// <param name="Hash">Of all that was decided.</param>
public readonly record struct ReplayRun(long Events, long Nanoseconds, long Fills, long Bars, long Sequenced, ulong Hash)
{
    public double PerSecond => Events * 1e9 / Nanoseconds;

    public double NanosecondsPerEvent => (double)Nanoseconds / Events;
}
