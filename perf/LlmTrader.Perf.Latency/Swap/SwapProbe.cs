using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>
/// Decision latencies from the intended arrival, apart for what was meant to arrive within a window around an activation,
/// for what was decided while a set was being compiled, and for the rest. An activation is known only when it comes, so the
/// latest events wait in a small ring for one.
/// </summary>
internal sealed class SwapProbe(HotThread matching, HotThread gate, TimeSpan window) : ILatencyProbe
{
    private const int Capacity = 1 << 16;

    private readonly long _windowTicks = ExternalClock.NanosecondsToTicks((long)window.TotalNanoseconds);
    private readonly (long Intended, long Ns, bool IsStaging)[] _recent = new (long, long, bool)[Capacity];
    private volatile bool _isArmed;
    private int _oldest;
    private int _count;
    private long _staged;        // When the stage event came; 0 for none under way.
    private long _windowEnd;

    public LatencyHistogram Rest { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>Between a stage event (S) and its ready event (R), outside of any activation's window.</summary>
    public LatencyHistogram WhileStaging { get; } = LatencyHistogram.OfNanoseconds();

    public LatencyHistogram AroundActivation { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>From S to R, both as the matching stage sees them.</summary>
    public LatencyHistogram StagingTime { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>From here on is measured.</summary>
    public void Arm() => _isArmed = true;

    public void OnDecision(in EngineEvent e)
    {
        matching.Pass();
        if (!_isArmed) { return; }
        switch (e.Kind)
        {
            case EventKind.RuleSetStage: _staged = ExternalClock.NowTicks; break;
            case EventKind.RuleSetReady: Ready(); break;
            case EventKind.RuleSetActivate: Activate(); break;
            default:
                if (e.IntendedTicks != 0) { Take(e.IntendedTicks); }
                break;
        }
    }

    public void OnRelease(in EngineEvent e) => gate.Pass();

    /// <summary>Counts what still waits. Once the engine has stopped.</summary>
    public void Complete()
    {
        while (_count > 0) { Settle(); }
    }

    private void Ready()
    {
        if (_staged == 0) { return; }
        StagingTime.Record(ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - _staged));
        _staged = 0;
    }

    private void Activate()
    {
        long now = ExternalClock.NowTicks;
        SettleBefore(now - _windowTicks);
        for (; _count > 0; Drop()) { AroundActivation.Record(_recent[_oldest].Ns); }
        _windowEnd = now + _windowTicks;
    }

    private void Take(long intended)
    {
        long now = ExternalClock.NowTicks;
        long ns = Math.Max(0, ExternalClock.TicksToNanoseconds(now - intended));
        if (intended <= _windowEnd) { AroundActivation.Record(ns); return; }
        SettleBefore(now - _windowTicks);
        if (_count == Capacity) { Settle(); }
        _recent[(_oldest + _count++) & (Capacity - 1)] = (intended, ns, _staged != 0);
    }

    private void SettleBefore(long ticks)
    {
        while (_count > 0 && _recent[_oldest].Intended < ticks) { Settle(); }
    }

    private void Settle()
    {
        (_, long ns, bool isStaging) = _recent[_oldest];
        (isStaging ? WhileStaging : Rest).Record(ns);
        Drop();
    }

    private void Drop()
    {
        _oldest = (_oldest + 1) & (Capacity - 1);
        _count--;
    }
}
