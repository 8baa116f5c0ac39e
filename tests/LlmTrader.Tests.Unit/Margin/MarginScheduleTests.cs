using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Margin.PerpetualWorld;

namespace LlmTrader.Tests.Unit.Margin;

public sealed class MarginScheduleTests
{
    private static readonly MarginSchedule Schedule = new(Perpetual(Btc, "BTC"));

    [Theory]
    [InlineData(50_000, 200)]       // 0.4 %
    [InlineData(100_000, 450)]      // 0.5 % - 50
    [InlineData(250_000, 1_200)]    // The same from both sides of the border,
    [InlineData(500_000, 3_700)]    // 1 % - 1,300
    [InlineData(2_000_000, 18_700)] // and past the last cap as in the last tier.
    public void Maintenance_is_value_times_rate_less_the_deduction(decimal value, decimal expected) =>
        Assert.Equal(Of(expected).Raw, Schedule.Maintenance(Of(value).Raw));

    [Theory]
    [InlineData(50_000, 10, 5_000)]
    [InlineData(50_000, 125, 400)]
    [InlineData(100_000, 125, 1_000)]   // The second tier asks for 1 %, whatever the leverage.
    [InlineData(100_000, 20, 5_000)]
    public void Initial_is_one_over_the_leverage_or_what_the_tier_asks_for(decimal value, int leverage, decimal expected) =>
        Assert.Equal(Of(expected).Raw, Schedule.Initial(Of(value).Raw, leverage));

    [Fact]
    public void Both_are_rounded_up()
    {
        Assert.Equal(1, Schedule.Maintenance(1));
        Assert.Equal(1, Schedule.Initial(1, 125));
        Assert.Equal(33_333_334, Schedule.InitialRate(Money.One, 3));
    }

    [Fact]
    public void A_leverage_that_an_instrument_does_not_allow_is_refused()
    {
        Assert.Equal(125, MarginSchedule.MaxLeverage(Instruments[Btc]));
        Assert.Equal(125, Account(125).Validated(Instruments).LeverageOf(Btc));
        Assert.Contains("'main': Leverage must be at most 125 for BTC.TEST, 126 was given", Assert.Throws<ArgumentException>(() => Account(126).Validated(Instruments)).Message, StringComparison.Ordinal);
        AccountOptions unknown = Account() with { InstrumentLeverage = new Dictionary<InstrumentId, int> { [new InstrumentId(9)] = 2 } };
        Assert.Contains("InstrumentLeverage", Assert.Throws<ArgumentException>(() => unknown.Validated(Instruments)).Message, StringComparison.Ordinal);
    }
}
