using System.Buffers.Binary;
using System.Diagnostics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>
/// A change from one connection to the next without a hole: what the next one sends is kept, while the old one is read until it has told
/// everything that came before. Then the kept messages follow; what the old one told already is known by its ids.
/// </summary>
internal sealed class Handover(StreamConnection next, MarketStreams streams, BinanceFeedOptions options)
{
    private const int HeaderBytes = sizeof(long) + sizeof(int);

    private readonly byte[] _kept = new byte[Math.Max(4 << 20, 2 * options.MaxMessageBytes)];
    private readonly long _startTicks = Stopwatch.GetTimestamp();
    private long _oldTicks = Stopwatch.GetTimestamp();
    private int _length;
    private bool _isFull;

    public StreamConnection Next { get; } = next;

    /// <summary>Whether it is time to change over.</summary>
    public bool IsDue
    {
        get
        {
            TimeSpan overlap = Stopwatch.GetElapsedTime(_startTicks);
            if (_isFull || overlap >= options.OverlapAtMost) { return true; }
            if (overlap < options.OverlapAtLeast) { return false; }
            return streams.HasReachedBeginnings() ?? Stopwatch.GetElapsedTime(_oldTicks) >= options.OverlapAtLeast;   // Both say nothing: there is nothing under way.
        }
    }

    /// <summary>The old connection told something.</summary>
    public void OldSpoke() => _oldTicks = Stopwatch.GetTimestamp();

    /// <summary>False when there is no room for the message: the change is due, and the message comes after it.</summary>
    public bool TryKeep(ReadOnlySpan<byte> frame, Timestamp received)
    {
        if (_length + HeaderBytes + frame.Length > _kept.Length)
        {
            _isFull = true;
            return false;
        }

        BinaryPrimitives.WriteInt64LittleEndian(_kept.AsSpan(_length), received.Nanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(_kept.AsSpan(_length + sizeof(long)), frame.Length);
        frame.CopyTo(_kept.AsSpan(_length + HeaderBytes));
        _length += HeaderBytes + frame.Length;
        streams.NoteBeginning(frame);
        return true;
    }

    /// <summary>Hands out the next kept message; false when there is none.</summary>
    public bool TryTake(ref int position, out ReadOnlySpan<byte> frame, out Timestamp received)
    {
        frame = default;
        received = default;
        if (position >= _length) { return false; }
        received = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(_kept.AsSpan(position)));
        int length = BinaryPrimitives.ReadInt32LittleEndian(_kept.AsSpan(position + sizeof(long)));
        frame = _kept.AsSpan(position + HeaderBytes, length);
        position += HeaderBytes + length;
        return true;
    }
}
