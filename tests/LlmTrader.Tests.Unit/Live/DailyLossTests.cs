using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Unit.Live;

public sealed class DailyLossTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);
    private readonly DailyLoss _loss = new();

    [Fact]
    public void A_loss_counts_and_a_withdrawal_or_a_deposit_does_not()
    {
        Assert.Equal(0, Look(Monday, equity: 1000, flows: 0));
        Assert.Equal(30, Look(Monday, equity: 970, flows: 0));
        Assert.Equal(30, Look(Monday, equity: 470, flows: -500));   // 500 were taken out.
        Assert.Equal(30, Look(Monday, equity: 2470, flows: 1500));  // 2,000 came in.
        Assert.Equal(-20, Look(Monday, equity: 2520, flows: 1500));
    }

    [Fact]
    public void A_new_day_begins_anew()
    {
        Look(Monday, equity: 1000, flows: 0);
        Assert.Equal(100, Look(Monday, equity: 900, flows: 0));
        Assert.Equal(0, Look(Monday.AddDays(1), equity: 900, flows: 0));
    }

    [Fact]
    public void Accounts_and_currencies_are_apart()
    {
        Look(Monday, equity: 1000, flows: 0);
        Assert.Equal(0, _loss.Of(Monday, new AccountId(1), Usdt(10), Usdt(0)));
        Assert.Equal(0, _loss.Of(Monday, default, new Money(5, Currency.Parse("EUR")), new Money(0, Currency.Parse("EUR"))));
        Assert.Equal(100, Look(Monday, equity: 900, flows: 0));
    }

    private Int128 Look(DateOnly day, long equity, long flows) => _loss.Of(day, default, Usdt(equity), Usdt(flows));

    private static Money Usdt(long raw) => new(raw, Currency.Parse("USDT"));
}
