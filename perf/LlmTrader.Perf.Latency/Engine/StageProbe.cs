using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// Measures every stage of one event in <see cref="Every"/>: the looks at the clock would else be a good part of what they measure.
/// </summary>
/// <param name="isOneThread">A stage begins where the one before it ends.</param>
internal sealed class StageProbe(bool isOneThread) : IStageProbe
{
    public const int Every = 16;

    private readonly Stage[] _stages = [.. Enum.GetValues<EngineStage>().Select(_ => new Stage())];
    private long _measureFrom = long.MaxValue;

    /// <summary>Intended arrival to taken up by the first stage.</summary>
    public LatencyHistogram Ingest { get; } = LatencyHistogram.OfNanoseconds();

    public LatencyHistogram Own(EngineStage stage) => _stages[(int)stage].Own;

    public LatencyHistogram Through(EngineStage stage) => _stages[(int)stage].Through;

    /// <summary>Events that were meant to arrive before this are warm-up. Set before the run.</summary>
    public void MeasureFrom(long ticks) => Volatile.Write(ref _measureFrom, ticks);

    public void OnBegin(EngineStage stage, in EngineEvent e)
    {
        if (!IsMeasured(in e)) { return; }
        long now = ExternalClock.NowTicks;
        _stages[(int)stage].Began = now;
        if (stage == EngineStage.Bars) { Ingest.Record(Since(now, e.IntendedTicks)); }
    }

    public void OnEnd(EngineStage stage, in EngineEvent e)
    {
        if (!IsMeasured(in e)) { return; }
        Stage ended = _stages[(int)stage];
        long now = ExternalClock.NowTicks;
        ended.Own.Record(Since(now, ended.Began));
        ended.Through.Record(Since(now, e.IntendedTicks));
        if (isOneThread && stage != EngineStage.Accounts) { _stages[(int)stage + 1].Began = ExternalClock.NowTicks; }
    }

    public void OnDecision(in EngineEvent e)
    {
    }

    public void OnRelease(in EngineEvent e)
    {
    }

    private bool IsMeasured(in EngineEvent e) => e.Sequence % Every == 0 && e.IntendedTicks >= _measureFrom;

    private static long Since(long now, long then) => Math.Max(0, ExternalClock.TicksToNanoseconds(now - then));

    /// <summary>One thread's.</summary>
    private sealed class Stage
    {
        public long Began;

        public LatencyHistogram Own { get; } = LatencyHistogram.OfNanoseconds();

        public LatencyHistogram Through { get; } = LatencyHistogram.OfNanoseconds();
    }
}
