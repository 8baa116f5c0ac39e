using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// How far one party has come: the producer (then it is the cursor), a handler, or something a handler publishes
/// itself, such as "written to disk". One thread writes it, any thread reads it.
/// </summary>
/// <remarks>
/// Memory order: a write is a release, a read is an acquire. Whoever reads N therefore also sees every slot write
/// (or slot read that had to come first) that the writer made before it wrote N. That pair is the only thing that
/// publishes slots, on x86 and on ARM64 alike.
/// </remarks>
public sealed class Sequence
{
    /// <summary>The value before the first event: nothing done yet. The first event has sequence 0.</summary>
    public const long InitialValue = -1;

    // Set while the graph is wired, read-only afterwards. It lies a padding away from the value.
    private SequenceBarrier[] _sleepers = [];
    private PaddedLong _padded;

    /// <summary>Starts at <paramref name="initialValue"/>.</summary>
    public Sequence(long initialValue = InitialValue) => _padded.Value = initialValue;

    /// <summary>
    /// The last sequence that is done. Reading is an acquire. Writing is a release and wakes whoever blocks on this
    /// sequence; only the owning thread may write, and the value only grows.
    /// </summary>
    public long Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _padded.Value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            Volatile.Write(ref _padded.Value, value);
            if (_sleepers.Length != 0) { SignalWaiters(); }
        }
    }

    /// <summary>
    /// Writes with a full fence after the store, so that no later read of this thread can be answered before other
    /// threads see <paramref name="value"/> (release alone lets a later read overtake the store).
    /// </summary>
    public void SetVolatile(long value)
    {
        Interlocked.Exchange(ref _padded.Value, value);
        if (_sleepers.Length != 0) { SignalWaiters(); }
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The smallest of <paramref name="sequences"/>; <see cref="long.MaxValue"/> of none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Minimum(Sequence[] sequences)
    {
        long minimum = long.MaxValue;
        foreach (Sequence sequence in sequences)
        {
            minimum = Math.Min(minimum, sequence.Value);
        }

        return minimum;
    }

    /// <summary>Called while the graph is wired, before the owner's thread starts: starting a thread publishes the array.</summary>
    internal void WakeOnChange(SequenceBarrier barrier)
    {
        if (Array.IndexOf(_sleepers, barrier) < 0) { _sleepers = [.. _sleepers, barrier]; }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SignalWaiters()
    {
        foreach (SequenceBarrier sleeper in _sleepers) { sleeper.WakeIfAvailable(); }
    }
}
