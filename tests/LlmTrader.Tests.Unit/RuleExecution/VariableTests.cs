using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.RuleExecution;

/// <summary>Each variable through a condition that holds exactly when it has the value that the test expects.</summary>
public sealed class VariableTests
{
    [Theory]
    [InlineData("position == 1.5")]
    [InlineData("entry_price == 100")]
    [InlineData("unrealized_pnl == 15")]
    [InlineData("bars_in_trade == 1")]
    [InlineData("equity == 9000")]
    [InlineData("drawdown == 0.1")]
    [InlineData("bid == 109.9 and ask == 110.1")]
    [InlineData("imbalance == 0.5")]
    public void Position_account_and_book_are_those_of_the_context(string condition)
    {
        var bed = new RuleSetBed($"entry_long: volume < 0\nexit_long: {condition}\nsizing: {{quantity: 1}}");
        bed.Account.Hold(1_500, cost: 150);
        bed.Account.EquityValue = 9_000;
        bed.Account.Quote = new QuoteTick { BidPrice = new Price(10_990), AskPrice = new Price(11_010), BidQuantity = new Quantity(300), AskQuantity = new Quantity(100) };
        Assert.Equal("Signal Sell 1500", bed.Bar(11_000));
    }

    [Fact]
    public void The_position_of_another_instrument_is_the_one_there()
    {
        var bed = new RuleSetBed("entry_long: position of \"BBB.SSE\" == 2\nsizing: {quantity: 1}\ntime_stop: 5");
        bed.Account.Hold(2_000, cost: 20, instrument: 1);
        Assert.Equal("Signal Buy 1000", bed.Bar(1_000));
    }

    [Theory]
    [InlineData("bid > 0 or bid <= 0")]
    [InlineData("imbalance >= -1")]
    [InlineData("entry_price > 0")]
    public void What_is_not_there_is_missing(string condition)
    {
        var bed = new RuleSetBed($"entry_long: {condition}\nsizing: {{quantity: 1}}\ntime_stop: 5");
        Assert.Equal("Quiet", bed.Bar(11_000));
    }

    // Instrument 0 trades on a venue without hours, instrument 1 in Shanghai. Day 20,000 is a Friday.
    [Theory]
    [InlineData(0, 605, "hour == 10 and minute == 5")]
    [InlineData(1, 605, "hour == 18 and minute == 5")]          // Shanghai is 8 hours ahead.
    [InlineData(0, 605, "session_phase == phase_continuous")]
    [InlineData(1, 100, "session_phase == phase_continuous")]   // 09:40 there.
    [InlineData(1, 210, "session_phase == phase_break")]        // 11:30.
    [InlineData(1, 417, "session_phase == phase_auction")]      // 14:57.
    [InlineData(1, 420, "session_phase == phase_closed")]       // 15:00.
    public void Time_is_the_venues(int instrument, long minute, string condition)
    {
        const long Day = 20_000;
        var bed = new RuleSetBed($"entry_long: {condition} and day_of_week == {Weekday(Day)}\nsizing: {{quantity: 1}}\ntime_stop: 5");
        bed.At(Day, minute);
        Assert.Equal("Signal Buy 1000", bed.Bar(1_000, instrument: instrument));
    }

    // Day 0 of each is a Friday or a Monday beside the change of the clocks; minutes are UTC's.
    [Theory]
    [InlineData("2024-03-08T14:29", "hour == 9 and minute == 29 and session_phase == phase_closed")]
    [InlineData("2024-03-08T14:30", "hour == 9 and minute == 30 and session_phase == phase_continuous")]   // Winter.
    [InlineData("2024-03-10T06:59", "hour == 1 and day_of_week == 7")]
    [InlineData("2024-03-10T07:00", "hour == 3 and day_of_week == 7")]                                    // The hour from 2 to 3 is not there.
    [InlineData("2024-03-11T13:30", "hour == 9 and minute == 30 and session_phase == phase_continuous")]   // Summer.
    [InlineData("2024-03-11T19:59", "hour == 15 and session_phase == phase_continuous")]
    [InlineData("2024-03-11T20:00", "hour == 16 and session_phase == phase_closed")]
    [InlineData("2024-11-03T05:59", "hour == 1 and minute == 59")]
    [InlineData("2024-11-03T06:00", "hour == 1 and minute == 0")]                                         // It comes twice.
    [InlineData("2024-11-04T14:30", "session_phase == phase_continuous")]
    [InlineData("2006-03-20T14:30", "hour == 9 and minute == 30")]                                        // The older rule: April to October.
    [InlineData("2006-04-03T13:30", "hour == 9 and minute == 30")]
    [InlineData("2006-10-30T14:30", "hour == 9 and minute == 30")]
    [InlineData("2024-03-09T15:00", "day_of_week == 6 and session_phase == phase_closed")]
    public void Time_in_the_United_States_is_New_Yorks_with_its_summer(string utc, string condition)
    {
        DateTime time = DateTime.ParseExact(utc, "yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var bed = new RuleSetBed($"entry_long: {condition}\nsizing: {{quantity: 1}}\ntime_stop: 5");
        bed.At((time.Date - DateTime.UnixEpoch).Days, (long)time.TimeOfDay.TotalMinutes);
        Assert.Equal("Signal Buy 1000", bed.Bar(1_000, instrument: 2));
    }

    [Fact]
    public void A_weekend_is_closed_in_Shanghai_and_open_elsewhere()
    {
        const string Text = "entry_long: session_phase == phase_continuous\nsizing: {quantity: 1}\ntime_stop: 5";
        var bed = new RuleSetBed(Text);
        bed.At(20_001, 150);
        Assert.Equal("Quiet", bed.Bar(1_000, instrument: 1));
        Assert.Equal("Signal Buy 1000", bed.Bar(1_000, instrument: 0));
    }

    [Fact]
    public void The_sessions_vwap_begins_anew_with_the_venues_day()
    {
        var bed = new RuleSetBed("entry_long: vwap() == close\nsizing: {quantity: 1}\ntime_stop: 5");
        bed.At(0, 1_439);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_000));
        Assert.Equal("Quiet", bed.Bar(10_500));             // Closes at midnight: still of the day that it opened on.
        Assert.Equal("Signal Buy 1000", bed.Bar(11_000));
    }

    private static int Weekday(long day) => (int)DateTime.UnixEpoch.AddDays(day).DayOfWeek is var weekday && weekday == 0 ? 7 : weekday;
}
