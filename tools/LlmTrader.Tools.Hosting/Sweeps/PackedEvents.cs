using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>
/// Events as they lie in a slot of the ring, without what a run adds to them: 56 bytes for a trade or a quote, 88 for all else, one
/// behind the other in pieces of memory. Nothing changes it once it is made, so that any number of threads read it at a time.
/// </summary>
internal sealed class PackedEvents
{
    private const int PieceBytes = 256 << 10;
    private const int Head = 8;             // The sequence is the run's own.
    private const int ShortLength = 56;     // To the end of the slot's first cache line.
    private const int LongLength = 88;      // All of the event.
    private const int KindAt = 20;

    private readonly Piece[] _pieces;

    private PackedEvents(Piece[] pieces) => _pieces = pieces;

    public long Count => _pieces.Sum(piece => (long)piece.Count);

    public long Bytes => _pieces.Sum(piece => (long)piece.Bytes.Length);

    /// <summary>The earliest moment of an event and the latest; see <see cref="MomentOf"/>. There must be events.</summary>
    public (Timestamp First, Timestamp Last) Span => (_pieces.Min(piece => piece.First), _pieces.Max(piece => piece.Last));

    /// <summary>When an event belongs to the history: at the exchange's time, or at its arrival where the exchange said none.</summary>
    public static Timestamp MomentOf(in EngineEvent one) => one.ExchangeTime == default ? one.Time : one.ExchangeTime;

    /// <summary>Reads the events whose moment is at <paramref name="from"/> or later, and before <paramref name="to"/>, in the order of their arrival.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The moment behind the last.</param>
    /// <param name="specs">The run's bar specification for each of the history's; null when they are the same.</param>
    public IMarketDataSource Open(Timestamp from, Timestamp to, BarSpecId[]? specs = null) => new Reader(_pieces, from, to, specs);

    /// <summary>Packs events as they come. One thread.</summary>
    /// <param name="limit">Bytes that the events may take.</param>
    public sealed class Builder(long limit) : IDisposable
    {
        private readonly List<Piece> _done = [];
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] _piece = new byte[PieceBytes];
        private Timestamp _first = Timestamp.MaxValue;
        private Timestamp _last = Timestamp.MinValue;
        private int _length;
        private int _count;
        private long _bytes;

        /// <summary>What is named besides the events in <see cref="Id"/>.</summary>
        public void Name(string text) => _hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text));

        /// <summary>False when the limit leaves no room for it.</summary>
        public bool TryAdd(in EngineEvent one)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<EngineEvent>(in one)).Slice(Head, LengthOf(one.Kind));
            if (_bytes + bytes.Length > limit) { return false; }
            if (_length + bytes.Length > PieceBytes) { EndPiece(); }
            bytes.CopyTo(_piece.AsSpan(_length));
            _hash.AppendData(bytes);
            (_length, _count, _bytes) = (_length + bytes.Length, _count + 1, _bytes + bytes.Length);
            Timestamp moment = MomentOf(in one);
            if (moment < _first) { _first = moment; }
            if (moment > _last) { _last = moment; }
            return true;
        }

        /// <summary>SHA-256 in hexadecimal over all that was named and added. Ends the building.</summary>
        public PackedEvents Build(out string id)
        {
            if (_count > 0) { EndPiece(); }
            id = Convert.ToHexStringLower(_hash.GetHashAndReset());
            return new PackedEvents([.. _done]);
        }

        public void Dispose() => _hash.Dispose();

        private void EndPiece()
        {
            _done.Add(new Piece(_piece.AsSpan(0, _length).ToArray(), _count, _first, _last));
            (_length, _count, _first, _last) = (0, 0, Timestamp.MaxValue, Timestamp.MinValue);
        }
    }

    private static int LengthOf(EventKind kind) => kind is EventKind.Trade or EventKind.Quote ? ShortLength : LongLength;

    private sealed record Piece(byte[] Bytes, int Count, Timestamp First, Timestamp Last);

    private sealed class Reader(Piece[] pieces, Timestamp from, Timestamp to, BarSpecId[]? specs) : IMarketDataSource
    {
        private byte[] _bytes = [];
        private int _next;
        private int _at;

        public bool TryRead(ref EngineEvent next)
        {
            while (_at < _bytes.Length || NextPiece())
            {
                int length = LengthOf((EventKind)_bytes[_at + KindAt]);
                _bytes.AsSpan(_at, length).CopyTo(MemoryMarshal.AsBytes(new Span<EngineEvent>(ref next))[Head..]);
                _at += length;
                Timestamp moment = MomentOf(in next);
                if (moment < from || moment >= to) { continue; }
                if (specs is not null && next.Kind == EventKind.Bar) { next.Bar.Spec = specs[next.Bar.Spec.Value]; }
                return true;
            }

            return false;
        }

        public void Dispose()
        {
        }

        private bool NextPiece()
        {
            while (_next < pieces.Length)
            {
                Piece piece = pieces[_next++];
                if (piece.Last < from || piece.First >= to) { continue; }
                (_bytes, _at) = (piece.Bytes, 0);
                return true;
            }

            return false;
        }
    }
}
