using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Streams a recording of Binance's frames as events, in constant memory: the book by <see cref="DepthSynchroniser"/>'s rules, in
/// pieces; quotes; trades. A row is a line, and an event in the counts a line that became one or more events.
/// <para>
/// The lines' order is the order of arrival, and <see cref="ImportOptions.OutOfOrder"/> is about receive times. The venue's
/// times of different streams overtake each other; they move the events' time on, never back. What has no venue's time (the
/// spot market's bookTicker and snapshots) gets the latest one seen.
/// </para>
/// </summary>
public sealed class BinanceRawSource : ImportSource
{
    private const int MaxValueCharacters = 80;

    private readonly ImportOptions _options;
    private readonly LineReader _lines;
    private readonly RowHistory _history;
    private readonly BinanceParser _parser;
    private readonly DepthPieces _pieces = new();
    private readonly byte[] _symbol;
    private readonly long _oldBefore;
    private readonly long _lostBefore;
    private readonly long _gapsBefore;
    private long _tooOldSnapshots;
    private long _forgotten;
    private bool _ended;

    private BinanceRawSource(ImportOptions options, LineReader lines, RowHistory history)
    {
        _options = options;
        _lines = lines;
        _history = history;
        _parser = new BinanceParser(options.Instrument.PriceScale, options.Instrument.QuantityScale);
        _symbol = Encoding.UTF8.GetBytes(options.Instrument.Symbol);
        (_oldBefore, _lostBefore, _gapsBefore) = (history.Depth.OldMessages, history.Depth.LostMessages, history.Depth.Gaps);
    }

    public override string Path => _lines.Path;

    public override long BytesRead => _lines.BytesRead;

    public override long BytesTotal => _lines.BytesTotal;

    /// <summary>Opens a recording. Throws <see cref="ImportException"/> when the file can't be read, <see cref="ArgumentException"/> for invalid options.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is imported.</param>
    /// <param name="history">Of the files before this one, whose book it goes on with; null for a file by itself.</param>
    public static BinanceRawSource Open(string path, ImportOptions options, RowHistory? history = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        LineReader lines = LineReader.Open(path, options.ZipEntry, BinanceRawLayout.BufferBytes(options));
        return new BinanceRawSource(options, lines, history ?? new RowHistory());
    }

    private protected override void Close() => _lines.Dispose();

    private protected override bool TryReadEvent(ref EngineEvent next)
    {
        while (true)
        {
            if (TryNextPiece(ref next)) { return true; }
            if (_ended || !_lines.TryReadContent(out ReadOnlySpan<byte> line)) { return End(); }
            _lines.Row = ++Counts.Rows;
            if (TryTake(line, ref next)) { return true; }
        }
    }

    private bool TryNextPiece(ref EngineEvent next)
    {
        if (_pieces.Message is null)
        {
            if (!_history.Depth.TryTake(out DepthMessage? kept)) { return false; }
            Begin(kept);
        }

        DepthMessage message = _pieces.Message!;
        next.Kind = EventKind.Book;
        next.ExchangeTime = message.Time > Timestamp.MinValue ? message.Time : _history.LastExchangeTime;
        _pieces.TryNext(out next.Book);
        Stamp(ref next);
        return true;
    }

    // At the end of the file, what still waits for a snapshot has waited in vain.
    private bool End()
    {
        if (!_ended && !_history.Depth.IsSynchronised) { _forgotten += _history.Depth.Reset(); }
        _ended = true;
        CountDepth();
        Counts.IgnoredLines = _lines.IgnoredLines;
        if (Counts.Rows == 0) { throw InputFile.Failure(ImportFault.Empty, Path, "a file without any line", "recorded frames"); }
        return false;
    }

    // True when the line became an event at once.
    private bool TryTake(ReadOnlySpan<byte> line, ref EngineEvent next)
    {
        if (!RecordedLine.TrySplit(line, out Timestamp received, out Range frame)) { return Refuse(ImportFault.Json, null, line, _options.OnBadRow); }
        ReadOnlySpan<byte> json = line[frame];
        BinanceFault fault = _parser.Parse(json);
        BinanceMessage message = _parser.Message;
        if (fault != BinanceFault.None) { return Refuse(FaultOf(fault), _parser.FaultField, _parser.FaultValue.Equals(default) ? json : json[_parser.FaultValue], _options.OnBadRow); }
        if (message.Kind == BinanceMessageKind.Other) { Counts.Filtered++; return false; }
        if (!message.Symbol.IsEmpty && !message.Symbol.SequenceEqual(_symbol)) { return Refuse(ImportFault.WrongInstrument, "s", message.Symbol, _options.OtherInstruments); }
        if (received < _history.LastOrdered && !TryPassOutOfOrder(line)) { return false; }

        Advance(message, received);
        next.ExchangeTime = message.Time > Timestamp.MinValue ? message.Time : _history.LastExchangeTime;
        return message.Kind switch
        {
            BinanceMessageKind.Trade => TryTakeTrade(message, json, ref next),
            BinanceMessageKind.BookTicker => TryTakeQuote(message, ref next),
            _ => TryTakeDepth(message.Depth, ref next),
        };
    }

    private bool TryTakeTrade(BinanceMessage message, ReadOnlySpan<byte> json, ref EngineEvent next)
    {
        bool isNew = _history.TradeIds.TryAdd(message.Trade.TradeId, out bool jumped);
        if (!isNew) { return Refuse(ImportFault.Duplicate, "t", json, _options.Duplicates); }
        if (jumped) { Counts.TradeIdGaps++; }
        if (message.Trade.Quantity.IsZero) { Counts.ZeroRows++; return false; }
        next.Kind = EventKind.Trade;
        next.Trade = message.Trade;
        return Accept(ref next);
    }

    private bool TryTakeQuote(BinanceMessage message, ref EngineEvent next)
    {
        QuoteTick quote = message.Quote;
        if (quote.BidQuantity.IsZero && quote.AskQuantity.IsZero) { Counts.ZeroRows++; return false; }
        if (!quote.BidQuantity.IsZero && !quote.AskQuantity.IsZero && quote.BidPrice >= quote.AskPrice) { Counts.CrossedQuotes++; }
        next.Kind = EventKind.Quote;
        next.Quote = quote;
        return Accept(ref next);
    }

    private bool TryTakeDepth(DepthMessage depth, ref EngineEvent next)
    {
        DepthVerdict verdict = _history.Depth.Offer(depth);
        CountDepth();
        switch (verdict)
        {
            case DepthVerdict.Apply:
                Begin(depth);
                return TryNextPiece(ref next);
            case DepthVerdict.Gap:
                next.Kind = EventKind.Gap;
                next.Gap = new GapMark { Dropped = 1 };   // At least; ids don't tell how many messages are missing.
                Stamp(ref next);
                return true;
            case DepthVerdict.SnapshotTooOld:
                _tooOldSnapshots++;
                CountDepth();
                return false;
            default: return false;
        }
    }

    private void Begin(DepthMessage message)
    {
        _pieces.Start(message);
        Counts.Events++;
        CountDepth();
    }

    private bool Accept(ref EngineEvent next)
    {
        Counts.Events++;
        Stamp(ref next);
        return true;
    }

    private void Stamp(ref EngineEvent next)
    {
        next.Time = _history.LastTime;
        next.Instrument = _options.Instrument.Id;
    }

    private void Advance(BinanceMessage message, Timestamp received)
    {
        _history.LastOrdered = Timestamp.Max(_history.LastOrdered, received);
        if (message.Time > received) { Counts.NegativeLatency++; }
        Timestamp exchange = message.Time > Timestamp.MinValue || _history.LastExchangeTime > Timestamp.MinValue ? message.Time : received;
        _history.LastExchangeTime = Timestamp.Max(_history.LastExchangeTime, exchange);
        Timestamp arrived = _options.UseReceiveTime ? _history.LastOrdered : _history.LastExchangeTime + _options.FeedLatency;
        _history.LastTime = Timestamp.Max(_history.LastTime, arrived);
    }

    private void CountDepth()
    {
        DepthSynchroniser depth = _history.Depth;
        Counts.OldDepth = depth.OldMessages - _oldBefore + _tooOldSnapshots;
        Counts.DepthGaps = depth.Gaps - _gapsBefore;
        Counts.DepthWithoutSnapshot = depth.LostMessages - _lostBefore + _forgotten;
    }

    private bool TryPassOutOfOrder(ReadOnlySpan<byte> line)
    {
        Counts.OutOfOrder++;
        if (_options.OutOfOrder == OutOfOrderPolicy.Accept) { return true; }
        return Refuse(ImportFault.OutOfOrder, "receive time", line[..line.IndexOf((byte)' ')], _options.OutOfOrder == OutOfOrderPolicy.Skip ? RowPolicy.Skip : RowPolicy.Error);
    }

    // Always false: the line is no event.
    private bool Refuse(ImportFault fault, string? field, ReadOnlySpan<byte> value, RowPolicy policy)
    {
        if (policy == RowPolicy.Error) { throw new ImportException(Describe(fault, field, value)); }
        Counts.CountSkipped(fault);
        if (Counts.Examples.Count < _options.MaxExamples) { Counts.AddExample(Describe(fault, field, value)); }
        return false;
    }

    private ImportIssue Describe(ImportFault fault, string? field, ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, MaxValueCharacters)]);
        if (value.Length > MaxValueCharacters) { text += "…"; }
        return new ImportIssue(fault, Path, _lines.LineNumber, Counts.Rows, field, text, Expected(fault));
    }

    private string Expected(ImportFault fault) => fault switch
    {
        ImportFault.Json => "a receive time in ns since 1970, a space and one JSON object",
        ImportFault.MissingField => "a frame with this field",
        ImportFault.NotANumber => "a decimal number",
        ImportFault.TooPrecise => $"at most {_parser.FaultScale} decimal places (the instrument's scale)",
        ImportFault.TooLarge => $"a number that fits 64 bits at {_parser.FaultScale} decimal places",
        ImportFault.NotPositive => "a positive number",
        ImportFault.TimeOutOfRange => "UTC epoch milliseconds from 1980 to 2199",
        ImportFault.TooManyLevels => $"at most {DepthMessage.MaxLevels} levels on one side",
        ImportFault.WrongInstrument => $"the symbol {_options.Instrument.Symbol}",
        ImportFault.Duplicate => "a trade id above those before it",
        _ => $"a time at or after the line before it, {_history.LastOrdered} (files are named in the order of their time)",
    };

    private static ImportFault FaultOf(BinanceFault fault) => fault switch
    {
        BinanceFault.MissingField => ImportFault.MissingField,
        BinanceFault.NotANumber => ImportFault.NotANumber,
        BinanceFault.TooPrecise => ImportFault.TooPrecise,
        BinanceFault.TooLarge => ImportFault.TooLarge,
        BinanceFault.NotPositive => ImportFault.NotPositive,
        BinanceFault.TimeOutOfRange => ImportFault.TimeOutOfRange,
        BinanceFault.TooManyLevels => ImportFault.TooManyLevels,
        _ => ImportFault.Json,
    };
}
