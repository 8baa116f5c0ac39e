using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Books;

/// <summary>
/// Pieces of level-2 messages around a wandering middle price: mostly near the top and without crossing, at times deep,
/// far away, jumping, crossed, cut off, empty, or a snapshot.
/// </summary>
internal sealed class RandomBookFeed
{
    private readonly Random _random;
    private readonly int _width;         // How far from the middle most levels lie.
    private readonly int _jump;          // One message in so many moves the middle far away.
    private readonly bool _isFaulty;
    private readonly Queue<BookUpdate> _pieces = [];
    private long _middle;
    private long _updateId;

    public RandomBookFeed(int seed)
    {
        _random = new Random(seed);
        _width = 1 << _random.Next(2, 13);
        _jump = _random.Next(3) == 0 ? 50 : 5_000;
        _isFaulty = _random.Next(2) == 0;
        _middle = _random.Next(4) == 0 ? _random.NextInt64(-1L << 61, 1L << 61) : _random.NextInt64(1_000, 10_000_000);
    }

    public long Middle => _middle;

    public BookUpdate Next()
    {
        if (_pieces.Count == 0) { MakeMessage(); }
        return _pieces.Dequeue();
    }

    public long AnyPrice()
    {
        long distance = _random.Next(20) switch
        {
            < 12 => _random.Next(Math.Min(_width, 8)),
            < 18 => _random.Next(_width),
            18 => _random.NextInt64(_width * 16L),
            _ => _random.NextInt64(1L << 40),
        };
        return _middle + (_random.Next(2) == 0 ? distance : -distance);
    }

    private void MakeMessage()
    {
        _middle += _random.Next(_jump) == 0 ? _random.NextInt64(-_width * 100L, _width * 100L) : _random.Next(-2, 3);
        bool isSnapshot = _updateId == 0 || _random.Next(400) == 0;
        int levels = isSnapshot ? _random.Next(0, 200) : _random.Next(_random.Next(10) == 0 ? 40 : 6);
        _updateId += _random.Next(1, 5);
        List<BookUpdate> message = [];
        for (int done = 0; done < levels || message.Count == 0;)
        {
            int count = Math.Min(levels - done, _random.Next(8) == 0 ? _random.Next(1, 4) : 3);
            message.Add(Piece(count, isSnapshot));
            done += count;
        }

        for (int i = 0; i < message.Count; i++)
        {
            BookUpdate piece = message[i];
            piece.Flags = (isSnapshot ? BookFlags.Snapshot : 0) | (i == 0 ? BookFlags.First : 0) | (i == message.Count - 1 ? BookFlags.Last : 0);
            bool isLost = _isFaulty && _random.Next(2_000) == 0;
            if (!isLost) { _pieces.Enqueue(piece); }
        }

        if (_pieces.Count == 0) { MakeMessage(); }
    }

    private BookUpdate Piece(int count, bool isSnapshot)
    {
        BookUpdate piece = new() { UpdateId = _updateId, Count = (byte)count };
        for (int i = 0; i < count; i++)
        {
            long price = AnyPrice();
            bool isAsk = _random.Next(50) == 0 ? _random.Next(2) == 0 : price > _middle;   // At times on the wrong side: crossed.
            bool isDeleted = !isSnapshot && _random.Next(5) < 2;
            piece.Levels[i] = new BookLevel { Price = new Price(price), Quantity = new Quantity(isDeleted ? 0 : _random.NextInt64(1, 1L << _random.Next(1, 45))) };
            if (isAsk) { piece.AskLevels |= (byte)(1 << i); }
        }

        return piece;
    }
}
