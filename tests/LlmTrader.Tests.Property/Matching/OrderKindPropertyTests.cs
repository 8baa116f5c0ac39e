using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>What holds of all kinds of orders together, in every random run, told from the commands, the market data and the reports alone.</summary>
public class OrderKindPropertyTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 50_000 : 1_500;

    private readonly Dictionary<(ReportKind, RejectReason), int> _seen = [];
    private readonly Dictionary<(OrderType, Liquidity), int> _fills = [];
    private int _mostInFlight;

    [Fact]
    public void Nothing_fills_beyond_what_it_may()
    {
        for (int seed = 1; seed <= Seeds; seed++) { Run(seed); }

        // The runs must have met what the property is about.
        (ReportKind, RejectReason)[] must =
        [
            (ReportKind.Triggered, RejectReason.None), (ReportKind.Replaced, RejectReason.None), (ReportKind.Expired, RejectReason.None),
            (ReportKind.Canceled, RejectReason.None), (ReportKind.Canceled, RejectReason.SelfTrade), (ReportKind.Canceled, RejectReason.NothingToReduce),
            (ReportKind.Canceled, RejectReason.InvalidGroup), (ReportKind.Rejected, RejectReason.WouldTake), (ReportKind.Rejected, RejectReason.SelfTrade),
            (ReportKind.Rejected, RejectReason.NothingToReduce), (ReportKind.Rejected, RejectReason.InvalidTimeInForce), (ReportKind.Rejected, RejectReason.SessionClosed),
            (ReportKind.Rejected, RejectReason.InstrumentHalted), (ReportKind.Rejected, RejectReason.InvalidGroup), (ReportKind.ReplaceRejected, RejectReason.UnknownOrder),
            (ReportKind.ReplaceRejected, RejectReason.UnsupportedOrder), (ReportKind.CancelRejected, RejectReason.UnknownOrder),
        ];
        foreach ((ReportKind, RejectReason) kind in must) { Assert.True(_seen.GetValueOrDefault(kind) >= 20, $"only {_seen.GetValueOrDefault(kind)} {kind}"); }
        foreach (OrderType type in Enum.GetValues<OrderType>()) { Assert.True(_fills.GetValueOrDefault((type, Liquidity.Taker)) > 200, $"few fills of {type}"); }
        Assert.Equal(ReportCredit.PerOrder, _mostInFlight);
    }

    private void Run(int seed)
    {
        var groups = new Dictionary<OrderId, (long Entered, long Exited)>();
        var positions = new Dictionary<AccountId, long>();
        OrderKindScenario run = null!;
        run = new OrderKindScenario(seed, (order, report, time) => Observe(order, report, time, $"seed {seed}, {report.Kind} of {report.OrderId} ({order.Command.Type}, {report.Reason})"));
        for (int i = 0; i < 200; i++) { run.Play(); }
        Assert.True(run.Orders.Values.Count(order => OrderStateMachine.IsOpen(order.State.Status)) >= run.Venue.OpenOrders, $"seed {seed}");

        void Observe(ObservedOrder order, ExecutionReport report, Timestamp time, string where)
        {
            _seen[(report.Kind, report.Reason)] = _seen.GetValueOrDefault((report.Kind, report.Reason)) + 1;
            _mostInFlight = Math.Max(_mostInFlight, order.InFlight);
            Assert.True(order.InFlight <= ReportCredit.PerOrder, where);
            bool isLegal = OrderStateMachine.TryNext(order.State, report.Kind, report.LeavesQuantity.IsZero, report.CumulativeQuantity.Raw > 0, out OrderState next);
            Assert.True(isLegal, $"{where}: after {order.State}");
            order.State = next;
            switch (report.Kind)
            {
                case ReportKind.Triggered:
                    Assert.True(order.Command.HasTrigger && !order.IsTriggered && order.Filled == 0, where);
                    Assert.True(IsOpen(time), $"{where}: outside the session");
                    Assert.True(IsReached(order.Present), $"{where}: {order.Present.Trigger.Raw} was not reached");
                    order.IsTriggered = true;
                    break;
                case ReportKind.Replaced: order.Present = order.Wanted!.Value; break;
                case ReportKind.Expired: Assert.True(order.Command.TimeInForce != TimeInForce.GoodTillCancel && (IsImmediate(order) || time == ExpiryOf(order) || time == ExpiryOf(order) + new Duration(1)), where); break;
                case ReportKind.Fill: Fill(order, report, time, where); break;
                default: break;
            }

            // Whole or not at all.
            if (order.Command.TimeInForce == TimeInForce.FillOrKill && OrderStateMachine.IsTerminal(next.Status)) { Assert.True(order.Filled == 0 || next.Status == OrderStatus.Filled, where); }
        }

        void Fill(ObservedOrder order, ExecutionReport report, Timestamp time, string where)
        {
            long quantity = report.LastQuantity.Raw;
            OrderCommand command = order.Present;
            bool isBuy = command.Side == Side.Buy;
            order.Filled += quantity;
            _fills[(order.Command.Type, report.Liquidity)] = _fills.GetValueOrDefault((order.Command.Type, report.Liquidity)) + 1;
            Assert.True(report.CumulativeQuantity.Raw == order.Filled && order.Filled <= command.Quantity.Raw, where);
            Assert.True(!command.HasLimit || (isBuy ? report.LastPrice <= command.Price : report.LastPrice >= command.Price), $"{where}: {report.LastPrice.Raw} beyond {command.Price.Raw}");
            Assert.True(order.IsTriggered == command.HasTrigger, $"{where}: before its trigger");
            Assert.True(IsOpen(time), $"{where}: outside the session");
            Assert.True(time < ExpiryOf(order) || (run.Event.Kind == EventKind.Bar && time == ExpiryOf(order)), $"{where}: after it expired");
            Assert.True((command.Flags & OrderFlags.PostOnly) == 0 || report.Liquidity == Liquidity.Maker, $"{where}: post-only takes");
            IsInMarket(report, where);

            long before = positions.GetValueOrDefault(command.Account);
            long after = positions[command.Account] = before + (isBuy ? quantity : -quantity);
            Assert.True((command.Flags & OrderFlags.ReduceOnly) == 0 || (Math.Abs(after) < Math.Abs(before) && after * before >= 0), $"{where}: from {before} to {after}");

            if (command.Contingency == Contingency.None) { return; }
            (long entered, long exited) = groups.GetValueOrDefault(command.GroupId);
            (entered, exited) = groups[command.GroupId] = command.Contingency == Contingency.Parent ? (entered + quantity, exited) : (entered, exited + quantity);
            long may = command.Contingency == Contingency.OneCancelsOther ? command.Quantity.Raw : entered;
            Assert.True(exited <= may, $"{where}: {exited} of {may}");
        }

        bool IsOpen(Timestamp time)
        {
            if (run.Status == InstrumentStatus.Auction) { return run.Event.Kind == EventKind.Trade; }   // The auction's print.
            if (run.Status != InstrumentStatus.Unknown) { return run.Status == InstrumentStatus.Open; }
            if (run.Rules.Sessions.Count == 0) { return true; }
            long second = time.Nanoseconds / OrderKindScenario.Second;
            if (run.Event.Kind == EventKind.Bar) { second -= 2; }   // It began then; half a bar in the session is enough.
            return second is < 20_200 or (>= 20_298 and < 20_500);
        }

        // By the market data under work, or by what stands when an order arrives or is released. Where a trailing stop is, only the venue knows.
        bool IsReached(OrderCommand command)
        {
            if (command.Type == OrderType.TrailingStop) { return true; }
            bool isRising = command.Side == Side.Buy == (command.Type != OrderType.MarketIfTouched);
            return run.PricesFor(command.Side).Any(price => isRising ? price >= command.Trigger.Raw : price <= command.Trigger.Raw);
        }

        Timestamp ExpiryOf(ObservedOrder order) => order.Command.TimeInForce switch
        {
            TimeInForce.GoodTillDate => order.Command.ExpireAt,
            TimeInForce.Day => Timestamp.FromUnixSeconds(run.Rules.Sessions.Count > 0 ? 20_500 : 86_400),
            _ => Timestamp.MaxValue,
        };

        // At a price, and for a quantity, that the market data under work had.
        void IsInMarket(ExecutionReport report, string where)
        {
            if (run.Event.Kind == EventKind.Trade) { Assert.True(report.LastQuantity <= run.Event.Trade.Quantity || report.Liquidity == Liquidity.Taker, where); }
            if (run.Event.Kind != EventKind.Bar) { return; }
            Bar bar = run.Event.Bar;
            Assert.True(report.LastQuantity <= bar.Volume && report.LastPrice >= bar.Low && report.LastPrice <= bar.High, $"{where}: {report.LastPrice.Raw} in {bar.Low.Raw} to {bar.High.Raw}");
        }
    }

    private static bool IsImmediate(ObservedOrder order) => order.Command.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill;
}
