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

    [Fact]
    public void Models_in_use_are_named()
    {
        string text = Text(new VenueOptions
        {
            Queue = QueueModel.Power(3),
            MaxBooks = 1,
            Slippage = new Slippage(SlippageUnit.Ticks, 2),
            DepthSlippage = new Slippage(SlippageUnit.BasisPoints, 1),
            Latency = new LatencyTable { Rows = [new(0, 1, 1), new(1, 2, 2)], Use = LatencyUse.Interpolated },
            ParticipationPercent = 20,
        }, 5_000_000);
        foreach (string expected in new[]
        {
            "market data reaches the engine 5 ms after its exchange time", "the latencies of 2 recorded orders, in a straight line", "at most 20 % of each trade's, quote's, book level's or bar's size",
            "through the levels of the book when there is one", "costs 1 basis point more for each multiple of it", "both 2 ticks worse, but never beyond the limit",
            "when the queue before them is served (model power:3;", "the book or, without one, the quote",
        })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Draws_name_their_seed()
    {
        LatencyTable table = new() { Rows = [new(0, 1, 1), new(LatencyTable.Certain, 2, 2)], IsQuantiles = true, Seed = 77 };
        Assert.Contains("latencies drawn from quantiles with seed 77", Text(new VenueOptions { Latency = table }, null), StringComparison.Ordinal);
        Assert.Contains("latencies drawn from 2 recorded orders with seed 77", Text(new VenueOptions { Latency = table with { IsQuantiles = false } }, null), StringComparison.Ordinal);
        Assert.Contains("orders reach the venue 3 ms after the decision", Text(new VenueOptions { EntryLatency = new Duration(3_000_000) }, null), StringComparison.Ordinal);
    }

    private static string Text(VenueOptions venue, long? feedLatency) => string.Join('\n', FillAssumptions.Describe(new EngineOptions
    {
        Instruments = new InstrumentTable([TestJournal.Instrument(0, "X", "BTC")]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1m")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1, Currency.Parse("USDT"))] }],
        Venue = venue.Validated(),
    }, feedLatency));

    private static string Text(bool fillOnTouch, params (int Maker, int Taker)[] fees) => string.Join('\n', FillAssumptions.Describe(new EngineOptions
    {
        Instruments = new InstrumentTable([.. fees.Select((fee, i) => TestJournal.Instrument(i, $"X{i}", "BTC") with { MakerFee = new FeeRate(fee.Maker), TakerFee = new FeeRate(fee.Taker) })]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1m")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1, Currency.Parse("USDT"))] }],
        Venue = new VenueOptions { FillOnTouch = fillOnTouch },
    }));
}
