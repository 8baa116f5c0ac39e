using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>What an engine takes in memory for each further instrument and rule set. All of it is allocated before the first event.</summary>
internal static class ScaleMemory
{
    private const int ManyInstruments = 1_000;
    private const int ManySets = 64;
    private const int Times = 3;

    public static IReadOnlyList<Measurement> Measure()
    {
        BarSpec bar = BarSpec.Parse("1m");
        return
        [
            Each("scale.memory.instrument", ManyInstruments - 1, count => ScaleSeries.Engine(count ? ManyInstruments : 1, slots: 1, bar)),
            Each("scale.memory.rule-set", ManySets - 1, count => ScaleSeries.Engine(instruments: 1, count ? ManySets : 1, bar)),
        ];
    }

    private static Measurement Each(string name, int more, Func<bool, EngineOptions> options)
    {
        List<double> bytes = [];
        for (int i = 0; i < Times; i++)
        {
            long few = BytesOf(options(false));
            long many = BytesOf(options(true));
            bytes.Add((double)(many - few) / more);
        }

        return new Measurement(name, "bytes", Better.Lower, bytes);
    }

    private static long BytesOf(EngineOptions options)
    {
        ReplayScenario scenario = new(options, BenchmarkEngine.MovingAverageCross, EventTape.Of([])) { Others = () => ScaleSeries.Crosses(options) };
        long before = GC.GetTotalMemory(forceFullCollection: true);
        InlineEngine engine = scenario.NewEngine();
        EngineEvent first = new() { Kind = EventKind.Gap, Instrument = InstrumentId.None, Time = new Timestamp(1) };
        engine.Process(ref first);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(engine);
        return after - before;
    }
}
