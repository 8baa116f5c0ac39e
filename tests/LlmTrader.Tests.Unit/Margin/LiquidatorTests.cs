using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Margin.PerpetualWorld;

namespace LlmTrader.Tests.Unit.Margin;

/// <summary>What happens between a liquidation's sending and risk's look at it, and what is refused.</summary>
public sealed class LiquidatorTests : ICommandPort
{
    private readonly AccountBook _book = new(Instruments, [Account()]);
    private readonly MarginBook _margin;
    private readonly Liquidator _liquidator;
    private readonly List<OrderCommand> _sent = [];

    public LiquidatorTests()
    {
        _margin = new MarginBook(Instruments, [Account()], _book);
        _liquidator = new Liquidator(Instruments, _book, _margin, this);
        Price(100);
        Trade(Fill(Side.Buy, 100, 90));
        Price(85);
        Assert.Equal((Side.Sell, 90_000), (_sent.Single().Side, _sent[0].Quantity.Raw));
    }

    void ICommandPort.SubmitCommand(InstrumentId instrument, in OrderCommand command) => _sent.Add(command);

    [Fact]
    public void One_is_under_way_at_a_time()
    {
        Price(80);
        Trade(Fill(Side.Sell, 80, 10));
        Assert.Equal((1, 1), (_sent.Count, _liquidator.UnderWay));
    }

    [Fact]
    public void A_position_that_was_closed_meanwhile_needs_none()
    {
        Trade(Fill(Side.Sell, 85, 90));
        Answer(RejectReason.NothingToReduce);
        Assert.Equal((1, 0), (_sent.Count, _liquidator.UnderWay));
    }

    [Fact]
    public void A_position_that_turned_meanwhile_gets_another()
    {
        Trade(Fill(Side.Sell, 75, 180));   // 2,250 lost: nothing carries the short either.
        Answer(RejectReason.NothingToReduce);
        Assert.Equal((2, 1), (_sent.Count, _liquidator.UnderWay));
        Assert.Equal((Side.Buy, 90_000), (_sent[1].Side, _sent[1].Quantity.Raw));
    }

    [Fact]
    public void What_was_refused_is_tried_again_at_the_next_price_and_not_before()
    {
        Answer(RejectReason.Overloaded);
        Assert.Equal((1, 0), (_sent.Count, _liquidator.UnderWay));
        Price(84);
        Assert.Equal((2, 1), (_sent.Count, _liquidator.UnderWay));
    }

    [Theory]
    [InlineData(ReportKind.Rejected, RejectReason.NothingToReduce, true)]
    [InlineData(ReportKind.Canceled, RejectReason.None, true)]
    [InlineData(ReportKind.Rejected, RejectReason.InstrumentHalted, false)]
    [InlineData(ReportKind.Expired, RejectReason.None, false)]
    public void What_the_venue_ended_is_tried_again_at_once_when_the_position_may_have_turned_else_at_the_next_price(ReportKind kind, RejectReason reason, bool atOnce)
    {
        Answer(RejectReason.None);
        Assert.True(_liquidator.IsUnderWay(Main, Btc));
        ExecutionReport ended = new() { OrderId = OrderId.From(7, 1), Account = Main, Strategy = StrategyId.Liquidation, Side = Side.Sell, Kind = kind, Reason = reason };
        _liquidator.OnReport(Btc, in ended);
        Assert.Equal(atOnce ? (2, 1) : (1, 0), (_sent.Count, _liquidator.UnderWay));
        Price(84);
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public void At_most_so_many_are_under_way_as_places_are_kept()
    {
        AccountOptions[] accounts = [.. Enumerable.Range(0, 100).Select(id => Account() with { Id = new AccountId((ushort)id), Name = $"account {id}" })];
        AccountBook book = new(Instruments, accounts);
        MarginBook margin = new(Instruments, accounts, book);
        Liquidator liquidator = new(Instruments, book, margin, this);
        _sent.Clear();
        foreach (AccountOptions account in accounts)
        {
            ExecutionReport fill = Fill(Side.Buy, 100, 90) with { Account = account.Id };
            book.OnReport(Btc, in fill);
            margin.OnFill(Btc, in fill);
        }

        book.Mark(Btc, PriceOf(85));
        margin.OnPrice(Btc);
        liquidator.OnPrice(Btc);
        Assert.Equal(EngineOrders.MaxUnderWay, _sent.Count);
        foreach (OrderCommand sent in _sent[..40]) { liquidator.OnVerdict(sent with { Verdict = RejectReason.Overloaded }); }
        liquidator.OnPrice(Btc);
        Assert.Equal((EngineOrders.MaxUnderWay, EngineOrders.MaxUnderWay + 40), (liquidator.UnderWay, _sent.Count));
    }

    private void Price(decimal price)
    {
        _book.Mark(Btc, PriceOf(price));
        _margin.OnPrice(Btc);
        _liquidator.OnPrice(Btc);
    }

    private void Trade(ExecutionReport fill)
    {
        _book.OnReport(Btc, in fill);
        _margin.OnFill(Btc, in fill);
        _liquidator.OnReport(Btc, in fill);
    }

    private void Answer(RejectReason verdict) => _liquidator.OnVerdict(_sent[0] with { OrderId = OrderId.From(7, 1), Verdict = verdict });
}
