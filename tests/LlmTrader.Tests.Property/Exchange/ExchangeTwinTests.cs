using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Exchange;

/// <summary>
/// The matching engine against its plain twin: every answer, trade and self-trade cancel of half a million random operations
/// (ten million with LLMTRADER_LONG=1), and the resting book with every queue along the way.
/// </summary>
public sealed class ExchangeTwinTests
{
    private const int OperationsPerSeed = 5_000;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 400 : 20;

    // Ladder, tick, and half the width of the prices: everything in the ladder; mostly beyond it; three levels of bitmap; coarse
    // ticks with prices between them; and a book that is always at its limits.
    public static TheoryData<int, int, long, int, int> Markets => new()
    {
        { 4096, 1, 12, 200, 1_000 },
        { 64, 1, 400, 200, 1_000 },
        { 262_144, 1, 60_000, 150, 1_000 },
        { 128, 5, 900, 200, 1_000 },
        { 64, 1, 100, 24, 10 },
    };

    [Theory]
    [MemberData(nameof(Markets))]
    public void Fast_equals_naive(int ladder, int tick, long width, int orders, int levels)
    {
        BookLimits limits = new() { LadderTicks = ladder, Tick = new(tick), MaxOrders = orders, MaxLevels = levels };
        var outcomes = new Dictionary<MatchingOutcome, int>();
        for (int seed = 1; seed <= Seeds; seed++) { new TwinRun(seed, limits, width, outcomes).Play(OperationsPerSeed); }

        // The comparison is worth something only where everything happens.
        foreach (MatchingOutcome outcome in Enum.GetValues<MatchingOutcome>().Where(outcome => outcome is not (MatchingOutcome.None or MatchingOutcome.OrderLimit or MatchingOutcome.LevelLimit)))
        {
            Assert.True(outcomes.GetValueOrDefault(outcome) > 10, $"{outcome}: {outcomes.GetValueOrDefault(outcome)}");
        }

        if (levels == 10) { Assert.True(outcomes[MatchingOutcome.OrderLimit] > 10 && outcomes[MatchingOutcome.LevelLimit] > 10); }
    }

    private sealed class TwinRun(int seed, BookLimits limits, long width, Dictionary<MatchingOutcome, int> outcomes)
    {
        private readonly Random _random = new(seed);
        private readonly MatchingEngine _fast = new(limits);
        private readonly NaiveExchange _naive = new(limits);
        private readonly QueuedOrder[] _queue = new QueuedOrder[limits.MaxOrders + 1];
        private readonly OrderLevel[] _levels = new OrderLevel[limits.MaxLevels + 1];
        private long _middle = 10_000;
        private long _lastId;

        public void Play(int operations)
        {
            for (int i = 0; i < operations; i++)
            {
                if (i % 500 == 499) { _middle = _random.Next(5) == 0 ? _random.NextInt64(-(1L << 58), 1L << 58) / limits.Tick.Raw * limits.Tick.Raw : _middle + (_random.NextInt64(-width, width) * limits.Tick.Raw); }
                RecordingSink sink = new([], []);
                (MatchingAnswer fast, MatchingAnswer naive) = Step(ref sink);
                Assert.True(fast == naive, $"seed {seed}, operation {i}: {fast} instead of {naive}");
                Assert.Equal(_naive.Trades, sink.Trades);
                Assert.Equal(_naive.Prevented, sink.Prevented);
                _naive.Trades.Clear();
                _naive.Prevented.Clear();
                outcomes[naive.Outcome] = outcomes.GetValueOrDefault(naive.Outcome) + 1;
                if (i % 50 == 0) { CompareBooks(); }
            }

            CompareBooks();
        }

        private (MatchingAnswer Fast, MatchingAnswer Naive) Step(ref RecordingSink sink)
        {
            int kind = _random.Next(100);
            if (kind < 55)
            {
                ExchangeOrder order = NextOrder();
                return (_fast.Submit(order, ref sink), _naive.Submit(order));
            }

            if (kind < 75)
            {
                long id = NextId();
                return (_fast.Cancel(new(id)), _naive.Cancel(id));
            }

            if (kind < 99)
            {
                long id = NextId();
                NaiveOrder? known = _naive.Find(id);
                long price = known is null || _random.Next(2) == 0 ? NextPrice() : known.Price;
                long open = known is null || _random.Next(3) == 0 ? NextQuantity() : Math.Max(1, known.Open + _random.Next(-30, 10));
                return (_fast.Amend(new(id), new(price), new(open), ref sink), _naive.Amend(id, price, open));
            }

            return Auction(ref sink);
        }

        private (MatchingAnswer Fast, MatchingAnswer Naive) Auction(ref RecordingSink sink)
        {
            long reference = NextPrice();
            AuctionTieBreak tieBreak = (AuctionTieBreak)_random.Next(1, 4);
            Assert.Equal(_naive.Indicate(reference, tieBreak), _fast.Indicate(new(reference), tieBreak));
            if (_naive.IsCollecting) { Assert.Equal(_naive.Uncross(reference, tieBreak), _fast.Uncross(new(reference), tieBreak, ref sink)); }
            else
            {
                _naive.IsCollecting = true;
                _fast.StartAuction();
            }

            Assert.Equal(_naive.IsCollecting, _fast.IsCollecting);
            return default;
        }

        private ExchangeOrder NextOrder()
        {
            long quantity = NextQuantity();
            return new ExchangeOrder
            {
                Id = new(_random.Next(40) == 0 ? NextId() : ++_lastId << (seed % 3 * 8)),   // Also in steps of 256 and 65,536, as order ids of the ring have.
                Price = new(NextPrice()),
                Quantity = new(quantity),
                Displayed = new(_random.Next(5) == 0 ? _random.NextInt64(-1, Math.Max(1, quantity / 2)) : 0),
                Account = new((ushort)_random.Next(1, 4)),
                Side = _random.Next(200) == 0 ? (Side)(_random.Next(2) * 3) : _random.Next(2) == 0 ? Side.Buy : Side.Sell,
                Type = _random.Next(20) == 0 ? OrderType.Market : OrderType.Limit,
                TimeInForce = _random.Next(2) == 0 ? TimeInForce.GoodTillCancel : (TimeInForce)_random.Next(7),
                Flags = _random.Next(4) == 0 ? (OrderFlags)_random.Next(4) : OrderFlags.None,
                SelfTrade = _random.Next(2) == 0 ? SelfTradePrevention.None : (SelfTradePrevention)_random.Next(4),
            };
        }

        private long NextId() => Math.Max(1, _lastId - _random.Next(60)) << (seed % 3 * 8);

        private long NextPrice() => _random.Next(300) switch
        {
            0 => long.MinValue + _random.Next(3),
            1 => ((1L << 60) + 1) * limits.Tick.Raw,
            2 => _random.NextInt64(-(1L << 59), 1L << 59),
            _ => _middle + (_random.NextInt64(-width, width) / (_random.Next(2) == 0 ? 1 : 10) * (_random.Next(50) == 0 ? 1 : limits.Tick.Raw)),
        };

        private long NextQuantity() => _random.Next(300) switch
        {
            0 => -_random.Next(3),
            1 => limits.MaxQuantity + _random.Next(2),
            2 => 5_000,
            _ => 1 + _random.Next(100),
        };

        private void CompareBooks()
        {
            foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            {
                QueuedOrder[] expected = [.. _naive.Orders(side).Select(order => new QueuedOrder(order.Id, new(order.Price), new(order.Shown), new(order.Open - order.Shown)))];
                Assert.Equal(expected, _queue[.._fast.CopyOrders(side, _queue)]);
                OrderLevel[] sums = [.. expected.GroupBy(order => order.Price).Select(level => new OrderLevel(level.Key, new(level.Sum(order => order.Quantity.Raw)), level.Count()))];
                Assert.Equal(sums, _levels[.._fast.CopyLevels(side, _levels)]);
                Assert.Equal((new Quantity(expected.Sum(order => order.Quantity.Raw)), new Quantity(expected.Sum(order => order.Hidden.Raw))), _fast.TotalQuantity(side));
            }
        }
    }

    private readonly struct RecordingSink(List<ExchangeTrade> trades, List<(OrderId Order, Quantity Remaining)> prevented) : IMatchingSink
    {
        public List<ExchangeTrade> Trades => trades;

        public List<(OrderId Order, Quantity Remaining)> Prevented => prevented;

        public void OnTrade(in ExchangeTrade trade) => trades.Add(trade);

        public void OnSelfTradeCanceled(OrderId order, Quantity remaining) => prevented.Add((order, remaining));
    }
}
