using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk;

/// <summary>What an order that passed holds back, and how each kind of report gives it back.</summary>
public class RiskReservationTests
{
    private readonly RiskWorld _world = new(new RiskLimits { ShortSelling = true });

    [Theory]
    [InlineData(ReportKind.Canceled)]
    [InlineData(ReportKind.Rejected)]
    [InlineData(ReportKind.Expired)]
    public void The_last_report_gives_everything_back(ReportKind kind)
    {
        Assert.Equal(RejectReason.None, _world.Buy(10, 100));
        CheckState(open: 1, position: 0, buys: 100, sells: 0, cash: 10_000m, reserved: 1001m);
        if (kind != ReportKind.Rejected) { _world.Report(_world.Last, ReportKind.Accepted, leaves: 100); }
        CheckState(open: 1, position: 0, buys: 100, sells: 0, cash: 10_000m, reserved: 1001m);

        _world.Report(_world.Last, kind);
        CheckState(open: 0, position: 0, buys: 0, sells: 0, cash: 10_000m, reserved: 0);
    }

    [Fact]
    public void Fills_turn_what_is_reserved_into_position_and_cash()
    {
        Assert.Equal(RejectReason.None, _world.Buy(10, 100));
        _world.Report(_world.Last, ReportKind.Accepted, leaves: 100);
        _world.Report(_world.Last, ReportKind.Fill, price: 9, last: 30, leaves: 70, fee: 0.27m);
        CheckState(open: 1, position: 30, buys: 70, sells: 0, cash: 9729.73m, reserved: 700.7m);

        _world.Report(_world.Last, ReportKind.Fill, price: 10, last: 70, leaves: 0, fee: 0.70m);
        CheckState(open: 0, position: 100, buys: 0, sells: 0, cash: 9029.03m, reserved: 0);
    }

    [Fact]
    public void A_cancel_after_a_part_gives_the_rest_back()
    {
        Assert.Equal(RejectReason.None, _world.Buy(0.35m, 70));
        _world.Report(_world.Last, ReportKind.Fill, price: 0.35m, last: 30, leaves: 40);
        _world.Report(_world.Last, ReportKind.CancelRejected, leaves: 40);
        CheckState(open: 1, position: 30, buys: 40, sells: 0, cash: 9989.5m, reserved: 40 * 0.35m * 1.001m);
        _world.Report(_world.Last, ReportKind.Canceled);
        CheckState(open: 0, position: 30, buys: 0, sells: 0, cash: 9989.5m, reserved: 0);
    }

    [Fact]
    public void A_fill_that_leaves_nothing_is_the_last_report()
    {
        Assert.Equal(RejectReason.None, _world.Buy(10, 100));
        _world.Report(_world.Last, ReportKind.Fill, price: 10, last: 40, leaves: 0);
        CheckState(open: 0, position: 40, buys: 0, sells: 0, cash: 9600m, reserved: 0);
    }

    [Fact]
    public void A_sell_reserves_quantity_and_no_cash()
    {
        Assert.Equal(RejectReason.None, _world.Sell(10, 50));
        CheckState(open: 1, position: 0, buys: 0, sells: 50, cash: 10_000m, reserved: 0);
        _world.Report(_world.Last, ReportKind.Fill, price: 11, last: 20, leaves: 30, fee: 1);
        CheckState(open: 1, position: -20, buys: 0, sells: 30, cash: 10_219m, reserved: 0);
        _world.Report(_world.Last, ReportKind.Expired);
        CheckState(open: 0, position: -20, buys: 0, sells: 0, cash: 10_219m, reserved: 0);
    }

    [Fact]
    public void A_rejected_order_holds_nothing_and_its_report_changes_nothing()
    {
        Assert.Equal(RejectReason.InsufficientCash, _world.Buy(10, 2000));
        CheckState(open: 0, position: 0, buys: 0, sells: 0, cash: 10_000m, reserved: 0);
        var report = new ExecutionReport { OrderId = _world.Last.OrderId, Kind = ReportKind.Rejected, Reason = RejectReason.InsufficientCash, Side = Side.Buy };
        _world.Gate.OnReport(RiskWorld.Spy, in report, ReportSource.Risk);
        CheckState(open: 0, position: 0, buys: 0, sells: 0, cash: 10_000m, reserved: 0);
    }

    [Fact]
    public void A_late_fill_still_moves_money()
    {
        Assert.Equal(RejectReason.None, _world.Buy(10, 100));
        _world.Report(_world.Last, ReportKind.Canceled);
        _world.Report(_world.Last, ReportKind.Fill, price: 10, last: 10, leaves: 0, fee: 0.1m);
        CheckState(open: 0, position: 10, buys: 0, sells: 0, cash: 9899.9m, reserved: 0);
    }

    [Fact]
    public void A_report_that_cant_be_is_a_broken_invariant()
    {
        Assert.Equal(RejectReason.None, _world.Buy(10, 100));
        OrderCommand order = _world.Last;
        Assert.Throws<InvariantViolationException>(() => _world.Report(in order, ReportKind.Fill, 10, last: 110));
        Assert.Throws<InvariantViolationException>(() => new RiskWorldWithOrder().Fill(last: 10, leaves: 80));
        Assert.Throws<InvariantViolationException>(() => new RiskWorldWithOrder().Fill(last: 0, leaves: 100));
        Assert.Throws<InvariantViolationException>(() => new RiskWorldWithOrder(Side.Sell).Fill(last: 10, leaves: 90));
        Assert.Throws<InvariantViolationException>(() => new RiskWorldWithOrder().RejectAfterAccept());
    }

    [Fact]
    public void An_order_id_works_once()
    {
        Assert.Equal(RejectReason.None, _world.Buy(10, 100));
        Assert.Throws<InvariantViolationException>(() => _world.Check(_world.Last));
    }

    private void CheckState(int open, long position, long buys, long sells, decimal cash, decimal reserved)
    {
        Assert.Equal(open, _world.Gate.OpenOrders);
        Assert.Equal(position, _world.Position);
        Assert.Equal(buys, _world.Working(Side.Buy));
        Assert.Equal(sells, _world.Working(Side.Sell));
        Assert.Equal(cash, _world.Cash);
        Assert.Equal(reserved, _world.Reserved);
    }

    // A buy of 100 that works; reports are made out for the given side.
    private sealed class RiskWorldWithOrder
    {
        private readonly RiskWorld _world = new();
        private readonly OrderCommand _order;

        public RiskWorldWithOrder(Side reported = Side.Buy)
        {
            _world.Buy(10, 100);
            _order = _world.Last with { Side = reported };
        }

        public void Fill(long last, long leaves) => _world.Report(in _order, ReportKind.Fill, 10, last, leaves);

        public void RejectAfterAccept()
        {
            _world.Report(in _order, ReportKind.Accepted, leaves: 100);
            _world.Report(in _order, ReportKind.Rejected);
        }
    }
}
