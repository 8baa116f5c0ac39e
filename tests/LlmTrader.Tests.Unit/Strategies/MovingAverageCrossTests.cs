using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Strategies;

public sealed class MovingAverageCrossTests
{
    private const RuleSetOutcome W = RuleSetOutcome.Warming;
    private const RuleSetOutcome N = RuleSetOutcome.NotMine;
    private const RuleSetOutcome Q = RuleSetOutcome.Quiet;
    private const RuleSetOutcome S = RuleSetOutcome.Signal;

    private readonly InstrumentTable _instruments = TestInstruments.Table();
    private readonly FakeContext _context;

    public MovingAverageCrossTests() => _context = new FakeContext(_instruments);

    [Fact]
    public void It_buys_on_a_cross_up_and_closes_on_a_cross_down()
    {
        // 2 over 3; d after each close from the third on: 0, +, +, -.
        MovingAverageCross cross = Create();
        Assert.Equal([W, W, W, S, Q], Feed(cross, 0, 100, 100, 100, 130, 130));
        Assert.Equal([(new InstrumentId(0), Side.Buy, 50L)], _context.Orders);

        _context.Hold(0, position: 50, working: 0);
        Assert.Equal([S], Feed(cross, 0, 60));
        Assert.Equal((new InstrumentId(0), Side.Sell, 50L), _context.Orders[1]);
    }

    [Fact]
    public void With_shorts_a_cross_down_turns_the_position_round()
    {
        MovingAverageCross cross = Create(allowShort: true);
        _context.Hold(0, position: 50, working: 0);
        Assert.Equal([W, W, W, S], Feed(cross, 0, 100, 100, 100, 70));
        Assert.Equal([(new InstrumentId(0), Side.Sell, 100L)], _context.Orders);
    }

    [Fact]
    public void The_first_decision_needs_one_bar_more_than_the_slow_average()
    {
        MovingAverageCross cross = Create();
        Assert.Equal(4, cross.WarmUpBars);

        // d is above from its first value on: there was no cross to see.
        Assert.Equal([W, W, W, Q, Q], Feed(cross, 0, 100, 110, 120, 130, 140));
        Assert.Empty(_context.Orders);
    }

    [Fact]
    public void A_touch_does_not_signal_and_leaving_it_does_either_way()
    {
        // d: 0 at the third close, + at 130 (signal), + at 130, 0 at 130 (touch), + again at 160: a signal, since the bar before was not above.
        MovingAverageCross cross = Create();
        Assert.Equal([W, W, W, S, Q, Q, S], Feed(cross, 0, 100, 100, 100, 130, 130, 130, 160));

        // From above to a touch to below: signal at the last only.
        Assert.Equal([Q, Q, S], Feed(cross, 0, 160, 160, 150));
    }

    [Fact]
    public void An_order_is_for_what_position_and_working_orders_lack()
    {
        MovingAverageCross cross = Create();
        _context.Hold(0, position: 20, working: 10);
        Feed(cross, 0, 100, 100, 100, 130);
        Assert.Equal([(new InstrumentId(0), Side.Buy, 20L)], _context.Orders);

        // The whole target already works: a signal, no order.
        _context.Orders.Clear();
        _context.Hold(0, position: 70, working: -70);
        Assert.Equal([S], Feed(cross, 0, 10));
        Assert.Empty(_context.Orders);

    }

    [Fact]
    public void What_works_against_the_target_is_taken_back_and_only_what_is_filled_is_sold()
    {
        MovingAverageCross cross = Create();
        Feed(cross, 0, 100, 100, 100, 130);
        _context.Orders.Clear();
        _context.Hold(0, position: 20, working: 30);
        Assert.Equal([S], Feed(cross, 0, 10));
        Assert.Equal(1, _context.Cancels);
        Assert.Equal([(new InstrumentId(0), Side.Sell, 20L)], _context.Orders);

        // 10 more were bought before the cancel came: they are sold at the next bar, cross or not.
        _context.Orders.Clear();
        _context.Hold(0, position: 10, working: 0);
        Assert.Equal([S], Feed(cross, 0, 10));
        _context.Hold(0, position: 0, working: 0);
        Assert.Equal([Q], Feed(cross, 0, 10));
        Assert.Equal(1, _context.Cancels);
        Assert.Equal([(new InstrumentId(0), Side.Sell, 10L)], _context.Orders);
    }

    [Fact]
    public void A_sale_that_works_when_the_averages_cross_up_is_taken_back_and_not_bought_against()
    {
        MovingAverageCross cross = Create();
        Feed(cross, 0, 100, 100, 100, 90);
        _context.Orders.Clear();
        _context.Hold(0, position: 50, working: -50);
        Assert.Equal([S], Feed(cross, 0, 400));
        Assert.Empty(_context.Orders);
        Assert.Equal(1, _context.Cancels);
        _context.Hold(0, position: 30, working: 0);            // 20 were sold before the cancel came.
        Assert.Equal([S], Feed(cross, 0, 400));
        Assert.Equal([(new InstrumentId(0), Side.Buy, 20L)], _context.Orders);
    }

    [Fact]
    public void A_rejected_order_is_still_a_signal_and_is_not_repeated()
    {
        MovingAverageCross cross = Create();
        _context.Answer = RejectReason.CommandBurst;
        Assert.Equal([W, W, W, S, Q, Q], Feed(cross, 0, 100, 100, 100, 130, 140, 150));
        Assert.Single(_context.Orders);
    }

    [Fact]
    public void Instruments_are_apart_and_sizes_are_in_their_own_scale()
    {
        MovingAverageCross cross = Create();
        for (int i = 0; i < 3; i++)
        {
            Feed(cross, 0, 100);
            Feed(cross, 1, 5_000);
            Feed(cross, 2, 9);
        }

        Assert.Equal([Q, S, S], [.. Feed(cross, 0, 100), .. Feed(cross, 1, 5_001), .. Feed(cross, 2, 8)]);
        Assert.Equal([(new InstrumentId(1), Side.Buy, 500L)], _context.Orders);   // 0.5 at three decimals; instrument 2 has nothing to sell.
    }

    [Fact]
    public void Bars_of_another_specification_and_instruments_without_a_size_are_passed_over()
    {
        var cross = new MovingAverageCross(
            new() { Fast = 2, Slow = 3, Bar = BarSpec.Parse("5m"), Quantities = new Dictionary<string, string> { ["ETHUSDT"] = "2" } },
            _instruments,
            TestInstruments.Bars);

        Assert.Equal([N, N, N, N], FeedBars(cross, 2, spec: 0, 100, 100, 100, 130));
        Assert.Equal([N, N, N, N], FeedBars(cross, 0, spec: 1, 100, 100, 100, 130));
        Assert.Equal([W, W, W, S], FeedBars(cross, 2, spec: 1, 100, 100, 100, 130));
        Assert.Equal([(new InstrumentId(2), Side.Buy, 20L)], _context.Orders);
    }

    [Fact]
    public void The_largest_prices_do_not_overflow()
    {
        MovingAverageCross cross = Create();
        Assert.Equal([W, W, W, S, S], Feed(cross, 0, long.MaxValue - 1, long.MaxValue - 1, long.MaxValue - 1, long.MaxValue, 1));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 7)]
    [InlineData(10, 30)]
    [InlineData(29, 30)]
    public void It_signals_where_averages_formed_anew_cross(int fast, int slow)
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var cross = new MovingAverageCross(
                new() { Fast = fast, Slow = slow, Bar = TestInstruments.Bars[0], Quantity = "0.5", AllowShort = true }, _instruments, TestInstruments.Bars);
            var random = new Random(seed);
            var closes = new List<long>();
            long close = 1_000;
            for (int i = 0; i < 500; i++)
            {
                closes.Add(close = Math.Max(1, close + random.Next(-3, 4)));   // Small steps: ties are common.
                _context.Orders.Clear();
                RuleSetOutcome outcome = Assert.Single(Feed(cross, 0, close));
                Assert.True(Expected(closes, fast, slow) == (outcome, OrderedSide()), $"seed {seed}, bar {i}: {outcome} {OrderedSide()}");
            }
        }
    }

    [Fact]
    public void A_bar_allocates_nothing()
    {
        MovingAverageCross cross = Create();
        ClosedBar bar = default;
        Run(1_000);
        Assert.Equal(0, AllocatedBytes.Least(() => Run(100_000)));

        void Run(int bars)
        {
            for (int i = 0; i < bars; i++)
            {
                bar.Bar.Close = new Price(100 + (i * 7919 % 13));
                cross.OnBar(in bar, _context);
                _context.Orders.Clear();
            }
        }
    }

    [Fact]
    public void Its_id_names_logic_and_parameters()
    {
        Assert.Equal(
            "ma-cross(fast=2,slow=3,bar=1m,short=false,quantity.BTCUSDT.X=0.50,quantity.BTCUSDT.Y=0.500,quantity.ETHUSDT.X=0.5)@2",
            Create().Id);
        Assert.NotEqual(Create().Id, Create(allowShort: true).Id);
    }

    // By the definition, from the closes alone. Nothing is held, so a cross up buys and a cross down sells short.
    private static (RuleSetOutcome Outcome, Side Side) Expected(List<long> closes, int fast, int slow)
    {
        if (closes.Count <= slow) { return (W, Side.None); }
        decimal now = Difference(closes, closes.Count, fast, slow);
        decimal before = Difference(closes, closes.Count - 1, fast, slow);
        return now > 0 && before <= 0 ? (S, Side.Buy) : now < 0 && before >= 0 ? (S, Side.Sell) : (Q, Side.None);
    }

    private static decimal Difference(List<long> closes, int end, int fast, int slow) =>
        ((decimal)closes.Take(end).TakeLast(fast).Sum() * slow) - ((decimal)closes.Take(end).TakeLast(slow).Sum() * fast);

    private Side OrderedSide() => _context.Orders.Count == 0 ? Side.None : _context.Orders[0].Side;

    private MovingAverageCross Create(bool allowShort = false) =>
        new(new() { Fast = 2, Slow = 3, Bar = TestInstruments.Bars[0], Quantity = "0.5", AllowShort = allowShort }, _instruments, TestInstruments.Bars);

    private RuleSetOutcome[] Feed(MovingAverageCross cross, int instrument, params long[] closes) => FeedBars(cross, instrument, spec: 0, closes);

    private RuleSetOutcome[] FeedBars(MovingAverageCross cross, int instrument, ushort spec, params long[] closes) =>
        [.. closes.Select(close => cross.OnBar(
            new ClosedBar { Instrument = new InstrumentId(instrument), Bar = new Bar { Close = new Price(close), Spec = new BarSpecId(spec) } }, _context))];
}
