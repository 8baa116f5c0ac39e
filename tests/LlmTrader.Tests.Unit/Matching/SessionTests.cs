using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Sessions, halts and the rules of a market with a calendar, by hand: Shanghai's, on Monday 2024-01-08.</summary>
public class SessionTests
{
    private static readonly MarketRules Shanghai = new()
    {
        UtcOffset = Duration.FromMinutes(480),
        Sessions =
        [
            new SessionWindow(SessionDays.Weekdays, Clock(9, 15), Clock(9, 25), SessionPhase.Auction),
            new SessionWindow(SessionDays.Weekdays, Clock(9, 25), Clock(9, 30), SessionPhase.PreOpen),
            new SessionWindow(SessionDays.Weekdays, Clock(9, 30), Clock(11, 30), SessionPhase.Continuous),
            new SessionWindow(SessionDays.Weekdays, Clock(11, 30), Clock(13, 0), SessionPhase.Break),
            new SessionWindow(SessionDays.Weekdays, Clock(13, 0), Clock(15, 0), SessionPhase.Continuous),
        ],
        Holidays = [new DateOnly(2024, 1, 1), new DateOnly(2024, 2, 9)],
        PriceBandBasisPoints = 1_000,
        BuyLot = new Quantity(100),
        SettlementDays = 1,
    };

    private readonly VenueFixture _venue = new(new VenueOptions(), Shanghai);

    [Theory]
    [InlineData(8, 9, 14, SessionPhase.Closed)]
    [InlineData(8, 9, 15, SessionPhase.Auction)]
    [InlineData(8, 9, 25, SessionPhase.PreOpen)]
    [InlineData(8, 9, 30, SessionPhase.Continuous)]
    [InlineData(8, 11, 30, SessionPhase.Break)]
    [InlineData(8, 15, 0, SessionPhase.Closed)]
    [InlineData(7, 10, 0, SessionPhase.Closed)]   // A Sunday.
    [InlineData(1, 10, 0, SessionPhase.Closed)]   // New Year, a Monday.
    public void The_calendar_says_what_a_time_is(int day, int hour, int minute, SessionPhase expected) =>
        Assert.Equal(expected, Shanghai.PhaseAt(new Timestamp(At(day, hour, minute))));

    [Fact]
    public void A_day_ends_with_its_last_session_and_a_new_one_after_it()
    {
        Assert.Equal(At(8, 15, 0), Shanghai.EndOfDay(new Timestamp(At(8, 10, 0))).Nanoseconds);
        Assert.Equal(At(9, 15, 0), Shanghai.EndOfDay(new Timestamp(At(8, 15, 0))).Nanoseconds);
        Assert.Equal(At(15, 15, 0), Shanghai.EndOfDay(new Timestamp(At(12, 16, 0))).Nanoseconds);   // From Friday to Monday.
        Assert.Equal(new Timestamp(86_400_000_000_000), new MarketRules().EndOfDay(new Timestamp(1)));
    }

    // As futures trade in Shanghai, and on Monday 2024-01-01, New Year, not at all.
    private static readonly MarketRules Futures = new()
    {
        UtcOffset = Duration.FromMinutes(480),
        Sessions =
        [
            new SessionWindow(SessionDays.Weekdays, Clock(9, 0), Clock(15, 0), SessionPhase.Continuous),
            new SessionWindow(SessionDays.Weekdays, Clock(21, 0), Clock(2, 30), SessionPhase.Continuous),
        ],
        Holidays = [new DateOnly(2024, 1, 1)],
    };

    [Theory]
    [InlineData(8, 20, 59, SessionPhase.Closed)]
    [InlineData(8, 21, 0, SessionPhase.Continuous)]
    [InlineData(9, 0, 0, SessionPhase.Continuous)]
    [InlineData(9, 2, 29, SessionPhase.Continuous)]
    [InlineData(9, 2, 30, SessionPhase.Closed)]
    [InlineData(13, 1, 0, SessionPhase.Continuous)]   // Saturday, of Friday's night.
    [InlineData(13, 21, 0, SessionPhase.Closed)]
    [InlineData(15, 1, 0, SessionPhase.Closed)]       // Monday: Sunday has no night.
    [InlineData(2, 1, 0, SessionPhase.Closed)]        // The holiday's night.
    public void A_night_session_belongs_to_the_day_on_which_it_begins(int day, int hour, int minute, SessionPhase expected)
    {
        Timestamp time = new(At(day, hour, minute));
        Assert.Equal(expected, Futures.PhaseAt(time));
        Assert.Equal(expected == SessionPhase.Continuous, Futures.TradesBetween(time, time + Duration.FromMinutes(1)));
    }

    [Fact]
    public void A_day_order_of_the_night_ends_with_the_day_that_follows()
    {
        Assert.Equal(At(8, 15, 0), Futures.EndOfDay(new Timestamp(At(8, 10, 0))).Nanoseconds);
        Assert.Equal(At(9, 15, 0), Futures.EndOfDay(new Timestamp(At(8, 22, 0))).Nanoseconds);
        Assert.Equal(At(9, 15, 0), Futures.EndOfDay(new Timestamp(At(9, 1, 0))).Nanoseconds);
        Assert.Equal(At(15, 15, 0), Futures.EndOfDay(new Timestamp(At(12, 22, 0))).Nanoseconds);   // Friday's night is Monday's.

        MarketRules nights = Futures with { Sessions = [Futures.Sessions[1]] };
        Assert.Equal(At(9, 2, 30), nights.EndOfDay(new Timestamp(At(9, 1, 0))).Nanoseconds);
        Assert.Equal(At(10, 2, 30), nights.EndOfDay(new Timestamp(At(9, 3, 0))).Nanoseconds);
    }

    [Fact]
    public void A_band_of_less_than_a_percent_is_kept_to_the_tick()
    {
        Instrument instrument = new()
        {
            Id = new InstrumentId(0), Symbol = "IF", Venue = "CFFEX", Base = Currency.Parse("IF"), Quote = Currency.Parse("CNY"),
            PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(10), LotSize = new Quantity(1),
        };
        MarketRules narrow = new() { PriceBandBasisPoints = 950 };   // 10,000 ± 950.
        Price close = new(10_000);
        Assert.False(narrow.IsOutsideBand(instrument, new Price(10_950), close));
        Assert.True(narrow.IsOutsideBand(instrument, new Price(10_950 + instrument.TickSize.Raw), close));
        Assert.False(narrow.IsOutsideBand(instrument, new Price(9_050), close));
        Assert.True(narrow.IsOutsideBand(instrument, new Price(9_050 - instrument.TickSize.Raw), close));
    }

    [Fact]
    public void Nothing_fills_in_the_break_and_what_rests_goes_on_after_it()
    {
        _venue.Trade(1000, 1, At(8, 11, 0));
        _venue.Limit(Side.Buy, 100, 990, At(8, 11, 40));
        _venue.Market(Side.Buy, 100, At(8, 11, 40));
        _venue.Trade(980, 500, At(8, 11, 50));
        Assert.Equal("1 accepted · 2 rejected: SessionClosed", _venue.News());
        _venue.Trade(980, 500, At(8, 13, 0));
        Assert.Equal("1 filled 100@990 maker, 0 left", _venue.News());
    }

    [Fact]
    public void A_closed_venue_takes_cancels_alone()
    {
        OrderId order = _venue.Limit(Side.Buy, 100, 990, At(8, 14, 0));
        _venue.Limit(Side.Buy, 100, 990, At(8, 15, 0));
        _venue.Amend(order, At(8, 15, 0), price: 980);
        _venue.Cancel(order, At(8, 15, 1));
        Assert.Equal("1 accepted · 2 rejected: SessionClosed · 1 replace rejected: SessionClosed · 1 canceled", _venue.News());
    }

    [Fact]
    public void A_day_order_ends_with_the_session()
    {
        _venue.Limit(Side.Buy, 100, 990, At(8, 14, 0), TimeInForce.Day);
        _venue.Venue.OnTimer(TimerId.VenueExpiry, new Timestamp(At(8, 15, 0)));
        Assert.Equal("1 accepted · 1 expired", _venue.News());
    }

    [Fact]
    public void A_status_event_overrides_the_calendar()
    {
        _venue.Limit(Side.Buy, 100, 990, At(8, 10, 0));
        _venue.Send(Side.Sell, OrderType.Stop, 100, At(8, 10, 0), trigger: 995);
        _venue.Status(InstrumentStatus.Halted, At(8, 10, 1));
        _venue.Limit(Side.Buy, 100, 991, At(8, 10, 2));
        _venue.Trade(980, 500, At(8, 10, 3));
        Assert.Equal("1 accepted · 2 rejected: SellableQuantity · 3 rejected: InstrumentHalted", _venue.News());
        _venue.Status(InstrumentStatus.Unknown, At(8, 10, 4));
        _venue.Trade(980, 500, At(8, 10, 5));
        Assert.Equal("1 filled 100@980 taker, 0 left", _venue.News());
        _venue.Status(InstrumentStatus.Open, At(8, 20, 0));
        _venue.Limit(Side.Buy, 100, 970, At(8, 20, 0));
        Assert.Equal("4 accepted", _venue.News());
    }

    [Fact]
    public void Prices_stay_within_ten_per_cent_of_the_previous_close()
    {
        _venue.Trade(1005, 1, At(5, 14, 59));
        _venue.Limit(Side.Buy, 100, 1106, At(8, 10, 0));   // 1105.5 rounds to 1106.
        _venue.Limit(Side.Buy, 100, 1107, At(8, 10, 0));
        _venue.Limit(Side.Buy, 100, 905, At(8, 10, 0));    // 904.5 rounds to 905.
        _venue.Limit(Side.Buy, 100, 904, At(8, 10, 0));
        Assert.Equal("1 accepted · 2 rejected: PriceBand · 3 accepted · 4 rejected: PriceBand", _venue.News());
    }

    [Fact]
    public void What_was_bought_today_is_sold_tomorrow_and_odd_lots_go_in_one()
    {
        _venue.Market(Side.Buy, 150, At(8, 10, 0));
        _venue.Market(Side.Buy, 200, At(8, 10, 0));
        _venue.Trade(1000, 200, At(8, 10, 1));
        _venue.Market(Side.Sell, 100, At(8, 10, 2));
        Assert.Equal("1 rejected: InvalidQuantity · 2 accepted · 2 filled 200@1000 taker, 0 left · 3 rejected: SellableQuantity", _venue.News());
        _venue.Limit(Side.Sell, 100, 1050, At(9, 10, 0));
        _venue.Limit(Side.Sell, 200, 1050, At(9, 10, 0));
        _venue.Limit(Side.Sell, 50, 1050, At(9, 10, 0));
        Assert.Equal("4 accepted · 5 rejected: SellableQuantity · 6 rejected: InvalidQuantity", _venue.News());
    }

    [Fact]
    public void Rules_change_with_their_date()
    {
        VenueFixture venue = new(new VenueOptions(), new MarketRules { MinQuantity = new Quantity(5) }, new MarketRules { From = new Timestamp(100), MinQuantity = new Quantity(2) });
        venue.Limit(Side.Buy, 3, 90, now: 99);
        venue.Limit(Side.Buy, 3, 90, now: 100);
        Assert.Equal("1 rejected: InvalidQuantity · 2 accepted", venue.News());
    }

    [Fact]
    public void A_venue_takes_what_it_names_and_values_orders_at_their_own_price()
    {
        VenueFixture venue = new(new VenueOptions(), new MarketRules { OrderTypes = [OrderType.Limit, OrderType.Stop], MinNotionalRaw = 500 * Money.One, MaxMarketQuantity = new Quantity(9) });
        venue.Market(Side.Buy, 5, now: 1);
        venue.Limit(Side.Buy, 5, 99, now: 1);
        venue.Limit(Side.Buy, 5, 100, now: 1);
        venue.Send(Side.Sell, OrderType.Stop, 10, now: 1, trigger: 90);
        venue.Send(Side.Sell, OrderType.Stop, 9, now: 1, trigger: 90);
        Assert.Equal("1 rejected: UnsupportedOrder · 2 rejected: BelowMinimumNotional · 3 accepted · 4 rejected: InvalidQuantity · 5 accepted", venue.News());
    }

    /// <summary>What the engine closes a position with is not kept out by a venue's filters; by its hours and by what may be sold yet it is.</summary>
    [Theory]
    [InlineData(ushort.MaxValue - 1)]
    [InlineData(ushort.MaxValue - 2)]
    public void A_close_by_the_engine_passes_the_filters(ushort strategy)
    {
        OrderCommand Close(OrderCommand command) => command with { Strategy = new StrategyId(strategy), Flags = OrderFlags.ReduceOnly };
        VenueFixture venue = new(new VenueOptions(), new MarketRules { MaxMarketQuantity = new Quantity(5) });
        venue.Hold(5, now: 1);
        venue.Hold(5, now: 2);
        venue.Send(Side.Sell, OrderType.Market, 10, now: 3, with: command => command with { Flags = OrderFlags.ReduceOnly });
        venue.Send(Side.Sell, OrderType.Market, 10, now: 3, with: Close);
        venue.Trade(100, 10, now: 4);
        Assert.Equal("3 rejected: InvalidQuantity · 4 accepted · 4 filled 10@100 taker, 0 left", venue.News());

        venue = new(new VenueOptions(), new MarketRules { OrderTypes = [OrderType.Limit] });
        venue.Limit(Side.Buy, 10, 100, now: 1);
        venue.Trade(99, 10, now: 2);
        venue.ReturnAll();
        venue.News();
        venue.Send(Side.Sell, OrderType.Market, 10, now: 3, with: Close);
        venue.Status(InstrumentStatus.Halted, now: 4);
        venue.Send(Side.Sell, OrderType.Market, 10, now: 5, with: Close);
        Assert.Equal("2 accepted · 3 rejected: InstrumentHalted", venue.News());

        venue = new(new VenueOptions(), new MarketRules { MaxMarketQuantity = new Quantity(5), SettlementDays = 1 });
        venue.Hold(5, now: 1);
        venue.Hold(5, now: 2);
        venue.Send(Side.Sell, OrderType.Market, 10, now: 3, with: Close);
        Assert.Equal("3 rejected: SellableQuantity", venue.News());
    }

    [Theory]
    [InlineData(0, 25 * 60, SessionPhase.Continuous, "Sessions")]
    [InlineData(60, 60, SessionPhase.Continuous, "Sessions")]
    [InlineData(0, 60, SessionPhase.Halted, "Sessions")]
    public void What_can_not_be_is_named(int fromMinutes, int toMinutes, SessionPhase phase, string field)
    {
        MarketRules rules = new() { Sessions = [new SessionWindow(SessionDays.All, Duration.FromMinutes(fromMinutes), Duration.FromMinutes(toMinutes), phase)] };
        Assert.Contains(field, Assert.Throws<ArgumentException>(() => rules.Validated("S")).Message, StringComparison.Ordinal);
    }

    private static Duration Clock(int hour, int minute) => Duration.FromMinutes((hour * 60) + minute);

    // January 2024 by the clock of Shanghai.
    private static long At(int day, int hour, int minute) =>
        (new DateTime(2024, 1, day, hour, minute, 0, DateTimeKind.Utc).AddHours(-8) - DateTime.UnixEpoch).Ticks * 100;
}
