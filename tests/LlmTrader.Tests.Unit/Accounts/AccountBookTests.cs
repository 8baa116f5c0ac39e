using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Accounts;

public class AccountBookTests
{
    private readonly AccountWorld _world = new();

    [Fact]
    public void An_account_starts_with_its_cash_and_nothing_else()
    {
        Assert.Equal(1000m, _world.Cash);
        Assert.Equal(1000m, _world.Equity);
        Assert.Equal(AccountWorld.Of(1000, AccountWorld.Usd), _world.Book.Peak(AccountWorld.Main, AccountWorld.Usd));
        Assert.Equal(AccountWorld.Of(10, AccountWorld.Bnb), _world.Book.Cash(AccountWorld.Main, AccountWorld.Bnb));
        Assert.Equal(Money.Zero(AccountWorld.Eur), _world.Book.Equity(AccountWorld.Main, AccountWorld.Eur));
        Assert.Equal(Money.Zero(AccountWorld.Usd), _world.Book.Cash(AccountWorld.Empty, AccountWorld.Usd));
    }

    [Theory]
    [InlineData(ReportKind.Accepted)]
    [InlineData(ReportKind.Canceled)]
    [InlineData(ReportKind.Rejected)]
    [InlineData(ReportKind.Expired)]
    [InlineData(ReportKind.CancelRejected)]
    public void Only_fills_change_anything(ReportKind kind)
    {
        ulong before = _world.Book.Hash;
        ExecutionReport report = AccountWorld.FillOf(AccountWorld.Main, Side.Buy, 10, 5, fee: 1);
        report.Kind = kind;
        _world.Book.OnReport(AccountWorld.Spy, in report);

        Assert.Equal(1000m, _world.Cash);
        Assert.True(_world.Position.Quantity.IsZero);
        Assert.Equal(before, _world.Book.Hash);
    }

    [Fact]
    public void Fees_leave_cash_and_rebates_enter_it()
    {
        _world.Fill(Side.Buy, 10.00m, 1, fee: 0.25m);
        Assert.Equal(989.75m, _world.Cash);
        _world.Fill(Side.Sell, 10.00m, 1, fee: -0.10m);
        Assert.Equal(999.85m, _world.Cash);

        Assert.Equal(0m, _world.Realized);
        Assert.Equal(AccountWorld.Of(0.15m, AccountWorld.Usd), _world.Book.Fees(AccountWorld.Main, AccountWorld.Usd));
        Assert.Equal(AccountWorld.Of(0.15m, AccountWorld.Usd).Raw, _world.Position.FeesRaw);
    }

    [Fact]
    public void A_fee_in_another_currency_leaves_that_balance()
    {
        _world.Fill(Side.Buy, 10.00m, 1, fee: 0.5m, AccountWorld.Bnb);

        Assert.Equal(990m, _world.Cash);
        Assert.Equal(1000m, _world.Equity);
        Assert.Equal(0, _world.Position.FeesRaw);
        Assert.Equal(AccountWorld.Of(9.5m, AccountWorld.Bnb), _world.Book.Equity(AccountWorld.Main, AccountWorld.Bnb));
        Assert.Equal(AccountWorld.Of(0.5m, AccountWorld.Bnb), _world.Book.Fees(AccountWorld.Main, AccountWorld.Bnb));
        Assert.Equal(AccountWorld.Of(0.5m, AccountWorld.Bnb), _world.Book.MaxDrawdown(AccountWorld.Main, AccountWorld.Bnb));
    }

    [Fact]
    public void A_fee_in_a_currency_that_nobody_has_is_a_broken_invariant() =>
        Assert.Throws<InvariantViolationException>(() => _world.Fill(Side.Buy, 10, 1, fee: 1, Currency.Parse("XYZ")));

    [Fact]
    public void A_fee_of_zero_needs_no_currency()
    {
        _world.Fill(Side.Buy, 10, 1, fee: 0, Currency.None);
        Assert.Equal(990m, _world.Cash);
    }

    [Fact]
    public void Equity_follows_the_last_price_and_drawdown_the_peak()
    {
        _world.Fill(Side.Buy, 10.00m, 10);
        Assert.Equal(1000m, _world.Equity);   // No last price yet: worth what it cost.

        _world.Mark(12.00m);
        CheckEquity(1020m, peak: 1020m, drawdown: 0, maxDrawdown: 0);
        _world.Mark(9.00m);
        CheckEquity(990m, peak: 1020m, drawdown: 30m, maxDrawdown: 30m);
        _world.Mark(11.00m);
        CheckEquity(1010m, peak: 1020m, drawdown: 10m, maxDrawdown: 30m);
        _world.Mark(15.00m);
        CheckEquity(1050m, peak: 1050m, drawdown: 0, maxDrawdown: 30m);

        // Sold below the last price: the last price stays what it is, the position is gone.
        _world.Fill(Side.Sell, 14.00m, 10, fee: 5);
        CheckEquity(1035m, peak: 1050m, drawdown: 15m, maxDrawdown: 30m);
        _world.Mark(1.00m);
        CheckEquity(1035m, peak: 1050m, drawdown: 15m, maxDrawdown: 30m);
    }

    [Fact]
    public void A_first_price_of_zero_is_a_price()
    {
        _world.Fill(Side.Buy, 10.00m, 10);
        _world.Mark(0);
        CheckEquity(900m, peak: 1000m, drawdown: 100m, maxDrawdown: 100m);
    }

    [Fact]
    public void A_short_loses_when_the_price_rises()
    {
        _world.Mark(10.00m);
        _world.Fill(Side.Sell, 10.00m, 5);
        _world.Mark(13.00m);

        CheckEquity(985m, peak: 1000m, drawdown: 15m, maxDrawdown: 15m);
        Assert.Equal(AccountWorld.Of(-15, AccountWorld.Usd), _world.Book.Unrealized(AccountWorld.Main, AccountWorld.Spy));
    }

    [Fact]
    public void Accounts_and_currencies_stay_apart()
    {
        _world.Fill(Side.Buy, 10, 1);
        _world.Book.OnReport(AccountWorld.Dax, AccountWorld.FillOf(AccountWorld.Main, Side.Buy, 20, 1, 1, AccountWorld.Eur));
        _world.Book.OnReport(AccountWorld.Qqq, AccountWorld.FillOf(AccountWorld.Main, Side.Sell, 30, 1));
        _world.Book.OnReport(AccountWorld.Spy, AccountWorld.FillOf(AccountWorld.Empty, Side.Sell, 40, 1));
        foreach (Instrument instrument in AccountWorld.Instruments.All) { _world.Book.Mark(instrument.Id, new Price(2500)); }

        Assert.Equal(1020m, _world.Equity);    // 1000 - 10 + 30 + 25 - 25
        Assert.Equal(AccountWorld.Of(20m, AccountWorld.Usd), _world.Book.Unrealized(AccountWorld.Main, AccountWorld.Usd));
        Assert.Equal(AccountWorld.Of(4, AccountWorld.Eur), _world.Book.Equity(AccountWorld.Main, AccountWorld.Eur));
        Assert.Equal(AccountWorld.Of(15, AccountWorld.Usd), _world.Book.Equity(AccountWorld.Empty, AccountWorld.Usd));
    }

    [Fact]
    public void The_hash_knows_fills_and_their_order_but_not_prices()
    {
        ulong Hash(params long[] quantities)
        {
            var world = new AccountWorld();
            foreach (long quantity in quantities)
            {
                world.Mark(quantity);
                world.Book.Mark(AccountWorld.Qqq, new Price(quantity));
                world.Fill(Side.Buy, 10, quantity, fee: 1);
            }

            world.Mark(999);
            return world.Book.Hash;
        }

        Assert.Equal(Hash(1, 2), Hash(1, 2));
        Assert.NotEqual(Hash(1, 2), Hash(2, 1));
        Assert.NotEqual(Hash(1, 2), Hash(1));
    }

    [Fact]
    public void A_fill_that_makes_no_sense_is_a_broken_invariant()
    {
        Assert.Throws<InvariantViolationException>(() => _world.Fill(Side.Buy, 10, 0));
        Assert.Throws<InvariantViolationException>(() => _world.Fill(Side.None, 10, 1));
        Assert.Throws<InvariantViolationException>(() => _world.Book.OnReport(new InstrumentId(3), AccountWorld.FillOf(AccountWorld.Main, Side.Buy, 10, 1)));
        Assert.Throws<InvariantViolationException>(() => _world.Book.OnReport(AccountWorld.Spy, AccountWorld.FillOf(new AccountId(2), Side.Buy, 10, 1)));
        Assert.Throws<InvariantViolationException>(() => _world.Book.Cash(AccountWorld.Main, Currency.Parse("XYZ")));
    }

    [Fact]
    public void Fills_and_prices_allocate_nothing()
    {
        ExecutionReport buy = AccountWorld.FillOf(AccountWorld.Main, Side.Buy, 10, 3, fee: 0.01m);
        ExecutionReport sell = AccountWorld.FillOf(AccountWorld.Main, Side.Sell, 11, 4, fee: 0.0001m, AccountWorld.Bnb);
        Run(1000);
        Assert.Equal(0, AllocatedBytes.Least(() => Run(10_000)));

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                _world.Book.OnReport(AccountWorld.Spy, in buy);
                _world.Book.Mark(AccountWorld.Spy, new Price(1000 + (i & 15)));
                _world.Book.OnReport(AccountWorld.Spy, in sell);
            }
        }
    }

    private void CheckEquity(decimal equity, decimal peak, decimal drawdown, decimal maxDrawdown)
    {
        Assert.Equal(equity, _world.Equity);
        Assert.Equal(AccountWorld.Of(peak, AccountWorld.Usd), _world.Book.Peak(AccountWorld.Main, AccountWorld.Usd));
        Assert.Equal(AccountWorld.Of(drawdown, AccountWorld.Usd), _world.Book.Drawdown(AccountWorld.Main, AccountWorld.Usd));
        Assert.Equal(AccountWorld.Of(maxDrawdown, AccountWorld.Usd), _world.Book.MaxDrawdown(AccountWorld.Main, AccountWorld.Usd));
    }
}
