using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>The sentences about fills say what the venue does with these very options.</summary>
public sealed class FillAssumptionsTests
{
    [Theory]
    [InlineData(0, 0, "maker fees are zero and taker fees zero")]
    [InlineData(0, 50_000, "maker fees are zero and taker fees 0.05 %")]
    [InlineData(-10_000, 0, "maker fees are -0.01 % and taker fees zero")]
    public void Maker_and_taker_fees_are_told_apart(int maker, int taker, string expected) =>
        Assert.Contains(expected, Text(fillOnTouch: false, (maker, taker)), StringComparison.Ordinal);

    [Fact]
    public void Fees_that_differ_are_a_range() =>
        Assert.Contains("maker fees are 0.01 % and taker fees 0 % to 0.1 % by instrument", Text(fillOnTouch: false, (10_000, 0), (10_000, 100_000)), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, "a trade or a bar goes through their limit, and when the other side of a quote reaches it")]
    [InlineData(true, "a trade or a bar touches their limit (optimistic), and when the other side of a quote reaches it")]
    public void Resting_orders_fill_at_a_quote_too(bool fillOnTouch, string expected) =>
        Assert.Contains(expected, Text(fillOnTouch, (0, 0)), StringComparison.Ordinal);

    private static string Text(bool fillOnTouch, params (int Maker, int Taker)[] fees) => string.Join('\n', FillAssumptions.Describe(new EngineOptions
    {
        Instruments = new InstrumentTable([.. fees.Select((fee, i) => TestJournal.Instrument(i, $"X{i}", "BTC") with { MakerFee = new FeeRate(fee.Maker), TakerFee = new FeeRate(fee.Taker) })]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1m")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1, Currency.Parse("USDT"))] }],
        Venue = new VenueOptions { FillOnTouch = fillOnTouch },
    }));
}
