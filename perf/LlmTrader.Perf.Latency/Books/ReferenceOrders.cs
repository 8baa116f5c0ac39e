using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Books;

/// <summary>One operation of a <see cref="ReferenceOrders"/>: a new order, or the cancel of an earlier one.</summary>
public readonly record struct StreamOperation(OrderId Id, Price Price, Quantity Quantity, Side Side)
{
    /// <summary>A cancel has no side.</summary>
    public bool IsCancel => Side == Side.None;
}

/// <summary>
/// A stream of orders whose trades are known: 50 % limit orders that rest, 40 % cancels of random ones (which may have filled),
/// 10 % orders that cross the spread, at a hundred prices. Independent engines agree on 271,398 trades of 82,295,600 lots for
/// 822,861,423,600 in the first two million operations, and on 89,738 asks (49,384,100 lots) and 89,399 bids (49,207,000 lots)
/// that rest afterwards.
/// </summary>
public static class ReferenceOrders
{
    /// <summary>The length for which the results are known.</summary>
    public const int Length = 2_000_000;

    private const int LeastLive = 1_000;

    /// <summary>The first <paramref name="count"/> operations. Order ids count from 1.</summary>
    public static StreamOperation[] Create(int count)
    {
        XorShift random = new(0x9E37_79B9_7F4A_7C15);
        var operations = new StreamOperation[count];
        List<long> live = new(count);
        long lastId = 0;
        for (int i = 0; i < count; i++)
        {
            int kind = random.Next(100);
            if (kind < 50 || live.Count < LeastLive)
            {
                bool isBuy = random.Next(2) == 0;
                long price = isBuy ? 9_999 - random.Next(50) : 10_001 + random.Next(50);
                operations[i] = Order(++lastId, price, isBuy, ref random);
                live.Add(lastId);
            }
            else if (kind < 90)
            {
                int which = random.Next(live.Count);
                operations[i] = new(new OrderId(live[which]), default, default, Side.None);
                live[which] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            else
            {
                bool isBuy = random.Next(2) == 0;
                operations[i] = Order(++lastId, isBuy ? 10_005 : 9_995, isBuy, ref random);
            }
        }

        return operations;
    }

    /// <summary>New orders alone, at the prices of the stream, none of which trades.</summary>
    public static StreamOperation[] CreateInserts(int count)
    {
        XorShift random = new(0x9E37_79B9_7F4A_7C15);
        var operations = new StreamOperation[count];
        for (int i = 0; i < count; i++)
        {
            bool isBuy = random.Next(2) == 0;
            operations[i] = Order(i + 1, isBuy ? 9_999 - random.Next(50) : 10_001 + random.Next(50), isBuy, ref random);
        }

        return operations;
    }

    private static StreamOperation Order(long id, long price, bool isBuy, ref XorShift random) =>
        new(new OrderId(id), new Price(price), new Quantity((random.Next(10) + 1) * 100), isBuy ? Side.Buy : Side.Sell);

    /// <summary>xorshift64* (Vigna 2016).</summary>
    private struct XorShift(ulong state)
    {
        public int Next(int below)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            return (int)(((state * 2_685_821_657_736_338_717UL) >> 33) % (uint)below);
        }
    }
}
