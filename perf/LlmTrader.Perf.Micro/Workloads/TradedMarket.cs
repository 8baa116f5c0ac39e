using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Perf.Micro.Workloads;

/// <summary>A simulated market in which a moving-average cross over one-second bars trades all the time.</summary>
internal static class TradedMarket
{
    public static IReadOnlyList<Instrument> Instruments { get; } = [.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)];

    public static EngineOptions Options { get; } = BenchmarkEngine.Options(Instruments, BarSpec.Parse("1s"));

    public static IRuleSet RuleSet() => new MovingAverageCross(
        new MovingAverageCrossOptions { Fast = 2, Slow = 5, Bar = Options.Bars.Specs[0], Quantity = "1" }, Options.Instruments, Options.Bars.Specs);

    public static SimulatedMarket Open(long events = long.MaxValue) => new(new SimulatedMarketOptions { Seed = 11, Instruments = SimulatedMarket.DemoInstruments(), EventLimit = events });

    /// <summary>The first events of a run as they were sequenced, answers and timers among them.</summary>
    public static EngineEvent[] Record(int count)
    {
        EventRecorder recorder = new(count);
        InlineEngine engine = new(Options, RuleSet(), recorder);
        using SimulatedMarket market = Open();
        EngineEvent next = default;
        while (engine.Events < count)
        {
            market.TryRead(ref next);
            engine.Process(ref next);
        }

        return recorder.Events;
    }

    /// <summary>Stages of an engine that nobody runs, and the way back that their answers take.</summary>
    public static (TradingStages Stages, Feedback Feedback) NewStages(IOutJournal outJournal)
    {
        Feedback feedback = new(1 << 16, doorbell: null);
        RuleSetStaging staging = new(compiler: null, feedback, Options, hasThread: false);
        return (new TradingStages(Options, RuleSet(), StageFeedback.Shared(feedback), outJournal, probe: null, staging), feedback);
    }

    /// <summary>Throws away what stages have sent: what is recorded holds it already.</summary>
    public static void Drop(Feedback feedback)
    {
        while (true)
        {
            feedback.Inbox.TryPeek(out bool available);
            if (!available) { return; }
            feedback.Inbox.Release();
        }
    }

    private sealed class EventRecorder(int count) : IJournal
    {
        public EngineEvent[] Events { get; } = new EngineEvent[count];

        public long WrittenSequence { get; private set; } = -1;

        public long DurableSequence => WrittenSequence;

        public void Append(in EngineEvent sequenced)
        {
            if (sequenced.Sequence < Events.Length) { Events[sequenced.Sequence] = sequenced; }
            WrittenSequence = sequenced.Sequence;
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}
