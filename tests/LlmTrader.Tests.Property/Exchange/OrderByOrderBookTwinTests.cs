using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Exchange;

/// <summary>The order-by-order book against its plain twin over half a million random messages (ten million with LLMTRADER_LONG=1).</summary>
public sealed class OrderByOrderBookTwinTests
{
    private const int MessagesPerSeed = 5_000;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 667 : 34;

    [Theory]
    [InlineData(4096, 1, 20, 100, 1_000)]
    [InlineData(64, 1, 700, 100, 1_000)]
    [InlineData(8192, 5, 9_000, 40, 12)]
    public void Fast_equals_naive(int ladder, int tick, int width, int orders, int levels)
    {
        BookLimits limits = new() { LadderTicks = ladder, Tick = new(tick), MaxOrders = orders, MaxLevels = levels };
        var answers = new Dictionary<BookOrderAnswer, int>();
        for (int seed = 1; seed <= Seeds; seed++) { Play(seed, limits, width, answers); }
        foreach (BookOrderAnswer answer in Enum.GetValues<BookOrderAnswer>().Where(answer => answer != BookOrderAnswer.None && answer != (levels < 100 ? BookOrderAnswer.OrderLimit : BookOrderAnswer.LevelLimit)))
        {
            Assert.True(answers.GetValueOrDefault(answer) > 10, $"{answer}: {answers.GetValueOrDefault(answer)}");
        }
    }

    private static void Play(int seed, BookLimits limits, int width, Dictionary<BookOrderAnswer, int> answers)
    {
        Random random = new(seed);
        OrderByOrderBook fast = new(limits);
        NaiveOrderByOrderBook naive = new(limits);
        long middle = 0;
        for (int i = 0; i < MessagesPerSeed; i++)
        {
            if (i % 400 == 0) { middle = random.NextInt64(-1_000_000, 1_000_000) * limits.Tick.Raw; }
            int kind = random.Next(1_000);
            BookOrder message = new()
            {
                VenueOrderId = random.Next(3 * limits.MaxOrders) * (seed % 2 == 0 ? 1L : 1L << 32),
                Price = new(middle + (random.Next(-width, width) * (random.Next(100) == 0 ? 1 : limits.Tick.Raw))),
                Quantity = new(random.Next(-1, 60)),
                Side = random.Next(100) == 0 ? Side.None : random.Next(2) == 0 ? Side.Buy : Side.Sell,
                Action = kind switch { 0 => BookOrderAction.Clear, 1 => (BookOrderAction)9, < 550 => BookOrderAction.Add, < 700 => BookOrderAction.Modify, < 800 => BookOrderAction.Delete, _ => BookOrderAction.Execute },
            };
            if (random.Next(2) == 0 && message.Action == BookOrderAction.Modify && fast.TryFind(message.VenueOrderId, out _, out QueuedOrder known)) { message.Price = known.Price; }
            BookOrderAnswer answer = naive.Apply(message);
            Assert.True(answer == fast.Apply(message), $"seed {seed}, message {i}: not {answer}");
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
            if (i % 20 == 0) { Compare(fast, naive, random); }
        }
    }

    private static void Compare(OrderByOrderBook fast, NaiveOrderByOrderBook naive, Random random)
    {
        var orders = new QueuedOrder[fast.Limits.MaxOrders + 1];
        var levels = new OrderLevel[fast.Limits.MaxOrders + 1];
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
        {
            QueuedOrder[] expected = naive.Orders(side);
            Assert.Equal(expected, orders[..fast.CopyOrders(side, orders)]);
            OrderLevel[] sums = [.. expected.GroupBy(order => order.Price).Select(level => new OrderLevel(level.Key, new(level.Sum(order => order.Quantity.Raw)), level.Count()))];
            Assert.Equal(sums, levels[..fast.CopyLevels(side, levels)]);
            Assert.Equal(sums.Length > 0, fast.TryBest(side, out OrderLevel best));
            Assert.Equal(sums.FirstOrDefault(), best);
            if (expected.Length == 0) { continue; }

            QueuedOrder some = expected[random.Next(expected.Length)];
            QueuedOrder[] ahead = [.. expected.Where(order => order.Price == some.Price).TakeWhile(order => order != some)];
            Assert.True(fast.TryQueuePosition(some.Id, out Quantity quantity, out int count));
            Assert.Equal((ahead.Sum(order => order.Quantity.Raw), ahead.Length), (quantity.Raw, count));
        }

        Assert.Equal(naive.Orders(Side.Buy).Length + naive.Orders(Side.Sell).Length, fast.OrderCount);
    }
}
