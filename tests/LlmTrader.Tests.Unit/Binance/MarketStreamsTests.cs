using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;

namespace LlmTrader.Tests.Unit.Binance;

/// <summary>Frames of several instruments as events, without a connection.</summary>
public class MarketStreamsTests
{
    private static readonly Timestamp Received = Timestamp.FromUnixMilliseconds(1_723_161_256_000);

    private readonly ListPort _port = new();
    private readonly List<int> _wanted = [];
    private readonly MarketStreams _streams;

    public MarketStreamsTests() => _streams = new MarketStreams([New(0, "BTCUSDT", 2, 5), New(1, "DOGEEUR", 5, 0)], BinanceStreams.All, _port, _wanted.Add);

    [Fact]
    public void Each_instrument_has_its_own_scales_and_its_own_ids()
    {
        Take(Trade("btcusdt", 7, "61837.63000000", "0.02000000"));
        Take(Trade("dogeeur", 7, "0.10123000", "1500.00000000"));
        Assert.Equal([(0, 6_183_763L, 2_000L), (1, 10_123L, 1_500L)], _port.Events.Select(e => (e.Instrument.Value, e.Trade.Price.Raw, e.Trade.Quantity.Raw)));
        Assert.All(_port.Events, e => Assert.Equal((Received, Timestamp.FromUnixMilliseconds(1_723_161_255_342)), (e.Time, e.ExchangeTime)));
    }

    [Theory]
    [InlineData("""{"e":"trade","E":1723161255343,"s":"DOGEEUR","t":7,"p":"0.1","q":"3","T":1723161255342,"m":true}""")]
    [InlineData("""{"data":{"e":"trade","E":1723161255343,"s":"DOGEEUR","t":7,"p":"0.1","q":"3","T":1723161255342,"m":true},"stream":"dogeeur@trade"}""")]
    [InlineData("""  { "stream" : "dogeeur@trade" , "data" : {"e":"trade","E":1723161255343,"s":"DOGEEUR","t":7,"p":"0.1","q":"3","T":1723161255342,"m":true}}""")]
    public void Bare_frames_and_any_order_of_fields_are_understood(string frame)
    {
        Assert.Equal(FrameOutcome.Taken, Take(frame));
        Assert.Equal((1, 3L), (_port.Events[0].Instrument.Value, _port.Events[0].Trade.Quantity.Raw));
    }

    [Fact]
    public void A_hole_in_the_trades_is_told_before_the_next_one_and_begins_the_book_anew()
    {
        Assert.True(Snapshot(0, 10));
        Take(Trade("btcusdt", 7));
        Take(Trade("btcusdt", 7));
        Take(Trade("btcusdt", 5));
        Take(Trade("btcusdt", 11));
        Assert.Equal([EventKind.Book, EventKind.Trade, EventKind.Gap, EventKind.Trade], _port.Events.Select(e => e.Kind));
        Assert.Equal((3L, 0), (_port.Events[2].Gap.Dropped, Assert.Single(_wanted)));
        Assert.True(Snapshot(0, 12));
    }

    [Fact]
    public void A_book_waits_for_its_snapshot_and_goes_on_from_it()
    {
        Take(Depth(11, 12));
        Take(Depth(13, 15));
        Assert.Empty(_port.Events);
        Assert.Equal([0, 0], _wanted);
        Assert.True(Snapshot(0, 12));
        Assert.False(Snapshot(1, 5) && _port.Events.Count != 3);
        Take(Depth(16, 16));
        Take(Depth(16, 16));   // Old.
        Assert.Equal([12L, 15, 5, 16], _port.Events.Select(e => e.Book.UpdateId));
        Take(Depth(18, 18));
        Assert.Equal(EventKind.Gap, _port.Events[^1].Kind);
        Assert.False(Snapshot(0, 16));   // Too old for what is kept.
        Assert.True(Snapshot(0, 17));
        Assert.Equal([17L, 18], _port.Events[^2..].Select(e => e.Book.UpdateId));
    }

    [Fact]
    public void What_the_engine_has_no_room_for_begins_the_book_anew()
    {
        Snapshot(0, 10);
        _wanted.Clear();
        _port.IsFull = true;
        Take(Depth(11, 11));
        _port.IsFull = false;
        Assert.Equal([0], _wanted);
        Take(Depth(12, 12));
        Assert.Single(_port.Events);   // The snapshot; the change waits for the next one.
        Assert.True(Snapshot(0, 12));

        _port.IsFull = true;
        Assert.False(Snapshot(1, 5));
    }

    [Fact]
    public void A_lost_connection_ends_every_book_and_no_sequence_of_trades()
    {
        Snapshot(0, 10);
        Take(Trade("btcusdt", 7));
        _streams.Lose(Received);
        Assert.Equal(EventKind.Gap, _port.Events[^1].Kind);
        _streams.Lose(Received);
        Take(Trade("btcusdt", 8));
        Assert.Equal([EventKind.Book, EventKind.Trade, EventKind.Gap, EventKind.Trade], _port.Events.Select(e => e.Kind));
    }

    [Fact]
    public void Quotes_take_the_latest_venue_time_and_never_go_back()
    {
        Take(Trade("btcusdt", 7));
        Take(Quote(5));
        Take(Quote(5));
        Take(Quote(4));
        Take(Quote(6));
        Assert.Equal([EventKind.Trade, EventKind.Quote, EventKind.Quote], _port.Events.Select(e => e.Kind));
        Assert.Equal(_port.Events[0].ExchangeTime, _port.Events[2].ExchangeTime);
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""", FrameOutcome.Other)]
    [InlineData("""{"stream":"ethusdt@trade","data":{"e":"trade","s":"ETHUSDT"}}""", FrameOutcome.Other)]
    [InlineData("""{"stream":"btcusdt@kline_1m","data":{"e":"kline","s":"BTCUSDT"}}""", FrameOutcome.Other)]
    [InlineData("""{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"DOGEEUR","t":7,"p":"0.1","q":"3","T":1723161255342,"m":true}}""", FrameOutcome.Faulty)]
    [InlineData("""{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":7,"p":"0.123","q":"3","T":1723161255342,"m":true}}""", FrameOutcome.Faulty)]
    [InlineData("""{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1723161255343,"s":"BTCUSDT","U":7,"u":9000000000,"b":[],"a":[]}}""", FrameOutcome.Taken)]
    [InlineData("""{"stream":"btcusdt@trade","data":""", FrameOutcome.Faulty)]
    [InlineData("nonsense", FrameOutcome.Other)]
    public void What_is_no_good_frame_becomes_no_event(string frame, FrameOutcome outcome)
    {
        Assert.Equal(outcome, Take(frame));
        Assert.Empty(_port.Events);
        if (outcome == FrameOutcome.Faulty) { Assert.StartsWith("BTCUSDT: ", _streams.Problem, StringComparison.Ordinal); }
    }

    private FrameOutcome Take(string frame) => _streams.Take(Encoding.UTF8.GetBytes(frame), Received);

    private bool Snapshot(int index, long id)
    {
        BinanceParser parser = new(2, 5);
        parser.Parse(Encoding.UTF8.GetBytes($$"""{"lastUpdateId":{{id}},"bids":[["1","1"]],"asks":[["2","1"]]}"""));
        return _streams.TakeSnapshot(index, parser.Message.Depth, Received);
    }

    private static string Trade(string symbol, long id, string price = "1", string quantity = "1") =>
        $$$"""{"stream":"{{{symbol}}}@trade","data":{"e":"trade","E":1723161255343,"s":"{{{symbol.ToUpperInvariant()}}}","t":{{{id}}},"p":"{{{price}}}","q":"{{{quantity}}}","T":1723161255342,"m":true,"M":true}}""";

    private static string Depth(long first, long final) =>
        $$$"""{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":{{{first}}},"u":{{{final}}},"b":[["1","5"]],"a":[]}}""";

    private static string Quote(long id) => $$$"""{"stream":"btcusdt@bookTicker","data":{"u":{{{id}}},"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}}""";

    private static Instrument New(int id, string symbol, int priceScale, int quantityScale) => new()
    {
        Id = new InstrumentId(id), Symbol = symbol, Venue = "BINANCE", Base = Currency.Parse("X"), Quote = Currency.Parse("USDT"),
        PriceScale = priceScale, QuantityScale = quantityScale, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
    };

    private sealed class ListPort : IMarketDataPort
    {
        public List<EngineEvent> Events { get; } = [];

        public bool IsFull { get; set; }

        public bool TryWrite(in EngineEvent e)
        {
            if (IsFull) { return false; }
            Events.Add(e);
            return true;
        }

        public bool DeliverOwed() => true;
    }
}
