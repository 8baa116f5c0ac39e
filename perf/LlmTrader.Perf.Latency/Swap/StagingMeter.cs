using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>
/// The real compiler, with what its thread allocates from the beginning of one compile to the beginning of the next: source,
/// compile, warm-up and hand-over of one staging, whoever asked for the memory.
/// </summary>
internal sealed class StagingMeter(IRuleSetCompiler inner, int instruments, SwapWitness witness) : IRuleSetCompiler
{
    private const int KeptEvery = 64;
    private const int Held = 3;   // A slot's active, previous and staged version.

    private readonly List<(int Version, WeakReference RuleSet)> _kept = [];
    private readonly LatencyHistogram _compileTime = LatencyHistogram.OfNanoseconds();
    private readonly LatencyHistogram _garbage = LatencyHistogram.OfNanoseconds();   // Of bytes: a histogram does not care.
    private volatile bool _isArmed;
    private long _last = -1;

    /// <summary>Sets compiled so far.</summary>
    public int Compiled { get; private set; }

    /// <summary>Text to rule set, nanoseconds. Read it when the engine has stopped.</summary>
    public LatencyHistogram CompileTime => _compileTime;

    /// <summary>Bytes a staging. Read it when the engine has stopped.</summary>
    public LatencyHistogram Garbage => _garbage;

    /// <summary>From here on is measured.</summary>
    public void Arm() => _isArmed = true;

    /// <summary>What is left of every 64th version that the engine holds no longer; collect first.</summary>
    public OldVersions OldVersions()
    {
        List<WeakReference> old = [.. _kept.Where(kept => kept.Version <= Compiled - Held).Select(kept => kept.RuleSet)];
        return new OldVersions(old.Count(version => version.IsAlive), old.Count);
    }

    public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (_last >= 0) { _garbage.Record(allocated - _last); }
        if (_isArmed) { _last = allocated; }
        long start = ExternalClock.NowTicks;
        ruleSet = null;
        if (!inner.TryCompile(source, out IRuleSet? made, out error)) { return false; }
        if (_isArmed) { _compileTime.Record(ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - start)); }
        ruleSet = new WitnessedRuleSet(made, ++Compiled, instruments, witness);
        if (Compiled % KeptEvery == 0) { _kept.Add((Compiled, new WeakReference(made))); }
        return true;
    }
}
