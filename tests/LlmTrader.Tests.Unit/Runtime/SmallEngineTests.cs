using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>An engine that starts small comes to what a whole one comes to, also where an event writes more than it has room for at first.</summary>
public sealed class SmallEngineTests
{
    private const int Instruments = 40;
    private const int Minutes = 12;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]   // Bars are held until their moment is over: of forty instruments at once.
    public void It_comes_to_the_same_hash(bool readsOtherSeries)
    {
        (HashCheckpoint whole, long orders, long most) = Run(readsOtherSeries, startsSmall: false);
        (HashCheckpoint small, long same, _) = Run(readsOtherSeries, startsSmall: true);

        Assert.True(orders > 300, $"{orders} orders");
        Assert.True(most > 64, $"{most} commands of one event");
        Assert.Equal((whole, orders), (small, same));
    }

    [Fact]
    public void It_refuses_for_want_of_room_what_a_whole_one_refuses()
    {
        EngineOptions options = RuntimeWorld.Options(Instruments, "1m");
        options = options with { Risk = options.Risk with { MaxOpenOrders = 30 }, Venue = options.Venue with { MaxOpenOrders = 30 } };
        InlineEngine whole = Run(options, new BurstRuleSet(readsOtherSeries: false), startsSmall: false);
        InlineEngine small = Run(options, new BurstRuleSet(readsOtherSeries: false), startsSmall: true);

        long refused = RefusedForWantOfRoom(whole);
        Assert.True(refused > 100, $"{refused} refused");
        Assert.Equal((refused, whole.Complete()), (RefusedForWantOfRoom(small), small.Complete()));
    }

    private static long RefusedForWantOfRoom(InlineEngine engine) => engine.Stages.Signals.Counts.Blocked[(int)RejectReason.Overloaded];

    private static (HashCheckpoint Last, long Orders, long MostCommands) Run(bool readsOtherSeries, bool startsSmall)
    {
        BurstRuleSet set = new(readsOtherSeries);
        InlineEngine engine = Run(RuntimeWorld.Options(Instruments, "1m"), set, startsSmall);
        return (engine.Complete(), engine.Stages.Risk.Gate.PassedOrders, set.MostAtOnce);
    }

    private static InlineEngine Run(EngineOptions options, BurstRuleSet set, bool startsSmall)
    {
        InlineEngine engine = new(options, set, startsSmall: startsSmall);
        Random random = new(7);
        for (int minute = 0; minute < Minutes; minute++)
        {
            for (int second = 0; second < 60; second += 20)
            {
                for (int instrument = 0; instrument < Instruments; instrument++)
                {
                    EngineEvent trade = RuntimeWorld.Trade((minute * 60) + second, 9_900 + random.Next(200), instrument: instrument);
                    engine.Process(ref trade);
                }
            }
        }

        return engine;
    }

    /// <summary>At every bar it takes back what works in the instrument and places many orders and groups of them far from the market, and one that fills.</summary>
    private sealed class BurstRuleSet(bool readsOtherSeries) : IRuleSet
    {
        private const int Orders = 40;
        private const int Groups = 10;

        private long _now;
        private long _atOnce;

        /// <summary>The most commands that were wanted at one time.</summary>
        public long MostAtOnce { get; private set; }

        public string Name => "burst";

        public string Id => "burst";

        public int WarmUpBars => 0;

        public bool ReadsOtherSeries => readsOtherSeries;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => Burst(in bar, context);

        public void Observe(ReadOnlySpan<ClosedBar> together)
        {
        }

        public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) => Burst(in observed, context);

        public void Transfer(ISnapshotTransfer transfer) => transfer.Section(Id);

        private RuleSetOutcome Burst(in ClosedBar bar, IRuleSetContext context)
        {
            if (context.Now.Nanoseconds != _now) { (_now, _atOnce) = (context.Now.Nanoseconds, 0); }
            _atOnce += context.OpenOrders(bar.Instrument);
            context.CancelAll(bar.Instrument);
            Span<OrderId> ids = stackalloc OrderId[2];
            for (int i = 0; i < Groups; i++)
            {
                if (context.SubmitGroup([Far(bar.Instrument, 1 + i), Far(bar.Instrument, 2 + i)], ids) == RejectReason.None) { _atOnce += 2; }
            }

            for (int i = 0; i < Orders; i++)
            {
                if (context.SubmitLimit(bar.Instrument, Side.Buy, new Quantity(1), new Price(1 + i), TimeInForce.GoodTillCancel, out _) == RejectReason.None) { _atOnce++; }
            }

            context.SubmitMarket(bar.Instrument, Side.Buy, new Quantity(1));
            MostAtOnce = Math.Max(MostAtOnce, _atOnce);
            return RuleSetOutcome.Signal;
        }

        private static OrderRequest Far(InstrumentId instrument, long price) => new()
        {
            Instrument = instrument,
            Side = Side.Buy,
            Type = OrderType.Limit,
            Quantity = new Quantity(1),
            Price = new Price(price),
            Contingency = Contingency.OneCancelsOther,
        };
    }
}
