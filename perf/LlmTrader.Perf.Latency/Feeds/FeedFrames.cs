using System.Globalization;
using System.Text;

namespace LlmTrader.Perf.Latency.Feeds;

/// <summary>Frames as Binance sends them, with ids that go up and prices that wander.</summary>
internal static class FeedFrames
{
    public const string Symbol = "BTCUSDT";

    /// <summary>The update up to which <see cref="Snapshot"/> goes.</summary>
    public const long FirstUpdate = 50_093_239_218;

    private const long FirstTrade = 3_735_683_259;
    private const long FirstTime = 1_723_161_255_343;

    public static byte[] Snapshot { get; } = Encoding.ASCII.GetBytes($$"""{"lastUpdateId":{{FirstUpdate}},"bids":[{{Levels(0, 200, -1)}}],"asks":[{{Levels(0, 200, 1)}}]}""");

    public static byte[] Trade(int i) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"stream":"btcusdt@trade","data":{"e":"trade","E":{{{FirstTime + i}}},"s":"BTCUSDT","t":{{{FirstTrade + i}}},"p":"{{{Price(i, 0)}}}","q":"0.02000000","T":{{{FirstTime + i - 1}}},"m":{{{(i % 2 == 0 ? "true" : "false")}}},"M":true}}"""));

    public static byte[] Quote(int i) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"stream":"btcusdt@bookTicker","data":{"u":{{{FirstUpdate + i + 1}}},"s":"BTCUSDT","b":"{{{Price(i, -1)}}}","B":"3.78826000","a":"{{{Price(i, 1)}}}","A":"1.54698000"}}"""));

    /// <summary>Ten levels a side.</summary>
    public static byte[] Change(int i) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":{{{FirstTime + i}}},"s":"BTCUSDT","U":{{{FirstUpdate + i + 1}}},"u":{{{FirstUpdate + i + 1}}},"b":[{{{Levels(i, 10, -1)}}}],"a":[{{{Levels(i, 10, 1)}}}]}}"""));

    private static string Levels(int i, int count, int side) => string.Join(',', Enumerable.Range(1, count).Select(level =>
        string.Create(CultureInfo.InvariantCulture, $"[\"{Price(i, side * level * 7)}\",\"{((i + level) % 4 == 0 ? "0.00000000" : "0.32329000")}\"]")));

    private static string Price(int i, int offset) => string.Create(CultureInfo.InvariantCulture, $"{(6_183_763 + (i % 1_000) + offset) / 100m:F2}000000");
}
