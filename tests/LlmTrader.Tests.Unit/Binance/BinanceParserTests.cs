using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Binance;

public class BinanceParserTests
{
    private const string SpotDepth = """{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":10,"u":12,"b":[["61737.63000000","0.00000000"]],"a":[["61837.64000000","1.54698000"],["61839.85000000","2"]]}}""";
    private const string FuturesDepth = """{"e":"depthUpdate","E":1723161257440,"T":1723161257432,"s":"BTCUSD_PERP","ps":"BTCUSD","U":30,"u":40,"pu":25,"b":[],"a":[["61773.6","1001"]]}""";
    private const string SpotTicker = """{"stream":"btcusdt@bookTicker","data":{"u":50,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}""";
    private const string Trade = """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63","q":"0.02","T":1723161255342,"m":true,"M":true}}""";
    private const string Snapshot = """{"lastUpdateId":99,"bids":[["61837.63","3.5"],["61837.62","0.5"]],"asks":[["61837.64","1"]]}""";

    private readonly BinanceParser _parser = new(2, 5);

    private BinanceMessage Message => _parser.Message;

    [Fact]
    public void A_spot_change_joins_at_its_first_id()
    {
        Assert.Equal(BinanceFault.None, Parse(SpotDepth));
        DepthMessage depth = Message.Depth;
        Assert.Equal((BinanceMessageKind.DepthUpdate, 10L, 12L, 9L, false, false), (Message.Kind, depth.FirstUpdateId, depth.FinalUpdateId, depth.PreviousUpdateId, depth.NamesPrevious, depth.IsSnapshot));
        Assert.Equal((1, 2, 6_183_985L, 200_000L, 0L), (depth.Bids.Length, depth.Asks.Length, depth.Asks[1].Price.Raw, depth.Asks[1].Quantity.Raw, depth.Bids[0].Quantity.Raw));
        Assert.Equal((Timestamp.FromUnixMilliseconds(1723161255208), "BTCUSDT"), (depth.Time, Encoding.UTF8.GetString(Message.Symbol)));
    }

    [Fact]
    public void A_futures_change_names_the_one_before_and_when_the_book_changed()
    {
        Assert.Equal(BinanceFault.None, Parse(FuturesDepth));
        Assert.Equal((30L, 40L, 25L, true), (Message.Depth.FirstUpdateId, Message.Depth.FinalUpdateId, Message.Depth.PreviousUpdateId, Message.Depth.NamesPrevious));
        Assert.Equal((Timestamp.FromUnixMilliseconds(1723161257432), 0), (Message.Depth.Time, Message.Depth.Bids.Length));
    }

    [Fact]
    public void Snapshots_tickers_and_trades_are_told_by_their_fields()
    {
        Assert.Equal(BinanceFault.None, Parse(Snapshot));
        Assert.Equal((BinanceMessageKind.DepthSnapshot, true, 99L, 2, 1), (Message.Kind, Message.Depth.IsSnapshot, Message.Depth.FinalUpdateId, Message.Depth.Bids.Length, Message.Depth.Asks.Length));
        Assert.Equal(BinanceFault.None, Parse(SpotTicker));
        Assert.Equal((BinanceMessageKind.BookTicker, 50L, 6_183_763L, 154_698L, Timestamp.MinValue), (Message.Kind, Message.QuoteUpdateId, Message.Quote.BidPrice.Raw, Message.Quote.AskQuantity.Raw, Message.Time));
        Assert.Equal(BinanceFault.None, Parse(Trade));
        Assert.Equal((BinanceMessageKind.Trade, 3735683259L, 2_000L, Side.Sell, Timestamp.FromUnixMilliseconds(1723161255342)), (Message.Kind, Message.Trade.TradeId, Message.Trade.Quantity.Raw, Message.Trade.Aggressor, Message.Time));
        Assert.Equal(0, Message.Depth.Bids.Length);
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""")]
    [InlineData("""{"stream":"x","data":{"e":"markPriceUpdate","E":1,"p":"11794.15123456","P":"abc","b":5,"a":{"b":[1]}}}""")]
    [InlineData("""{"e":"aggTrade","a":26129,"p":"0.01633102","q":"4.70443515"}""")]
    [InlineData("{}")]
    public void Other_frames_are_no_fault(string frame)
    {
        Assert.Equal(BinanceFault.None, Parse(frame));
        Assert.Equal(BinanceMessageKind.Other, Message.Kind);
    }

    [Theory]
    [InlineData("[]", BinanceFault.Json, null, "")]
    [InlineData("", BinanceFault.Json, null, "")]
    [InlineData("""{"e":"trade","E":""", BinanceFault.Json, null, "")]
    [InlineData("""{"e":"trade"} x""", BinanceFault.Json, null, "")]
    [InlineData("""{"e":"trade","t":1,"p":"1","q":"1","m":true}""", BinanceFault.MissingField, "T", "")]
    [InlineData("""{"e":"trade","t":1,"p":"1","q":"0","m":true,"T":1723161255342}""", BinanceFault.NotPositive, "q", "")]
    [InlineData("""{"e":"trade","t":1,"p":"1.005","q":"1","m":true,"T":1723161255342}""", BinanceFault.TooPrecise, "p", "1.005")]
    [InlineData("""{"e":"trade","t":1,"p":1.5,"q":"1","m":true,"T":1723161255342}""", BinanceFault.NotANumber, "p", "1.5")]
    [InlineData("""{"e":"trade","t":1,"p":"1","q":"1","m":true,"T":1723161255342000}""", BinanceFault.TimeOutOfRange, "T", "1723161255342000")]
    [InlineData("""{"lastUpdateId":1,"bids":[["1","1"],["2","x"]],"asks":[]}""", BinanceFault.NotANumber, "bids[1].quantity", "x")]
    [InlineData("""{"lastUpdateId":1,"bids":[["1","1"]],"asks":[["0","1"]]}""", BinanceFault.NotPositive, "asks[0].price", "")]
    [InlineData("""{"lastUpdateId":1,"bids":[["1","-1"]],"asks":[]}""", BinanceFault.NotPositive, "bids[0].quantity", "-1")]
    [InlineData("""{"lastUpdateId":1,"bids":[["1"]],"asks":[]}""", BinanceFault.NotANumber, "bids[0].quantity", "]")]
    [InlineData("""{"lastUpdateId":1,"bids":[["99999999999999999999","1"]],"asks":[]}""", BinanceFault.TooLarge, "bids[0].price", "99999999999999999999")]
    [InlineData("""{"lastUpdateId":1,"bids":[]}""", BinanceFault.MissingField, "asks", "")]
    [InlineData("""{"lastUpdateId":"1","bids":[],"asks":[]}""", BinanceFault.None, null, "")]
    public void A_fault_names_field_and_value(string frame, BinanceFault fault, string? field, string value)
    {
        Assert.Equal((fault, field), (Parse(frame), fault == BinanceFault.None ? null : _parser.FaultField));
        if (value.Length > 0) { Assert.Equal(value, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(frame)[_parser.FaultValue])); }
        Assert.Equal(BinanceMessageKind.Other, Message.Kind);
    }

    [Fact]
    public void Cut_or_changed_frames_never_throw()
    {
        var random = new Random(3);
        foreach (string frame in new[] { SpotDepth, FuturesDepth, SpotTicker, Trade, Snapshot })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(frame);
            for (int cut = 0; cut < bytes.Length; cut++) { Assert.Equal(BinanceFault.Json, _parser.Parse(bytes.AsSpan(0, cut))); }
            for (int i = 0; i < 5_000; i++)
            {
                byte[] changed = [.. bytes];
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                changed[random.Next(changed.Length)] = (byte)"{}[]\",:0.-"[random.Next(10)];
                _parser.Parse(changed);
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_good_frames()
    {
        byte[][] frames = [.. new[] { SpotDepth, FuturesDepth, SpotTicker, Trade, Snapshot }.Select(Encoding.UTF8.GetBytes)];
        foreach (byte[] frame in frames) { _parser.Parse(frame); }
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++) { foreach (byte[] frame in frames) { _parser.Parse(frame); } }
        }));
    }

    private BinanceFault Parse(string frame) => _parser.Parse(Encoding.UTF8.GetBytes(frame));
}
