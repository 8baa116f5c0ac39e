using System.Globalization;
using System.IO.Compression;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Books;

/// <summary>A row of the exchange's order or trade file. Trades have both order numbers, orders one of them.</summary>
internal sealed record ShanghaiMessage(long BizIndex, char Kind, char Flag, long BuyOrder, long SellOrder, Price Price, Quantity Quantity)
{
    public const char Add = 'A';
    public const char Delete = 'D';
    public const char Trade = 'T';

    /// <summary>A trade of a call auction has no aggressor.</summary>
    public bool IsAuctionTrade => Kind == Trade && Flag == 'N';

    public long OrderNumber => Math.Max(BuyOrder, SellOrder);

    public Side Side => Flag == 'B' ? Side.Buy : Side.Sell;
}

/// <summary>The exchange's own picture every three seconds: ten levels, or in a call auction the indicative price.</summary>
internal sealed record ShanghaiSnapshot(string Time, string Phase, int Trades, long Volume, OrderLevel[] Bids, OrderLevel[] Asks, long SecondBid, long SecondAsk)
{
    public bool IsCallAuction => Phase is "OCALL" or "CCALL";
}

/// <summary>One day of one share, order by order: orders and trades in the one order that the channel numbers them in, and the snapshots. Prices in cents.</summary>
internal sealed class ShanghaiDay
{
    private ShanghaiDay(ShanghaiMessage[] messages, ShanghaiSnapshot[] snapshots)
    {
        Messages = messages;
        Snapshots = snapshots;
    }

    public ShanghaiMessage[] Messages { get; }

    public ShanghaiSnapshot[] Snapshots { get; }

    public static ShanghaiDay Load()
    {
        using ZipArchive zip = ZipFile.OpenRead(SharedData.Find("ashare-l2-600519-20230201", "20230201.zip"));
        IEnumerable<ShanghaiMessage> orders = Rows(zip, "entrust.csv").Select(Order);
        IEnumerable<ShanghaiMessage> trades = Rows(zip, "trade.csv").Select(Trade);
        return new([.. orders.Concat(trades).OrderBy(message => message.BizIndex)], [.. Rows(zip, "snapshot.csv").Select(Snapshot)]);
    }

    private static ShanghaiMessage Order(Dictionary<string, string> row)
    {
        long number = Long(row["OrderNO"]);
        bool isBuy = row["OrderBSFlag"] == "B";
        return new(Long(row["BizIndex"]), row["OrderType"][0], row["OrderBSFlag"][0], isBuy ? number : 0, isBuy ? 0 : number, Cents(row["OrderPrice"]), new(Long(row["Balance"])));
    }

    private static ShanghaiMessage Trade(Dictionary<string, string> row) => new(
        Long(row["BizIndex"]), ShanghaiMessage.Trade, row["TradeBSFlag"][0], Long(row["TradeBuyNo"]), Long(row["TradeSellNo"]), Cents(row["TradPrice"]), new(Long(row["TradVolume"])));

    private static ShanghaiSnapshot Snapshot(Dictionary<string, string> row) => new(
        row["UpdateTime"], row["InstruStatus"], (int)Long(row["TradNumber"]), Long(row["TradVolume"]), Levels(row, "Bid", "B"), Levels(row, "Ask", "S"),
        Long(row["BidVolume2"]), Long(row["AskVolume2"]));

    private static OrderLevel[] Levels(Dictionary<string, string> row, string side, string count) =>
    [
        .. Enumerable.Range(1, 10).Select(i => new OrderLevel(Cents(row[$"{side}Price{i}"]), new(Long(row[$"{side}Volume{i}"])), (int)Long(row[$"NumOrders{count}{i}"]))).Where(level => level.Price.Raw != 0),
    ];

    // The file carries double noise (1854.980000000000018).
    private static Price Cents(string text) => new(text.Length == 0 ? 0 : (long)decimal.Round(decimal.Parse(text, CultureInfo.InvariantCulture) * 100));

    private static long Long(string text) => text.Length == 0 ? 0 : (long)decimal.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<Dictionary<string, string>> Rows(ZipArchive zip, string file)
    {
        using StreamReader reader = new(zip.Entries.Single(entry => entry.Name == file).Open());
        string[] columns = reader.ReadLine()!.Split(',');
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            yield return columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second);
        }
    }
}
