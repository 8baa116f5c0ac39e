using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>What holds of every run, whatever the rules: checked on the events and the reports alone.</summary>
public class SimulatedVenuePropertyTests
{
    private const int Seeds = 2_000;
    private const int Steps = 150;

    [Fact]
    public void An_order_never_fills_beyond_its_quantity_and_its_counts_add_up()
    {
        int fills = 0;
        ForEveryRun((run, orders, where) =>
        {
            var filled = new Dictionary<OrderId, long>();
            foreach (ExecutionReport report in run.Ports.Reports.Select(r => r.Report).Where(r => r.Reason == RejectReason.None))
            {
                long ordered = orders[report.OrderId].Quantity.Raw;
                long total = filled[report.OrderId] = filled.GetValueOrDefault(report.OrderId) + report.LastQuantity.Raw;
                bool works = report.Kind is ReportKind.Accepted or ReportKind.Fill;
                Assert.True(report.CumulativeQuantity.Raw == total && total <= ordered, $"{where}: order {report.OrderId.Raw}");
                Assert.True(report.LeavesQuantity.Raw == (works ? ordered - total : 0), $"{where}: order {report.OrderId.Raw}");
                Assert.True(report.Kind == ReportKind.Fill == report.LastQuantity.Raw > 0, $"{where}: order {report.OrderId.Raw}");
                if (report.Kind == ReportKind.Fill) { fills++; }
            }
        });
        Assert.True(fills > Seeds);
    }

    [Fact]
    public void A_trade_or_a_bar_never_fills_more_than_its_share()
    {
        int exhausted = 0;
        ForEveryRun((run, _, where) =>
        {
            foreach (VenueStep step in run.Steps.Where(s => s.Event.Kind is EventKind.Trade or EventKind.Bar))
            {
                long size = step.Event.Kind == EventKind.Trade ? step.Event.Trade.Quantity.Raw : step.Event.Bar.Volume.Raw;
                long filled = Fills(run, step).Sum(f => f.Report.LastQuantity.Raw);
                Assert.True(filled * 100 <= size * run.Options.ParticipationPercent, $"{where}: {filled} of {size}");
                if (filled == size) { exhausted++; }
            }
        });
        Assert.True(exhausted > Seeds / 10);
    }

    [Fact]
    public void A_quote_never_fills_more_than_its_share_until_the_next_one()
    {
        int shared = 0;
        ForEveryRun((run, orders, where) =>
        {
            var standing = new Dictionary<InstrumentId, QuoteTick>();
            var bought = new Dictionary<InstrumentId, long>();
            var sold = new Dictionary<InstrumentId, long>();
            foreach (VenueStep step in run.Steps)
            {
                if (step.Event.Kind == EventKind.Quote)
                {
                    standing[step.Event.Instrument] = step.Event.Quote;
                    bought[step.Event.Instrument] = sold[step.Event.Instrument] = 0;
                }

                bool takesFromQuote = step.Event.Kind is not (EventKind.Trade or EventKind.Bar);
                foreach (SentReport fill in Fills(run, step).Where(_ => takesFromQuote)) { Count(fill); }
            }

            void Count(SentReport fill)
            {
                Dictionary<InstrumentId, long> side = fill.Report.Side == Side.Buy ? bought : sold;
                QuoteTick quote = standing[fill.Instrument];
                long size = fill.Report.Side == Side.Buy ? quote.AskQuantity.Raw : quote.BidQuantity.Raw;
                if (side[fill.Instrument] > 0) { shared++; }
                long total = side[fill.Instrument] += fill.Report.LastQuantity.Raw;
                Assert.True(total * 100 <= size * run.Options.ParticipationPercent, $"{where}: {total} of {size}");
            }
        });
        Assert.True(shared > Seeds / 10);
    }

    [Fact]
    public void No_fill_is_worse_than_its_limit_and_a_maker_gets_it_exactly_except_at_an_open()
    {
        ForEveryRun((run, orders, where) =>
        {
            foreach (SentReport sent in run.Ports.Reports.Where(r => r.Report.Kind == ReportKind.Fill))
            {
                OrderCommand order = orders[sent.Report.OrderId];
                if (order.Type == OrderType.Market) { Assert.Equal(Liquidity.Taker, sent.Report.Liquidity); continue; }

                long slack = order.Side == Side.Buy ? order.Price.Raw - sent.Report.LastPrice.Raw : sent.Report.LastPrice.Raw - order.Price.Raw;
                bool onlyTicks = !run.Steps.Any(s => s.Event.Kind == EventKind.Bar);
                Assert.True(slack >= 0, $"{where}: {sent.Describe()}");
                Assert.True(sent.Report.Liquidity == Liquidity.Taker || slack == 0 || !onlyTicks, $"{where}: {sent.Describe()}");
            }
        });
    }

    [Fact]
    public void Reports_follow_the_state_machine()
    {
        ForEveryRun((run, _, where) =>
        {
            var states = new Dictionary<OrderId, OrderState>();
            foreach (SentReport sent in run.Ports.Reports.Where(r => r.Report.Kind != ReportKind.CancelRejected))
            {
                OrderState state = states.GetValueOrDefault(sent.Report.OrderId, new OrderState(OrderStatus.PendingNew));
                bool legal = OrderStateMachine.TryNext(state, sent.Report.Kind, sent.Report.LeavesQuantity.IsZero, sent.Report.CumulativeQuantity.Raw > 0, out OrderState next);
                Assert.True(legal, $"{where}: {state} then {sent.Describe()}");
                states[sent.Report.OrderId] = next;
            }

            Assert.True(states.Values.Count(state => OrderStateMachine.IsOpen(state.Status)) == run.Venue.OpenOrders, where);
        });
    }

    [Fact]
    public void At_most_four_reports_of_an_order_are_on_their_way()
    {
        int most = 0;
        ForEveryRun((run, _, where) =>
        {
            var inFlight = new Dictionary<OrderId, int>();
            foreach (VenueStep step in run.Steps)
            {
                if (step.Event.Kind == EventKind.Report && step.Event.Report.Kind != ReportKind.CancelRejected) { inFlight[step.Event.Report.OrderId]--; }
                foreach (SentReport sent in run.Ports.Reports.Skip(step.FirstReport).Take(step.ReportCount).Where(r => r.Report.Kind != ReportKind.CancelRejected))
                {
                    int count = inFlight[sent.Report.OrderId] = inFlight.GetValueOrDefault(sent.Report.OrderId) + 1;
                    most = Math.Max(most, count);
                    Assert.True(count <= ReportCredit.PerOrder, $"{where}: {sent.Describe()}");
                }
            }
        });
        Assert.Equal(ReportCredit.PerOrder - 1, most);   // The fifth is for an amendment, which these runs have none of.
    }

    [Fact]
    public void Times_keep_their_order()
    {
        ForEveryRun((run, orders, where) =>
        {
            var decided = new Dictionary<OrderId, Timestamp>();
            var arrived = new Dictionary<OrderId, Timestamp>();
            Timestamp lastDue = Timestamp.MinValue;
            foreach (VenueStep step in run.Steps)
            {
                if (step.Event.Kind == EventKind.Command) { decided.TryAdd(step.Event.Command.OrderId, step.Event.Time); }
                foreach (SentReport sent in run.Ports.Reports.Skip(step.FirstReport).Take(step.ReportCount))
                {
                    Assert.True(sent.Due >= lastDue && sent.Due >= sent.VenueTime + run.Options.ResponseLatency, $"{where}: {sent.Describe()}");
                    Assert.True(sent.VenueTime <= step.Event.Time, $"{where}: {sent.Describe()}");
                    lastDue = sent.Due;
                    if (sent.Report.Kind == ReportKind.Accepted) { arrived[sent.Report.OrderId] = decided[sent.Report.OrderId] + run.Options.EntryLatency; }

                    // Nothing of an order happens before it arrived.
                    Assert.True(!arrived.TryGetValue(sent.Report.OrderId, out Timestamp arrival) || arrival <= sent.VenueTime, $"{where}: {sent.Describe()}");
                }
            }
        });
    }

    private static void ForEveryRun(Action<VenueScenario, Dictionary<OrderId, OrderCommand>, string> check)
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var run = new VenueScenario(seed, promptTimers: true);
            for (int i = 0; i < Steps; i++) { run.Play(withTwin: false); }

            Dictionary<OrderId, OrderCommand> orders = run.Steps
                .Where(s => s.Event.Kind == EventKind.Command && s.Event.Command.Action == CommandAction.New)
                .ToDictionary(s => s.Event.Command.OrderId, s => s.Event.Command);
            check(run, orders, $"seed {seed}");
        }
    }

    private static IEnumerable<SentReport> Fills(VenueScenario run, VenueStep step) =>
        run.Ports.Reports.Skip(step.FirstReport).Take(step.ReportCount).Where(r => r.Report.Kind == ReportKind.Fill);
}
