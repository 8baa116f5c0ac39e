using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>A symbol as the venue itself sees it: read from its own messages by JsonDocument and decimal, which the feed uses nowhere.</summary>
internal sealed class LoopbackBook
{
    public SortedDictionary<decimal, decimal> Bids { get; } = new(Comparer<decimal>.Create((left, right) => right.CompareTo(left)));

    public SortedDictionary<decimal, decimal> Asks { get; } = [];

    public long LastUpdateId { get; private set; }

    /// <summary>Ids of all trades that were published, in order.</summary>
    public List<long> Trades { get; } = [];

    public void Apply(byte[] frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("lastUpdateId", out JsonElement id))
        {
            LastUpdateId = id.GetInt64();
            Bids.Clear();
            Asks.Clear();
            Set(Bids, root.GetProperty("bids"));
            Set(Asks, root.GetProperty("asks"));
            return;
        }

        if (!root.TryGetProperty("e", out JsonElement name)) { return; }
        if (name.ValueEquals("trade")) { Trades.Add(root.GetProperty("t").GetInt64()); }
        if (!name.ValueEquals("depthUpdate")) { return; }
        LastUpdateId = root.GetProperty("u").GetInt64();
        Set(Bids, root.GetProperty("b"));
        Set(Asks, root.GetProperty("a"));
    }

    public byte[] Snapshot(int limit)
    {
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\"lastUpdateId\":{LastUpdateId},\"bids\":[");
        Write(json, Bids, limit);
        json.Append("],\"asks\":[");
        Write(json, Asks, limit);
        return Encoding.ASCII.GetBytes(json.Append("]}").ToString());
    }

    private static void Set(SortedDictionary<decimal, decimal> side, JsonElement levels)
    {
        foreach (JsonElement level in levels.EnumerateArray())
        {
            decimal price = decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture);
            decimal quantity = decimal.Parse(level[1].GetString()!, CultureInfo.InvariantCulture);
            if (quantity == 0) { side.Remove(price); } else { side[price] = quantity; }
        }
    }

    private static void Write(StringBuilder json, SortedDictionary<decimal, decimal> side, int limit)
    {
        bool isFirst = true;
        foreach ((decimal price, decimal quantity) in side.Take(limit))
        {
            json.Append(CultureInfo.InvariantCulture, $"{(isFirst ? "" : ",")}[\"{price}\",\"{quantity}\"]");
            isFirst = false;
        }
    }
}
