using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>
/// Finds the record of a block that a new one likely resembles: the last of its instrument and length, or else the last of its length, which is nearly always of
/// its kind. Instruments may share a place: then the guess is worse, and so is the compression.
/// </summary>
internal sealed class EarlierRecords
{
    private const int Bits = 10;
    private const uint Spread = 2_654_435_769;    // 2^32 over the golden ratio: neighbouring numbers come to lie far apart.
    private const int MaxLength = 128;

    // Places count on from block to block, so that nothing need be cleared: what lies before the base is of an earlier one.
    private readonly long[] _byInstrument = new long[1 << Bits];
    private readonly long[] _byLength = new long[MaxLength + 1];
    private long _base = 1;

    /// <summary>A new block begins. The one before was at most <paramref name="blockBytes"/> long.</summary>
    public void Forget(int blockBytes) => _base += blockBytes;

    /// <summary>Where the earlier record starts, −1 when there is none; the new one, at <paramref name="start"/>, takes its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Replace(InstrumentId instrument, int length, int start)
    {
        ref long ofInstrument = ref _byInstrument[(((uint)instrument.Value * MaxLength) + (uint)length) * Spread >> (32 - Bits)];
        ref long ofLength = ref _byLength[length];
        long earlier = ofInstrument >= _base ? ofInstrument : ofLength;
        ofInstrument = ofLength = _base + start;
        return earlier >= _base ? (int)(earlier - _base) : -1;
    }
}
