using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>What became of a frame.</summary>
public enum FrameOutcome
{
    /// <summary>It told something of an instrument, be it news or not.</summary>
    Taken,

    /// <summary>It can't be read.</summary>
    Faulty,

    /// <summary>It is no market data that was asked for.</summary>
    Other,
}

/// <summary>
/// Turns frames into events, one after the other, on the thread of the caller: trades by their unbroken ids, quotes by theirs, books by
/// <see cref="DepthSynchroniser"/>'s rules. It knows no connection and no clock, waits for nothing, and allocates nothing for good frames
/// once its buffers have grown, unless a book waits for its snapshot.
/// </summary>
/// <remarks>
/// A hole in the trades and a break of a book are both told by a <see cref="EventKind.Gap"/> event before what follows them. Who keeps a book
/// must throw it away at such an event; so each one is followed by a new snapshot.
/// </remarks>
public sealed class MarketStreams
{
    /// <summary>An id so far ahead of the last one is not believed before more have followed it: one damaged digit would make all that comes old.</summary>
    public const long FarAhead = 10_000;

    /// <summary>No change of a book covers so many updates.</summary>
    public const long MaxUpdates = 1_000_000;

    private const int FirstLevels = 2_048;

    private readonly InstrumentStream[] _instruments;
    private readonly SymbolTable _symbols;
    private readonly BinanceStreams _streams;
    private readonly IMarketDataPort _port;
    private readonly FeedCounters _counters;
    private readonly Action<int> _wantSnapshot;
    private readonly BinanceParser _parser = new(0, 0, FirstLevels);
    private readonly DepthPieces _pieces = new();

    /// <summary>Streams without a connection: for benchmarks and tests.</summary>
    /// <param name="instruments">What frames may be about.</param>
    /// <param name="streams">What is taken of them.</param>
    /// <param name="port">Gets the events.</param>
    /// <param name="wantSnapshot">Hears the place in the list of an instrument whose book needs a snapshot, again and again until it has one.</param>
    public MarketStreams(IReadOnlyList<Instrument> instruments, BinanceStreams streams, IMarketDataPort port, Action<int> wantSnapshot)
        : this(instruments, streams, port, wantSnapshot, new FeedCounters())
    {
    }

    internal MarketStreams(IReadOnlyList<Instrument> instruments, BinanceStreams streams, IMarketDataPort port, Action<int> wantSnapshot, FeedCounters counters)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        _instruments = [.. instruments.Select((instrument, i) => new InstrumentStream(instrument, i))];
        _symbols = new SymbolTable([.. instruments.Select(instrument => instrument.Symbol)]);
        (_streams, _port, _wantSnapshot, _counters) = (streams, port, wantSnapshot, counters);
    }

    /// <summary>Why the last faulty frame could not be read, for people.</summary>
    public string Problem { get; private set; } = "";

    internal ReadOnlySpan<InstrumentStream> Instruments => _instruments;

    /// <summary>Takes one whole message.</summary>
    /// <param name="frame">Its bytes.</param>
    /// <param name="received">When it came, by our clock.</param>
    public FrameOutcome Take(ReadOnlySpan<byte> frame, Timestamp received)
    {
        int index = _symbols.Find(FrameAddress.SymbolOf(frame));
        if (index < 0) { return FrameOutcome.Other; }

        InstrumentStream stream = _instruments[index];
        BinanceMessage message = _parser.Message;
        if (!TryParse(frame, stream)) { return FrameOutcome.Faulty; }
        if (message.Kind == BinanceMessageKind.Other || !Wants(message.Kind)) { return FrameOutcome.Other; }

        Stamp(stream, message, received);
        switch (message.Kind)
        {
            case BinanceMessageKind.Trade: TakeTrade(stream, message, received); break;
            case BinanceMessageKind.BookTicker: TakeQuote(stream, message, received); break;
            default: TakeDepth(stream, message.Depth, received); break;
        }

        return FrameOutcome.Taken;
    }

    /// <summary>Joins a book with the snapshot that was asked for. True when the book is complete and passed on.</summary>
    /// <param name="index">The instrument's place in the list.</param>
    /// <param name="snapshot">What the venue answered.</param>
    /// <param name="received">When, by our clock.</param>
    public bool TakeSnapshot(int index, DepthMessage snapshot, Timestamp received)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        InstrumentStream stream = _instruments[index];
        if (stream.ExchangeTime == Timestamp.MinValue) { stream.ExchangeTime = received; }
        if (stream.Depth.IsSynchronised || stream.Depth.Offer(snapshot) != DepthVerdict.Apply) { return stream.Depth.IsSynchronised; }

        _counters.BooksInSync++;
        if (!Pass(stream, snapshot, received)) { return false; }
        while (stream.Depth.TryTake(out DepthMessage? kept))
        {
            if (!Pass(stream, kept, received)) { return false; }
        }

        return true;
    }

    /// <summary>The connection is gone: no book is current any more.</summary>
    public void Lose(Timestamp now)
    {
        foreach (InstrumentStream stream in _instruments) { Restart(stream, now); }
    }

    /// <summary>An instrument's data begin anew, as after a loss of the connection.</summary>
    public void Restart(int index, Timestamp now) => Restart(_instruments[index], now);

    /// <summary>Notes where the next connection's streams begin; the frame is not taken.</summary>
    internal void NoteBeginning(ReadOnlySpan<byte> frame)
    {
        int index = _symbols.Find(FrameAddress.SymbolOf(frame));
        if (index < 0 || !TryParse(frame, _instruments[index])) { return; }
        InstrumentStream stream = _instruments[index];
        BinanceMessage message = _parser.Message;
        if (message.Kind == BinanceMessageKind.Trade && stream.NextTradeId < 0) { stream.NextTradeId = message.Trade.TradeId; }
        if (message.Kind == BinanceMessageKind.BookTicker && stream.NextQuoteId < 0) { stream.NextQuoteId = message.QuoteUpdateId; }
        if (message.Kind == BinanceMessageKind.DepthUpdate && stream.NextUpdateId < 0) { stream.NextUpdateId = message.Depth.PreviousUpdateId; }
    }

    /// <summary>
    /// Whether all streams have come to where the next connection's began: to change over loses nothing. Null when that can't be known, as it
    /// has told nothing yet, or only of books that wait for their snapshots.
    /// </summary>
    internal bool? HasReachedBeginnings()
    {
        bool? reached = null;
        foreach (InstrumentStream stream in _instruments)
        {
            if (stream.NextTradeId >= 0 && stream.LastTradeId < stream.NextTradeId - 1) { return false; }
            if (stream.NextQuoteId >= 0 && stream.LastQuoteId < stream.NextQuoteId) { return false; }
            if (stream.NextUpdateId >= 0 && stream.Depth.IsSynchronised && stream.Depth.LastUpdateId < stream.NextUpdateId) { return false; }
            if (stream.NextTradeId >= 0 || stream.NextQuoteId >= 0 || (stream.NextUpdateId >= 0 && stream.Depth.IsSynchronised)) { reached = true; }
        }

        return reached;
    }

    internal void ForgetBeginnings()
    {
        foreach (InstrumentStream stream in _instruments) { (stream.NextTradeId, stream.NextQuoteId, stream.NextUpdateId) = (-1, -1, -1); }
    }

    private bool TryParse(ReadOnlySpan<byte> frame, InstrumentStream stream)
    {
        _parser.UseScales(stream.Instrument.PriceScale, stream.Instrument.QuantityScale);
        BinanceFault fault = _parser.Parse(frame);
        if (fault == BinanceFault.None)
        {
            ReadOnlySpan<byte> symbol = _parser.Message.Symbol;
            if (symbol.IsEmpty || symbol.SequenceEqual(stream.Symbol)) { return true; }
            Problem = $"{stream.Instrument.Symbol}: a frame of its stream names another symbol";
        }
        else { Problem = $"{stream.Instrument.Symbol}: a frame can't be read: {fault}{(_parser.FaultField is { } field ? $" in '{field}'" : "")}"; }

        _counters.ParseErrors++;
        return false;
    }

    private bool Wants(BinanceMessageKind kind) => kind switch
    {
        BinanceMessageKind.Trade => (_streams & BinanceStreams.Trades) != 0,
        BinanceMessageKind.BookTicker => (_streams & BinanceStreams.Quotes) != 0,
        BinanceMessageKind.DepthUpdate => (_streams & BinanceStreams.Depth) != 0,
        _ => false,   // Snapshots come by REST.
    };

    private void Stamp(InstrumentStream stream, BinanceMessage message, Timestamp received)
    {
        if (message.EventTime > Timestamp.MinValue)
        {
            long latency = received.Nanoseconds - message.EventTime.Nanoseconds;
            if (latency < 0) { _counters.NegativeLatency++; }
            _counters.Latencies.Record(latency);
        }

        if (message.Time > Timestamp.MinValue) { stream.ExchangeTime = Timestamp.Max(stream.ExchangeTime, message.Time); }
        else if (stream.ExchangeTime == Timestamp.MinValue) { stream.ExchangeTime = received; }
    }

    private void TakeTrade(InstrumentStream stream, BinanceMessage message, Timestamp received)
    {
        TradeTick trade = message.Trade;
        if (trade.TradeId == stream.LastTradeId + 1) { stream.TradeIds.Clear(); }
        else if (stream.LastTradeId >= 0 && !TryJump(stream, trade.TradeId, received)) { return; }
        stream.LastTradeId = trade.TradeId;
        if (trade.Quantity.IsZero) { return; }

        EngineEvent next = Event(stream, EventKind.Trade, message.Time, received);
        next.Trade = trade;
        if (!_port.TryWrite(in next)) { Refused(stream); return; }
        _counters.Trades++;
    }

    // A trade that does not follow the last one: known, or behind a hole, which is told. False when it is left out.
    private bool TryJump(InstrumentStream stream, long id, Timestamp received)
    {
        long missing = id - stream.LastTradeId - 1;
        if (missing < 0)
        {
            _counters.Duplicates++;
            return false;
        }

        if (!stream.TradeIds.Believes(stream.LastTradeId, id)) { return Doubt(stream, "trade", id, stream.LastTradeId); }
        _counters.MissedTrades += missing;
        MarkGap(stream, missing, received);
        return true;
    }

    private bool Doubt(InstrumentStream stream, string what, long id, long last)
    {
        Problem = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stream.Instrument.Symbol}: {what} {id} is too far from {last}");
        _counters.ParseErrors++;
        return false;
    }

    private void TakeQuote(InstrumentStream stream, BinanceMessage message, Timestamp received)
    {
        if (message.QuoteUpdateId <= stream.LastQuoteId)
        {
            _counters.Duplicates++;
            return;
        }

        if (!stream.QuoteIds.Believes(stream.LastQuoteId, message.QuoteUpdateId))
        {
            Doubt(stream, "quote", message.QuoteUpdateId, stream.LastQuoteId);
            return;
        }

        stream.LastQuoteId = message.QuoteUpdateId;
        stream.News++;
        if (message.Quote.BidQuantity.IsZero && message.Quote.AskQuantity.IsZero) { return; }
        EngineEvent next = Event(stream, EventKind.Quote, message.Time, received);
        next.Quote = message.Quote;
        _port.TryWrite(in next);   // Never refused: the newest waits.
        _counters.Quotes++;
    }

    private void TakeDepth(InstrumentStream stream, DepthMessage depth, Timestamp received)
    {
        if (depth.FinalUpdateId - depth.FirstUpdateId is < 0 or > MaxUpdates)
        {
            Doubt(stream, "the end of a change", depth.FinalUpdateId, depth.FirstUpdateId);
            return;
        }

        switch (stream.Depth.Offer(depth))
        {
            case DepthVerdict.Apply:
                stream.News++;
                Pass(stream, depth, received);
                break;
            case DepthVerdict.Old: _counters.Duplicates++; break;
            case DepthVerdict.Gap:
                _counters.BooksInSync--;
                MarkGap(stream, 1, received);   // At least; ids don't tell how many messages are missing.
                break;
            default: _wantSnapshot(stream.Index); break;
        }
    }

    // False when the engine had no room for all of it.
    private bool Pass(InstrumentStream stream, DepthMessage message, Timestamp received)
    {
        EngineEvent next = Event(stream, EventKind.Book, message.Time, received);
        _pieces.Start(message);
        while (_pieces.TryNext(out next.Book))
        {
            if (_port.TryWrite(in next)) { continue; }
            Refused(stream);
            return false;
        }

        _counters.BookMessages++;
        return true;
    }

    private static EngineEvent Event(InstrumentStream stream, EventKind kind, Timestamp venueTime, Timestamp received) => new()
    {
        Kind = kind,
        Instrument = stream.Instrument.Id,
        Time = received,
        ExchangeTime = venueTime > Timestamp.MinValue ? venueTime : stream.ExchangeTime,
    };

    private void MarkGap(InstrumentStream stream, long missing, Timestamp received)
    {
        _counters.Gaps++;
        EngineEvent gap = Event(stream, EventKind.Gap, Timestamp.MinValue, received);
        gap.Gap.Dropped = missing;
        if (!_port.TryWrite(in gap)) { _counters.Dropped++; }   // The port owes one of its own now.
        StartBook(stream, forget: false);
    }

    // The port owes a gap event, at which the engine gives the book up.
    private void Refused(InstrumentStream stream)
    {
        _counters.Dropped++;
        StartBook(stream, forget: true);
    }

    private void Restart(InstrumentStream stream, Timestamp now)
    {
        stream.Generation++;
        stream.LastQuoteId = -1;
        if ((_streams & BinanceStreams.Depth) == 0) { return; }
        if (stream.Depth.IsSynchronised) { MarkGap(stream, 1, now); }
        StartBook(stream, forget: true);
    }

    private void StartBook(InstrumentStream stream, bool forget)
    {
        if ((_streams & BinanceStreams.Depth) == 0) { return; }
        if (stream.Depth.IsSynchronised)
        {
            _counters.BooksInSync--;
            forget = true;   // Nothing is kept; what was applied is gone with the book.
        }

        if (forget) { stream.Depth.Reset(); }
        _wantSnapshot(stream.Index);
    }
}
