using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>All kinds of rules on, and every verdict recorded: nothing is allocated, and the time per order is printed.</summary>
public class RuleCostTests(ITestOutputHelper output)
{
    private const int Orders = 20_000;

    [Fact]
    public void All_rules_on_an_order_allocates_nothing()
    {
        Cost all = new([.. RuleCase.All.Values.Where(one => one.Rule.Kind != RiskRuleKind.Restricted).Select((one, i) => Loose(one.Rule, i))]);
        Cost none = new([]);
        all.Run(10 * Orders);   // Until the machine code is the final one.
        none.Run(10 * Orders);
        double perOrder = 0, perEvent = 0, without = 0, eventWithout = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            (perOrder, perEvent) = all.Run(Orders);
            (without, eventWithout) = none.Run(Orders);
        }));
        Assert.True(all.Records > 22 * 11 * Orders, $"{all.Records} verdicts of {Orders} orders");
        double timer = Cost.TimerNs();
        output.WriteLine($"{perOrder - timer:F0} ns per order with {all.Rules} rules on, {without - timer:F0} ns without; {perEvent - timer:F0} ns per price with all, {eventWithout - timer:F0} ns without (each the fastest of {Cost.Batches} batches, {timer:F0} ns of the timer taken off).");
    }

    // A limit that none of these orders breaks; every other rule halts, so that it is watched as well.
    private static RiskRule Loose(RiskRule rule, int i) => rule with
    {
        Id = i + 1,
        Action = IsWatched(rule.Kind) ? RiskAction.HaltAll : RiskAction.Reject,
        Limit = rule.Kind switch
        {
            RiskRuleKind.AvailableFunds or RiskRuleKind.SellableQuantity or RiskRuleKind.DuplicateOrder or RiskRuleKind.Session or RiskRuleKind.Condition => 0,
            RiskRuleKind.LotAndTick => 1,
            RiskRuleKind.PriceCollar or RiskRuleKind.PriceBand => RiskLimits.MaxPriceCollar,
            _ => long.MaxValue,
        },
        Condition = rule.Kind == RiskRuleKind.Condition ? RuleCase.All[RiskRuleKind.Condition].Rule.Condition : null,
    };

    private static bool IsWatched(RiskRuleKind kind) => kind is RiskRuleKind.TradeLoss or RiskRuleKind.Drawdown or RiskRuleKind.DailyLoss
        or RiskRuleKind.Leverage or RiskRuleKind.AvailableFunds or RiskRuleKind.StaleMarketData;

    private sealed class Cost : IRiskRecords
    {
        public const int Batches = 20;

        private readonly RiskGate _gate;
        private readonly RiskVerdict[] _last = new RiskVerdict[64];
        private long _orders;
        private Timestamp _now = Timestamp.FromUnixSeconds(1_000_000);

        public Cost(RiskRule[] rules)
        {
            Rules = rules.Length;
            AccountOptions main = new() { Id = RiskWorld.Main, Name = "main", InitialCash = [RiskWorld.Of(1_000_000)] };
            _gate = new RiskGate(RiskWorld.Instruments, new RiskOptions { Rules = rules, DefaultLimits = new RiskLimits { ShortSelling = true } }, [main], [main], default, null, this);
            OrderCommand other = Order(Side.Buy, RuleWorld.Qqq);
            _gate.OnMarketPrice(RuleWorld.Qqq, RiskWorld.PriceOf(50), _now);
            Price(0);
            _gate.Check(in other, _now);
        }

        public int Rules { get; }

        public long Records { get; private set; }

        public (double NsPerOrder, double NsPerPrice) Run(int orders)
        {
            long check = long.MaxValue, price = long.MaxValue;
            for (int batch = 0; batch < Batches; batch++)
            {
                long checking = 0, pricing = 0;
                for (int i = 0; i < orders / Batches; i++)
                {
                    _now += new Duration(1_000_000);
                    long start = Stopwatch.GetTimestamp();
                    Price(i & 7);
                    long priced = Stopwatch.GetTimestamp();
                    OrderCommand order = Order((i & 1) == 0 ? Side.Buy : Side.Sell, RuleWorld.Spy);
                    RejectReason reason = _gate.Check(in order, _now);
                    long end = Stopwatch.GetTimestamp();
                    (pricing, checking) = (pricing + priced - start, checking + end - priced);
                    if (reason != RejectReason.None) { throw new InvalidOperationException($"{reason}"); }
                    ExecutionReport fill = new()
                    {
                        OrderId = order.OrderId, Strategy = order.Strategy, Side = order.Side, Kind = ReportKind.Fill, LastPrice = RiskWorld.PriceOf(100),
                        LastQuantity = order.Quantity, CumulativeQuantity = order.Quantity, FeeCurrency = RiskWorld.Usd,
                    };
                    _gate.OnReport(RuleWorld.Spy, in fill, ReportSource.Venue);
                }

                (check, price) = (Math.Min(check, checking), Math.Min(price, pricing));
            }

            double unit = 1e9 / Stopwatch.Frequency / (orders / Batches);
            return (check * unit, price * unit);
        }

        /// <summary>What looking at the clock takes by itself.</summary>
        public static double TimerNs()
        {
            long least = long.MaxValue;
            for (int batch = 0; batch < Batches; batch++)
            {
                long sum = 0;
                for (int i = 0; i < 1000; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    sum += Stopwatch.GetTimestamp() - start;
                }

                least = Math.Min(least, sum);
            }

            return 1e9 / Stopwatch.Frequency * least / 1000;
        }

        ref RiskVerdict IRiskRecords.Claim(InstrumentId instrument) => ref _last[Records++ & 63];

        bool IRiskRecords.TryRecord(in UnclosedPosition position, InstrumentId instrument) => true;

        private void Price(int step)
        {
            _gate.OnTime(_now);
            _gate.OnQuote(RuleWorld.Spy, new QuoteTick { BidPrice = new Price(9_995 + step), AskPrice = new Price(10_005 + step) }, _now);
            _gate.OnMarketPrice(RuleWorld.Spy, new Price(10_000 + step), _now);
            _gate.Watch(RuleWorld.Spy, _now);
        }

        private OrderCommand Order(Side side, InstrumentId instrument) => new()
        {
            OrderId = OrderId.From(++_orders, 1),
            Instrument = instrument,
            Account = RiskWorld.Main,
            Action = CommandAction.New,
            Side = side,
            Type = OrderType.Limit,
            TimeInForce = TimeInForce.GoodTillCancel,
            Price = RiskWorld.PriceOf(100),
            Quantity = new Quantity(10 + (10 * ((_orders >> 1) & 1))),
        };
    }
}
