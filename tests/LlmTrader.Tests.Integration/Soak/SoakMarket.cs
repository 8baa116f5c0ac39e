using System.Globalization;
using System.Text;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>
/// A seeded market that can go on for hours: the price stays within a band and no level crosses another, so that the book, here and at who
/// follows it, keeps its size. Times are those of the clock.
/// </summary>
internal sealed class SoakMarket
{
    private const int Band = 300;       // Ticks that the price may leave its place.
    private const int Reach = 60;       // Ticks from the price to the furthest level that changes.
    private const int Center = 200_000;

    private readonly BinanceLoopback _venue;
    private readonly Random _random;
    private readonly string _symbol;
    private long _updateId = 1_000;
    private long _depthId = 1_000;      // The last update that a depth message has told.
    private long _tradeId;
    private int _mid = Center;
    private int _depthMid = Center;

    public SoakMarket(BinanceLoopback venue, string symbol, int seed)
    {
        (_venue, _symbol, _random) = (venue, symbol, new Random(seed));
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\"lastUpdateId\":{_updateId},\"bids\":[");
        for (int i = 1; i <= Reach; i++) { Level(json, _mid - i, 1_000); }
        json.Append("],\"asks\":[");
        for (int i = 1; i <= Reach; i++) { Level(json, _mid + i, 1_000); }
        lock (venue.Gate) { venue.Book(symbol).Apply(Encoding.ASCII.GetBytes(json.Append("]}").ToString())); }
    }

    /// <summary>What exchange information says of such markets.</summary>
    public static string ExchangeInfo(IEnumerable<string> symbols) =>
        $$"""{"symbols":[{{string.Join(',', symbols.Select(symbol => $$"""{"symbol":"{{symbol}}","status":"TRADING","baseAsset":"{{symbol[..^4]}}","quoteAsset":"{{symbol[^4..]}}","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01"},{"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"9000","stepSize":"0.001"}]}"""))}}]}""";

    /// <summary>Publishes one message: half of them quotes, four in ten trades, the others changes of the book.</summary>
    public void Step()
    {
        switch (_random.Next(10))
        {
            case < 5: Quote(); break;
            case < 9: Trade(); break;
            default: Depth(); break;
        }
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private void Quote() => Publish("bookTicker", string.Create(CultureInfo.InvariantCulture,
        $"{{\"u\":{++_updateId},\"s\":\"{_symbol}\",\"b\":\"{Price(_mid - 1)}\",\"B\":\"{Quantity(_random.Next(1, 9_999))}\",\"a\":\"{Price(_mid + 1)}\",\"A\":\"{Quantity(_random.Next(1, 9_999))}\"}}"));

    private void Trade()
    {
        _mid = Math.Clamp(_mid + _random.Next(-1, 2), Center - Band, Center + Band);
        bool isSell = _random.Next(2) == 0;
        long now = Now;
        Publish("trade", string.Create(CultureInfo.InvariantCulture,
            $"{{\"e\":\"trade\",\"E\":{now},\"s\":\"{_symbol}\",\"t\":{++_tradeId},\"p\":\"{Price(_mid + (isSell ? -1 : 1))}\",\"q\":\"{Quantity(_random.Next(1, 999))}\",\"T\":{now},\"m\":{(isSell ? "true" : "false")},\"M\":true}}"));
    }

    // Levels that the price has run over go first, then some others change.
    private void Depth()
    {
        long first = _depthId + 1;
        _depthId = _updateId += _random.Next(1, 12);
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\"e\":\"depthUpdate\",\"E\":{Now},\"s\":\"{_symbol}\",\"U\":{first},\"u\":{_depthId},\"b\":[");
        for (int price = _mid; price < _depthMid; price++) { Level(json, price, 0); }
        Levels(json, -1);
        json.Append("],\"a\":[");
        for (int price = _depthMid + 1; price <= _mid; price++) { Level(json, price, 0); }
        Levels(json, 1);
        _depthMid = _mid;
        Publish("depth@100ms", json.Append("]}").ToString());
    }

    private void Levels(StringBuilder json, int direction)
    {
        Level(json, _mid + direction, _random.Next(1, 9_999));
        for (int i = _random.Next(0, 8); i > 0; i--) { Level(json, _mid + (direction * _random.Next(2, Reach)), _random.Next(4) == 0 ? 0 : _random.Next(1, 99_999)); }
    }

    private void Publish(string kind, string json) => _venue.Publish(_symbol, kind, Encoding.ASCII.GetBytes(json));

    private static void Level(StringBuilder json, int price, int quantity) =>
        json.Append(CultureInfo.InvariantCulture, $"{(json[^1] == '[' ? "" : ",")}[\"{Price(price)}\",\"{Quantity(quantity)}\"]");

    // Eight decimals, as the venue writes all numbers.
    private static string Price(int ticks) => string.Create(CultureInfo.InvariantCulture, $"{ticks / 100}.{ticks % 100:00}000000");

    private static string Quantity(int lots) => string.Create(CultureInfo.InvariantCulture, $"{lots / 1000}.{lots % 1000:000}00000");
}
