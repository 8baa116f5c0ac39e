using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>All kinds of orders end to end: from a rule set through risk and the venue to the accounts.</summary>
public sealed class OrderKindTradingTests
{
    private static readonly InstrumentId Share = new(0);

    private readonly FakeJournal _journal = new();
    private readonly FakeOutJournal _out = new();
    private readonly OrderId[] _ids = new OrderId[3];
    private RejectReason _answer;

    [Fact]
    public void A_bracket_enters_and_its_stop_closes_it_on_a_cash_account()
    {
        InlineEngine engine = New((bar, context) =>
        {
            if (bar == 0) { _answer = context.SubmitGroup(Bracket(), _ids); }
            if (bar == 2) { Assert.Equal((100, 0), (context.Position(Share).Raw, context.Working(Share).Raw)); }
        });
        Run(engine, RuntimeWorld.Trade(1, 10_000), RuntimeWorld.Trade(2, 9_990), RuntimeWorld.Trade(3, 9_990), RuntimeWorld.Trade(4, 9_400), RuntimeWorld.Trade(5, 9_390));
        engine.Complete();

        Assert.Equal(RejectReason.None, _answer);
        Assert.Equal([ReportKind.Accepted, ReportKind.Accepted, ReportKind.Accepted, ReportKind.Fill, ReportKind.Triggered, ReportKind.Fill, ReportKind.Canceled], Reports().Select(report => report.Kind));
        Assert.Equal(0, engine.Stages.Accounts.Book.PositionOf(default, Share).Quantity.Raw);
        Assert.Equal(0, engine.Stages.Risk.Gate.OpenOrders);
        Assert.Equal(0, engine.Stages.Signals.Book.OpenOrders(default, Share));
    }

    [Fact]
    public void A_group_of_which_risk_refuses_one_order_is_refused_whole()
    {
        InlineEngine engine = New((bar, context) =>
        {
            OrderRequest[] group = Bracket();
            group[1] = group[1] with { Price = new Price(-5) };
            if (bar == 0) { _answer = context.SubmitGroup(group, _ids); }
        });
        Run(engine, RuntimeWorld.Trade(1, 10_000), RuntimeWorld.Trade(2, 9_990));
        engine.Complete();

        Assert.Equal([RejectReason.InvalidGroup, RejectReason.InvalidPrice, RejectReason.InvalidGroup], Reports().Select(report => report.Reason));
        Assert.Equal(0, engine.Stages.Risk.Gate.OpenOrders);
        Assert.Equal(0, engine.Stages.Risk.Gate.Reserved(default, Currency.Parse("USD")).Raw);
        Assert.Equal(0, engine.Stages.Signals.Working(Share).Raw);
        Assert.Equal(3, _out.Records.Count(record => record.Kind == OutKind.Order && record.Order.Status == OrderStatus.Rejected));
    }

    [Fact]
    public void What_is_no_group_is_not_sent()
    {
        List<RejectReason> answers = [];
        InlineEngine engine = New((bar, context) =>
        {
            if (bar > 0) { return; }
            OrderRequest[] group = Bracket();
            answers.Add(context.SubmitGroup([group[0]], _ids));
            answers.Add(context.SubmitGroup([group[1], group[2]], _ids));
            answers.Add(context.SubmitGroup([group[0], group[1] with { Side = Side.Buy }], _ids));
            answers.Add(context.SubmitGroup([group[0], group[1] with { Quantity = new Quantity(5) }], _ids));
            answers.Add(context.SubmitGroup(group, _ids.AsSpan(0, 2)));
        });
        Run(engine, RuntimeWorld.Trade(1, 10_000));
        engine.Complete();
        Assert.Equal(Enumerable.Repeat(RejectReason.InvalidGroup, 5), answers);
        Assert.Empty(Reports());
    }

    [Fact]
    public void An_amendment_shows_in_the_book_the_states_and_the_fills()
    {
        List<long> working = [];
        InlineEngine engine = New((bar, context) =>
        {
            if (bar == 0) { context.Submit(new OrderRequest { Instrument = Share, Side = Side.Buy, Type = OrderType.Limit, Quantity = new Quantity(10), Price = new Price(9_000) }, out _ids[0]); }
            if (bar == 1) { Assert.Equal(RejectReason.None, context.Amend(_ids[0], new Price(9_950), new Quantity(30), Price.Zero)); }
            if (bar == 1) { Assert.Equal(RejectReason.UnknownOrder, context.Amend(_ids[0], new Price(9_960), Quantity.Zero, Price.Zero)); }   // One is under way.
            working.Add(context.Working(Share).Raw);
        });
        Run(engine, RuntimeWorld.Trade(1, 10_000), RuntimeWorld.Trade(2, 10_000), RuntimeWorld.Trade(3, 10_000), RuntimeWorld.Trade(4, 9_900));
        engine.Complete();

        Assert.Equal([10L, 30L, 30L, 30L], working);
        OrderStatus[] states = [.. _out.Records.Where(record => record.Kind == OutKind.Order).Select(record => record.Order.Status)];
        Assert.Equal([OrderStatus.New, OrderStatus.New, OrderStatus.Filled], states);
        Assert.Equal((30, 1), (engine.Stages.Accounts.Book.PositionOf(default, Share).Quantity.Raw, engine.Stages.Accounts.Counts.Amends));
    }

    [Fact]
    public void A_change_that_risk_refuses_leaves_the_one_under_way_alone()
    {
        EngineOptions options = RuntimeWorld.Options("1t") with { Venue = new VenueOptions { EntryLatency = Duration.FromSeconds(2) } };
        InlineEngine engine = new(options, new ScriptedRuleSet((bar, context) =>
        {
            if (bar == 0) { context.SubmitLimit(Share, Side.Buy, new Quantity(10), new Price(9_000), TimeInForce.GoodTillCancel, out _ids[0]); }
            if (bar == 1) { context.Cancel(Share, _ids[0]); }
        }), _journal, _out);
        EngineEvent person = RuntimeWorld.Manual(4.5, Side.Buy, 1);
        person.Command = new OrderCommand { Action = CommandAction.Amend, OrderId = OrderId.From(0, 1), Price = new Price(9_100), Strategy = StrategyId.Manual };
        Run(engine, RuntimeWorld.Trade(1, 10_000), RuntimeWorld.Trade(4, 10_000), person, RuntimeWorld.Trade(8, 10_000));
        engine.Complete();

        Assert.Equal(
            [(ReportKind.Accepted, OrderStatus.New), (ReportKind.ReplaceRejected, OrderStatus.PendingCancel), (ReportKind.Canceled, OrderStatus.Canceled)],
            _out.Records.Where(record => record.Kind == OutKind.Order).Select(record => (record.Order.Report.Kind, record.Order.Status)));
        Assert.Equal(RejectReason.CancelPending, Reports()[1].Reason);
    }

    [Fact]
    public void An_order_expires_between_the_data_by_a_timer_of_its_own()
    {
        uint end = (uint)(RuntimeWorld.Open.Nanoseconds / 1_000_000_000) + 500;
        InlineEngine engine = New((bar, context) =>
        {
            OrderRequest request = new() { Instrument = Share, Side = Side.Buy, Type = OrderType.Limit, Quantity = new Quantity(10), Price = new Price(9_000), TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = end };
            if (bar == 0) { context.Submit(in request, out _); }
        });
        Run(engine, RuntimeWorld.Trade(1, 10_000), RuntimeWorld.Trade(1_000, 8_000));
        engine.Complete();

        EngineEvent expired = _journal.Events.Single(e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Expired);
        Assert.Equal((Timestamp.FromUnixSeconds(end), Timestamp.FromUnixSeconds(end)), (expired.Time, expired.ExchangeTime));
        Assert.DoesNotContain(Reports(), report => report.Kind == ReportKind.Fill);
    }

    [Fact]
    public void A_halt_reaches_the_venue_as_an_event()
    {
        EngineEvent halt = new() { Kind = EventKind.InstrumentStatus, Instrument = Share, Time = RuntimeWorld.At(1.5) };
        halt.InstrumentStatus.Status = InstrumentStatus.Halted;
        InlineEngine engine = New((bar, context) => { if (bar < 2) { context.SubmitMarket(Share, Side.Buy, new Quantity(1)); } });
        Run(engine, RuntimeWorld.Trade(1, 10_000), halt, RuntimeWorld.Trade(2, 10_000), RuntimeWorld.Trade(3, 10_000));
        engine.Complete();
        Assert.Equal([(ReportKind.Accepted, RejectReason.None), (ReportKind.Rejected, RejectReason.InstrumentHalted)], Reports().Select(report => (report.Kind, report.Reason)));
    }

    private static OrderRequest[] Bracket()
    {
        OrderRequest entry = new() { Instrument = Share, Side = Side.Buy, Type = OrderType.Limit, Quantity = new Quantity(100), Price = new Price(9_995), Contingency = Contingency.Parent };
        OrderRequest exit = entry with { Side = Side.Sell, Contingency = Contingency.Child };
        return [entry, exit with { Price = new Price(10_500) }, exit with { Type = OrderType.Stop, Price = Price.Zero, Trigger = new Price(9_500) }];
    }

    private InlineEngine New(Action<int, IRuleSetContext> onBar) => new(RuntimeWorld.Options("1t"), new ScriptedRuleSet(onBar), _journal, _out);

    private List<ExecutionReport> Reports() => [.. _journal.Events.Where(e => e.Kind == EventKind.Report).Select(e => e.Report)];

    private static void Run(InlineEngine engine, params ReadOnlySpan<EngineEvent> events)
    {
        foreach (EngineEvent e in events)
        {
            EngineEvent next = e;
            engine.Process(ref next);
        }
    }
}
