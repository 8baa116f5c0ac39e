using System.Globalization;
using System.Text;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>A seeded market of one symbol in Binance's messages: levels that come, change and go around a wandering price, trades, quotes.</summary>
internal sealed class GeneratedMarket
{
    private const long FirstTime = 1_723_161_255_000;

    private readonly BinanceLoopback _venue;
    private readonly Random _random;
    private readonly string _symbol;
    private readonly int _priceDecimals;
    private readonly int _quantityDecimals;
    private long _updateId = 1_000;
    private long _depthId = 1_000;      // The last update that a depth message has told.
    private long _tradeId = 500;
    private long _time = FirstTime;
    private long _mid = 100_000;

    public GeneratedMarket(BinanceLoopback venue, string symbol, int priceDecimals, int quantityDecimals, int seed)
    {
        (_venue, _symbol, _priceDecimals, _quantityDecimals) = (venue, symbol, priceDecimals, quantityDecimals);
        _random = new Random(seed);
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\"lastUpdateId\":{_updateId},\"bids\":[");
        Levels(json, 30, isAsk: false, canRemove: false);
        json.Append("],\"asks\":[");
        Levels(json, 30, isAsk: true, canRemove: false);
        lock (venue.Gate) { venue.Book(symbol).Apply(Encoding.ASCII.GetBytes(json.Append("]}").ToString())); }
    }

    /// <summary>Publishes one message.</summary>
    public void Step()
    {
        _time += _random.Next(0, 30);
        switch (_random.Next(10))
        {
            case < 4: Depth(); break;
            case < 7: Trade(); break;
            default: Ticker(); break;
        }
    }

    /// <summary>One of each kind, so that every stream's last message is known to be the last.</summary>
    public void Finish()
    {
        Trade();
        Ticker();
        Depth();
    }

    private void Depth()
    {
        long first = _depthId + 1;
        _depthId = _updateId += _random.Next(1, 12);
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\"e\":\"depthUpdate\",\"E\":{_time},\"s\":\"{_symbol}\",\"U\":{first},\"u\":{_updateId},\"b\":[");
        Levels(json, _random.Next(0, 8), isAsk: false, canRemove: true);
        json.Append("],\"a\":[");
        Levels(json, _random.Next(0, 8), isAsk: true, canRemove: true);
        _venue.Publish(_symbol, "depth@100ms", Encoding.ASCII.GetBytes(json.Append("]}").ToString()));
    }

    private void Trade()
    {
        _mid += _random.Next(-3, 4);
        string json = string.Create(CultureInfo.InvariantCulture, $"{{\"e\":\"trade\",\"E\":{_time},\"s\":\"{_symbol}\",\"t\":{++_tradeId},\"p\":\"{Price(_mid)}\",\"q\":\"{Quantity(_random.Next(1, 999))}\",\"T\":{_time},\"m\":{(_random.Next(2) == 0 ? "true" : "false")},\"M\":true}}");
        _venue.Publish(_symbol, "trade", Encoding.ASCII.GetBytes(json));
    }

    // The change of the book that it shows comes with the next depth message.
    private void Ticker()
    {
        string json = string.Create(CultureInfo.InvariantCulture, $"{{\"u\":{++_updateId},\"s\":\"{_symbol}\",\"b\":\"{Price(_mid - 1)}\",\"B\":\"{Quantity(5)}\",\"a\":\"{Price(_mid + 1)}\",\"A\":\"{Quantity(7)}\"}}");
        _venue.Publish(_symbol, "bookTicker", Encoding.ASCII.GetBytes(json));
    }

    private void Levels(StringBuilder json, int count, bool isAsk, bool canRemove)
    {
        for (int i = 0; i < count; i++)
        {
            long price = _mid + ((isAsk ? 1 : -1) * _random.Next(1, 120));
            int quantity = canRemove && _random.Next(3) == 0 ? 0 : _random.Next(1, 99_999);
            json.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}[\"{Price(price)}\",\"{Quantity(quantity)}\"]");
        }
    }

    private string Price(long raw) => Text(raw, _priceDecimals);

    private string Quantity(long raw) => Text(raw, _quantityDecimals);

    // Eight decimals, as the venue writes all numbers.
    private static string Text(long raw, int decimals) => (raw / (decimal)Math.Pow(10, decimals)).ToString("F8", CultureInfo.InvariantCulture);
}
