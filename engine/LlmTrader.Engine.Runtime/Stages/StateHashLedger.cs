using System.Numerics;
using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Collects the stages' accumulators at every checkpoint boundary: each stage notes its own when it has passed the
/// boundary, the last one combines them. A few boundaries are kept, since the first stages run ahead of the last.
/// </summary>
public sealed class StateHashLedger
{
    private const int Kept = 16;

    private readonly StateHash[] _hashes = new StateHash[Kept];
    private readonly StateHash[] _finals;   // By sequence: several short runs may lie within one ring.
    private readonly long _mask;
    private readonly int _shift;

    /// <param name="interval">Sequences between checkpoints, a power of two not smaller than a quarter of the ring.</param>
    /// <param name="ringCapacity">How far the first stage can be ahead of the last.</param>
    public StateHashLedger(int interval, int ringCapacity)
    {
        if (!BitOperations.IsPow2(interval)) { throw new ArgumentException($"Checkpoint interval must be a power of two, {interval} was given."); }
        if (ringCapacity / interval > Kept / 4) { throw new ArgumentException($"Checkpoint interval {interval} is too short for a ring of {ringCapacity}: at least {ringCapacity / (Kept / 4)} is needed."); }
        _finals = new StateHash[BitOperations.RoundUpToPowerOf2((uint)ringCapacity)];
        _mask = interval - 1;
        _shift = BitOperations.TrailingZeroCount(interval);
    }

    /// <summary>Whether the stages' accumulators are noted once they have done this event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNoted(in EngineEvent e) => IsBoundary(e.Sequence) || IsFinal(in e);

    /// <summary>A checkpoint of everything before it, off the regular boundaries: the one that ends a run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsFinal(in EngineEvent e) => e.Kind == EventKind.HashCheckpoint && EndsRun(in e);

    /// <summary>Where the accumulators after this event belong. A final checkpoint changes none, so what is noted with it is what it speaks of.</summary>
    public ref StateHash At(in EngineEvent e) => ref IsFinal(in e) ? ref _finals[e.Sequence & (_finals.Length - 1)] : ref _hashes[(e.Sequence >> _shift) & (Kept - 1)];

    /// <summary>The combined hash, once every stage has noted its accumulator for the event.</summary>
    public HashCheckpoint Checkpoint(in EngineEvent e) => new()
    {
        UpTo = IsFinal(in e) ? e.Checkpoint.UpTo : e.Sequence,
        Hash = At(in e).Combine(),
    };

    private bool EndsRun(in EngineEvent checkpoint) =>
        checkpoint.Checkpoint.UpTo == checkpoint.Sequence - 1 && (checkpoint.Sequence == 0 || !IsBoundary(checkpoint.Checkpoint.UpTo));

    private bool IsBoundary(long sequence) => (sequence & _mask) == _mask;
}
