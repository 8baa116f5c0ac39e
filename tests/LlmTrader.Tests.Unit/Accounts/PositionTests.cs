using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Accounts;

public class PositionTests
{
    private readonly AccountWorld _world = new();

    [Fact]
    public void A_long_position_realises_on_what_is_sold()
    {
        _world.Fill(Side.Buy, 10.00m, 3);
        _world.Fill(Side.Buy, 13.00m, 1);
        Check(quantity: 4, cost: 43.00m, realized: 0, average: 10.75m);

        _world.Fill(Side.Sell, 12.00m, 3);
        Check(quantity: 1, cost: 10.75m, realized: 3.75m, average: 10.75m);

        _world.Fill(Side.Sell, 10.00m, 1);
        Check(quantity: 0, cost: 0, realized: 3.00m, average: 0);
        Assert.Equal(1003.00m, _world.Cash);
    }

    [Fact]
    public void A_short_position_costs_what_it_brought_in()
    {
        _world.Fill(Side.Sell, 10.00m, 4);
        Check(quantity: -4, cost: 40.00m, realized: 0, average: 10.00m);
        Assert.Equal(1040.00m, _world.Cash);

        _world.Fill(Side.Buy, 9.00m, 3);
        Check(quantity: -1, cost: 10.00m, realized: 3.00m, average: 10.00m);

        _world.Fill(Side.Buy, 12.00m, 1);
        Check(quantity: 0, cost: 0, realized: 1.00m, average: 0);
        Assert.Equal(1001.00m, _world.Cash);
    }

    [Fact]
    public void A_fill_through_zero_closes_the_old_position_and_opens_the_new_at_its_price()
    {
        _world.Fill(Side.Buy, 10.00m, 2);
        _world.Fill(Side.Sell, 11.00m, 5);
        Check(quantity: -3, cost: 33.00m, realized: 2.00m, average: 11.00m);

        _world.Fill(Side.Buy, 10.00m, 4);
        Check(quantity: 1, cost: 10.00m, realized: 5.00m, average: 10.00m);
    }

    [Fact]
    public void Closing_in_thirds_loses_nothing()
    {
        // A cost of 30.00000001 can't be split into equal thirds at 10^-8.
        Instrument fine = AccountWorld.Instruments[AccountWorld.Spy] with { Id = new InstrumentId(0), PriceScale = 8, QuantityScale = 0 };
        var book = new AccountBook(new InstrumentTable([fine]), AccountWorld.Accounts);
        ExecutionReport fill = AccountWorld.FillOf(AccountWorld.Main, Side.Buy, 0, 1);
        fill.LastPrice = new Price(10_0000_0001);
        book.OnReport(fine.Id, in fill);
        fill.LastPrice = new Price(10_0000_0000);
        fill.LastQuantity = new Quantity(2);
        book.OnReport(fine.Id, in fill);
        Assert.Equal(30_0000_0001, book.PositionOf(AccountWorld.Main, fine.Id).CostRaw);

        fill.Side = Side.Sell;
        fill.LastQuantity = new Quantity(1);
        long[] costs = new long[3];
        for (int i = 0; i < 3; i++)
        {
            book.OnReport(fine.Id, in fill);
            costs[i] = book.PositionOf(AccountWorld.Main, fine.Id).CostRaw;
        }

        Assert.Equal([20_0000_0001, 10_0000_0001, 0], costs);   // A third, then a half that is a tie, then all the rest.
        Assert.Equal(-1, book.PositionOf(AccountWorld.Main, fine.Id).RealizedRaw);
        Assert.Equal(AccountWorld.Of(1000, AccountWorld.Usd).Raw - 1, book.Cash(AccountWorld.Main, AccountWorld.Usd).Raw);
    }

    [Fact]
    public void Average_price_is_rounded_to_the_price_scale_ties_to_even()
    {
        _world.Fill(Side.Buy, 10.00m, 1);
        _world.Fill(Side.Buy, 10.01m, 1);
        Assert.Equal(new Price(1000), Average());   // 10.005

        _world.Fill(Side.Buy, 10.03m, 1);
        Assert.Equal(new Price(1001), Average());   // 10.01333…
        Assert.Equal(30_04000000, _world.Position.CostRaw);
    }

    [Fact]
    public void A_sum_that_does_not_fit_is_an_overflow_not_a_wrap()
    {
        _world.Fill(Side.Sell, 90_000_000_000m, 1);
        Assert.Throws<OverflowException>(() => _world.Fill(Side.Sell, 90_000_000_000m, 1));
    }

    private void Check(long quantity, decimal cost, decimal realized, decimal average)
    {
        Assert.Equal(new Quantity(quantity), _world.Position.Quantity);
        Assert.Equal(AccountWorld.Of(cost, AccountWorld.Usd).Raw, _world.Position.CostRaw);
        Assert.Equal(AccountWorld.Of(realized, AccountWorld.Usd).Raw, _world.Position.RealizedRaw);
        Assert.Equal(realized, _world.Realized);
        Assert.Equal(new Price((long)(average * 100)), Average());
    }

    private Price Average() => _world.Position.AveragePrice(AccountWorld.Instruments[AccountWorld.Spy]);
}
