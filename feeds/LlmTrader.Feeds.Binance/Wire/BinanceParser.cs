using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>
/// Parses Binance's JSON, spot and futures, wrapped (<c>{"stream":…,"data":{…}}</c>) or bare, in any order of fields, to raw
/// units of one instrument, without floating point. Allocates nothing once its message has grown to the largest frame.
/// Fields that it doesn't know are passed over.
/// </summary>
public sealed class BinanceParser
{
    // Nothing that is traded there is older, and times in a wrong unit fall outside.
    private const long EarliestMs = 315_532_800_000;   // 1980-01-01
    private const long LatestMs = 7_258_118_400_000;   // 2200-01-01

    private int _priceScale;
    private int _quantityScale;
    private Fields _seen;
    private long _finalUpdateId;
    private Price _bidPrice;
    private Price _askPrice;
    private Quantity _bidQuantity;
    private Quantity _askQuantity;
    private Price _price;
    private Quantity _quantity;
    private long _tradeId;
    private bool _isBuyerMaker;
    private string? _levelSide;
    private int _levelIndex;

    /// <param name="priceScale">Decimal places of the instrument's prices.</param>
    /// <param name="quantityScale">Decimal places of its quantities.</param>
    /// <param name="levels">Levels a side that its message has room for at once; it grows when more come.</param>
    public BinanceParser(int priceScale, int quantityScale, int levels = DepthMessage.FirstLevels)
    {
        UseScales(priceScale, quantityScale);
        Message = new BinanceMessage(levels);
    }

    [Flags]
    private enum Fields
    {
        None = 0, FirstUpdateId = 1, FinalUpdateId = 2, PreviousUpdateId = 4, SnapshotId = 8, Bids = 16, Asks = 32,
        BidPrice = 64, BidQuantity = 128, AskPrice = 256, AskQuantity = 512, Price = 1024, Quantity = 2048, TradeId = 4096, BuyerMaker = 8192,
        EventTime = 16384, TransactionTime = 32768,
        Depth = FirstUpdateId | FinalUpdateId | Bids | Asks | EventTime,
        Snapshot = SnapshotId | Bids | Asks,
        Quote = FinalUpdateId | BidPrice | BidQuantity | AskPrice | AskQuantity,
        Trade = TradeId | Price | Quantity | BuyerMaker | TransactionTime,
    }

    /// <summary>The frame that was parsed last.</summary>
    public BinanceMessage Message { get; }

    /// <summary>The field that the last fault blames, as <c>b[3].price</c> or <c>E</c>; null blames the whole frame.</summary>
    public string? FaultField { get; private set; }

    /// <summary>Where in the frame the blamed value lies; empty when there is none.</summary>
    public Range FaultValue { get; private set; }

    /// <summary>The number of decimals that the blamed value may have.</summary>
    public int FaultScale { get; private set; }

    private BinanceFault Fault { get; set; }

    /// <summary>The next frames are of an instrument with these scales.</summary>
    public void UseScales(int priceScale, int quantityScale)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)priceScale, (uint)FixedPoint.MaxScale, nameof(priceScale));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)quantityScale, (uint)FixedPoint.MaxScale, nameof(quantityScale));
        _priceScale = priceScale;
        _quantityScale = quantityScale;
    }

    /// <summary>Parses a frame into <see cref="Message"/>. A frame of another kind is no fault, whatever it holds.</summary>
    public BinanceFault Parse(ReadOnlySpan<byte> frame)
    {
        Message.Clear();
        _seen = Fields.None;
        (Fault, FaultField, FaultValue) = (BinanceFault.None, null, default);
        BinanceMessageKind named = BinanceMessageKind.Other;
        try
        {
            var reader = new Utf8JsonReader(frame);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) { return BinanceFault.Json; }
            bool isNamed = ReadObject(ref reader, ref named);
            if (reader.Read()) { return BinanceFault.Json; }
            return Complete(isNamed, named);
        }
        catch (JsonException)
        {
            (FaultField, FaultValue) = (null, default);
            Message.Kind = BinanceMessageKind.Other;
            return BinanceFault.Json;
        }
    }

    // The reader stands on the object's start. True when the object says what it is.
    private bool ReadObject(ref Utf8JsonReader reader, ref BinanceMessageKind named)
    {
        bool isNamed = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            if (name.Length == 1)
            {
                byte letter = name[0];
                reader.Read();
                if (letter == 'e')
                {
                    named = KindOf(ref reader);
                    isNamed = true;
                }
                else { ReadLetter(ref reader, letter); }
            }
            else if (name.SequenceEqual("data"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject) { isNamed |= ReadObject(ref reader, ref named); } else { reader.Skip(); }
            }
            else { ReadWord(ref reader, name); }
        }

        return isNamed;
    }

    private static BinanceMessageKind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueSpan.SequenceEqual("depthUpdate"u8)) { return BinanceMessageKind.DepthUpdate; }
            if (reader.ValueSpan.SequenceEqual("trade"u8)) { return BinanceMessageKind.Trade; }
            if (reader.ValueSpan.SequenceEqual("bookTicker"u8)) { return BinanceMessageKind.BookTicker; }
        }

        reader.Skip();
        return BinanceMessageKind.Other;
    }

    private void ReadLetter(ref Utf8JsonReader reader, byte letter)
    {
        switch (letter)
        {
            case (byte)'E': Message.EventTime = ReadTime(ref reader, "E", Fields.EventTime); break;
            case (byte)'T': Message.TransactionTime = ReadTime(ref reader, "T", Fields.TransactionTime); break;
            case (byte)'s': ReadSymbol(ref reader, "s"); break;
            case (byte)'U': Message.Depth.FirstUpdateId = ReadId(ref reader, "U", Fields.FirstUpdateId); break;
            case (byte)'u': _finalUpdateId = ReadId(ref reader, "u", Fields.FinalUpdateId); break;
            case (byte)'t': _tradeId = ReadId(ref reader, "t", Fields.TradeId); break;
            case (byte)'b' when reader.TokenType == JsonTokenType.StartArray: ReadLevels(ref reader, "b", isAsk: false, Fields.Bids); break;
            case (byte)'a' when reader.TokenType == JsonTokenType.StartArray: ReadLevels(ref reader, "a", isAsk: true, Fields.Asks); break;
            case (byte)'b': _bidPrice = new Price(ReadDecimal(ref reader, "b", _priceScale, Fields.BidPrice)); break;
            case (byte)'a': _askPrice = new Price(ReadDecimal(ref reader, "a", _priceScale, Fields.AskPrice)); break;
            case (byte)'B': _bidQuantity = new Quantity(ReadDecimal(ref reader, "B", _quantityScale, Fields.BidQuantity)); break;
            case (byte)'A': _askQuantity = new Quantity(ReadDecimal(ref reader, "A", _quantityScale, Fields.AskQuantity)); break;
            case (byte)'p': _price = new Price(ReadDecimal(ref reader, "p", _priceScale, Fields.Price)); break;
            case (byte)'q': _quantity = new Quantity(ReadDecimal(ref reader, "q", _quantityScale, Fields.Quantity)); break;
            case (byte)'m' when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                _isBuyerMaker = reader.TokenType == JsonTokenType.True;
                _seen |= Fields.BuyerMaker;
                break;
            default: reader.Skip(); break;
        }
    }

    private void ReadWord(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        bool isPrevious = name.SequenceEqual("pu"u8);
        bool isSnapshotId = name.SequenceEqual("lastUpdateId"u8);
        bool isBids = name.SequenceEqual("bids"u8);
        bool isAsks = name.SequenceEqual("asks"u8);
        bool isSymbol = name.SequenceEqual("symbol"u8);
        reader.Read();
        if (isPrevious) { Message.Depth.PreviousUpdateId = ReadId(ref reader, "pu", Fields.PreviousUpdateId); }
        else if (isSnapshotId) { _finalUpdateId = ReadId(ref reader, "lastUpdateId", Fields.SnapshotId); }
        else if (isBids && reader.TokenType == JsonTokenType.StartArray) { ReadLevels(ref reader, "bids", isAsk: false, Fields.Bids); }
        else if (isAsks && reader.TokenType == JsonTokenType.StartArray) { ReadLevels(ref reader, "asks", isAsk: true, Fields.Asks); }
        else if (isSymbol) { ReadSymbol(ref reader, "symbol"); }
        else { reader.Skip(); }
    }

    private void ReadLevels(ref Utf8JsonReader reader, string side, bool isAsk, Fields field)
    {
        Message.Depth.ClearSide(isAsk);
        for (_levelIndex = 0; reader.Read() && reader.TokenType == JsonTokenType.StartArray; _levelIndex++)
        {
            _levelSide = side;
            reader.Read();
            long price = ReadDecimal(ref reader, "price", _priceScale, Fields.None);
            reader.Read();
            long quantity = ReadDecimal(ref reader, "quantity", _quantityScale, Fields.None);
            while (reader.TokenType != JsonTokenType.EndArray && reader.Read() && reader.TokenType != JsonTokenType.EndArray) { reader.Skip(); }
            if (price <= 0) { Blame(BinanceFault.NotPositive, "price", ref reader); }
            if (!Message.Depth.TryAdd(isAsk, new BookLevel { Price = new Price(price), Quantity = new Quantity(quantity) })) { Blame(BinanceFault.TooManyLevels, "price", ref reader); }
            _levelSide = null;
        }

        if (reader.TokenType == JsonTokenType.EndArray) { _seen |= field; }
    }

    private long ReadDecimal(ref Utf8JsonReader reader, string field, int scale, Fields seen)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Blame(BinanceFault.NotANumber, field, ref reader);
            if (reader.TokenType != JsonTokenType.EndArray) { reader.Skip(); }
            return 0;
        }

        _seen |= seen;
        FixedPointError error = WireDecimal.TryParse(reader.ValueSpan, scale, out long raw);
        if (error == FixedPointError.None && raw >= 0) { return raw; }
        FaultScale = Fault == BinanceFault.None ? scale : FaultScale;
        Blame(error switch
        {
            FixedPointError.None => BinanceFault.NotPositive,
            FixedPointError.TooPrecise => BinanceFault.TooPrecise,
            FixedPointError.TooLarge => BinanceFault.TooLarge,
            _ => BinanceFault.NotANumber,
        }, field, ref reader);
        return 0;
    }

    private long ReadId(ref Utf8JsonReader reader, string field, Fields seen)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long id) && id >= 0)
        {
            _seen |= seen;
            return id;
        }

        Blame(BinanceFault.NotANumber, field, ref reader);
        reader.Skip();
        return 0;
    }

    private Timestamp ReadTime(ref Utf8JsonReader reader, string field, Fields seen)
    {
        long ms = ReadId(ref reader, field, seen);
        if (ms is >= EarliestMs and < LatestMs) { return Timestamp.FromUnixMilliseconds(ms); }
        Blame(BinanceFault.TimeOutOfRange, field, ref reader);
        return Timestamp.MinValue;
    }

    private void ReadSymbol(ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.String && Message.TrySetSymbol(reader.ValueSpan)) { return; }
        Blame(BinanceFault.MissingField, field, ref reader);
        reader.Skip();
    }

    // The first fault counts. It is forgotten when the frame turns out to be of another kind.
    private void Blame(BinanceFault fault, string field, ref Utf8JsonReader reader)
    {
        if (Fault != BinanceFault.None) { return; }
        Fault = fault;
        FaultField = _levelSide is null ? field : FormattableString.Invariant($"{_levelSide}[{_levelIndex}].{field}");
        int quotes = reader.TokenType == JsonTokenType.String ? 1 : 0;
        FaultValue = ((int)reader.TokenStartIndex + quotes)..((int)reader.BytesConsumed - quotes);
    }

    private BinanceFault Complete(bool isNamed, BinanceMessageKind named)
    {
        if ((_seen & Fields.SnapshotId) != 0 && !isNamed) { named = BinanceMessageKind.DepthSnapshot; }
        else if (!isNamed && (_seen & Fields.Quote) == Fields.Quote) { named = BinanceMessageKind.BookTicker; }   // The spot market's says no more.
        if (named == BinanceMessageKind.Other) { return BinanceFault.None; }
        if (Fault != BinanceFault.None) { return Fault; }

        Fields needed = named switch
        {
            BinanceMessageKind.DepthUpdate => Fields.Depth,
            BinanceMessageKind.DepthSnapshot => Fields.Snapshot,
            BinanceMessageKind.BookTicker => Fields.Quote,
            _ => Fields.Trade,
        };
        if ((_seen & needed) != needed)
        {
            FaultField = WireName(needed & ~_seen, named);
            return BinanceFault.MissingField;
        }

        Fill(named);
        return Fault;
    }

    private void Fill(BinanceMessageKind kind)
    {
        DepthMessage depth = Message.Depth;
        switch (kind)
        {
            case BinanceMessageKind.DepthUpdate or BinanceMessageKind.DepthSnapshot:
                depth.IsSnapshot = kind == BinanceMessageKind.DepthSnapshot;
                depth.FinalUpdateId = _finalUpdateId;
                if (depth.IsSnapshot) { depth.FirstUpdateId = _finalUpdateId; }
                depth.NamesPrevious = (_seen & Fields.PreviousUpdateId) != 0;
                if (!depth.NamesPrevious) { depth.PreviousUpdateId = depth.FirstUpdateId - 1; }
                depth.Time = Message.Time;
                break;
            case BinanceMessageKind.BookTicker:
                if ((_bidPrice.Raw == 0) != _bidQuantity.IsZero) { (Fault, FaultField) = (BinanceFault.NotPositive, _bidQuantity.IsZero ? "B" : "b"); return; }
                if ((_askPrice.Raw == 0) != _askQuantity.IsZero) { (Fault, FaultField) = (BinanceFault.NotPositive, _askQuantity.IsZero ? "A" : "a"); return; }
                Message.Quote = new QuoteTick { BidPrice = _bidPrice, BidQuantity = _bidQuantity, AskPrice = _askPrice, AskQuantity = _askQuantity };
                Message.QuoteUpdateId = _finalUpdateId;
                break;
            default:
                if ((_price.Raw == 0) != _quantity.IsZero) { (Fault, FaultField) = (BinanceFault.NotPositive, _quantity.IsZero ? "q" : "p"); return; }
                Message.Trade = new TradeTick { Price = _price, Quantity = _quantity, TradeId = _tradeId, Aggressor = _isBuyerMaker ? Side.Sell : Side.Buy };
                break;
        }

        Message.Kind = kind;
    }

    private static string WireName(Fields missing, BinanceMessageKind kind) => (Fields)((int)missing & -(int)missing) switch   // The first one.
    {
        Fields.FirstUpdateId => "U",
        Fields.FinalUpdateId => "u",
        Fields.SnapshotId => "lastUpdateId",
        Fields.Bids => kind == BinanceMessageKind.DepthSnapshot ? "bids" : "b",
        Fields.Asks => kind == BinanceMessageKind.DepthSnapshot ? "asks" : "a",
        Fields.BidPrice => "b",
        Fields.BidQuantity => "B",
        Fields.AskPrice => "a",
        Fields.AskQuantity => "A",
        Fields.Price => "p",
        Fields.Quantity => "q",
        Fields.TradeId => "t",
        Fields.BuyerMaker => "m",
        Fields.EventTime => "E",
        _ => "T",
    };
}
