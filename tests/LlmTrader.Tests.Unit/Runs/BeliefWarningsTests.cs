using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Fills;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>Each thing that makes a result unbelievable is said when it is there, and only then.</summary>
public sealed class BeliefWarningsTests
{
    private static readonly VenueOptions Sound = new() { EntryLatency = new Duration(1) };

    private static readonly RunFacts Facts = new()
    {
        HasBarsOnly = false,
        HasTicks = true,
        ShowsQueue = true,
        BookPieces = 0,
        Gaps = 0,
        Span = (new Timestamp(0), new Timestamp(600_000_000_000)),
        Fills = [Fills(filled: 5, largest: 1, market: 1_000)],
    };

    [Fact]
    public void A_sound_run_is_not_warned_of() => Assert.Empty(Of(Sound, Facts));

    [Fact]
    public void Nothing_is_said_of_a_run_without_fills() =>
        Assert.Empty(Of(new VenueOptions { FillOnTouch = true }, Facts with { HasBarsOnly = true, Gaps = 3, Fills = [Fills(0, 0, 0)] }, fee: 0));

    [Fact]
    public void Bars_only() => Only("orders filled on bars alone", Of(Sound, Facts with { HasBarsOnly = true, HasTicks = false }));

    [Fact]
    public void No_costs() => Only("trading X.BINANCE cost nothing: its maker and taker fees are zero", Of(Sound, Facts, fee: 0));

    [Fact]
    public void Gaps() => Only("the market data has 3 gaps", Of(Sound, Facts with { Gaps = 3 }));

    [Fact]
    public void A_book_that_is_not_used() => Only("the data has a level-2 book, and fills did not use it", Of(Sound, Facts with { BookPieces = 9 }));

    [Fact]
    public void No_latency_on_ticks()
    {
        Only("orders reached the venue in the instant of the decision", Of(new VenueOptions(), Facts));
        Assert.Empty(Of(new VenueOptions(), Facts with { HasTicks = false }));
    }

    [Fact]
    public void Fill_on_touch() => Only("resting orders filled whenever the market touched their limit", Of(Sound with { FillOnTouch = true }, Facts));

    [Fact]
    public void A_queue_model_without_a_queue_to_see()
    {
        VenueOptions queued = Sound with { Queue = QueueModel.Power(2) };
        Assert.Empty(Of(queued, Facts));
        Only("the queue model power:2 was not used", Of(queued, Facts with { ShowsQueue = false }));
        Assert.Empty(Of(Sound, Facts with { ShowsQueue = false }));
    }

    [Fact]
    public void Latencies_of_another_day()
    {
        LatencyTable table = new() { Rows = [new(0, 1, 1), new(600_000_000_000, 1, 1)], Use = LatencyUse.Interpolated };
        Assert.Empty(Of(new VenueOptions { Latency = table }, Facts));
        Only("outside of the recording its first and last latency stood in", Of(new VenueOptions { Latency = table }, Facts with { Span = (new Timestamp(0), new Timestamp(600_000_000_001)) }));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void Fills_that_are_a_large_part_of_the_volume(long filled, bool isWarned)
    {
        IReadOnlyList<string> warnings = Of(Sound, Facts with { Fills = [Fills(filled, 1, 1_000)] });
        if (isWarned) { Only("our fills are 10.0 % of all that was traded in X.BINANCE", warnings); } else { Assert.Empty(warnings); }
    }

    [Theory]
    [InlineData(100, false)]   // 1,000 in ten minutes.
    [InlineData(101, true)]
    public void Orders_above_what_is_traded_in_a_minute(long largest, bool isWarned)
    {
        IReadOnlyList<string> warnings = Of(Sound, Facts with { Fills = [Fills(5, largest, 1_000)] });
        if (isWarned) { Only("the largest order in X.BINANCE (101) is larger than what the market trades in a minute (100 on average)", warnings); } else { Assert.Empty(warnings); }
    }

    [Fact]
    public void Fills_where_nothing_traded() => Only("5 of X.BINANCE filled, and the data shows no trade in it", Of(Sound, Facts with { Fills = [Fills(5, 1, 0)] }));

    private static void Only(string expected, IReadOnlyList<string> warnings) => Assert.Contains(expected, Assert.Single(warnings), StringComparison.Ordinal);

    private static InstrumentFills Fills(long filled, long largest, long market) => new()
    {
        Instrument = "X.BINANCE", Orders = 9, Ordered = 90, LargestOrder = largest, FilledOrders = filled > 0 ? 1 : 0, Fills = filled > 0 ? 1 : 0, Filled = filled,
        FilledAsMaker = filled, MeanPrice = filled > 0 ? 100 : null, MarketVolume = market,
    };

    private static IReadOnlyList<string> Of(VenueOptions venue, RunFacts facts, int fee = 1) => BeliefWarnings.Of(new EngineOptions
    {
        Instruments = new InstrumentTable([TestJournal.Instrument(0, "X", "BTC") with { Symbol = "X", Venue = "BINANCE", MakerFee = default, TakerFee = new FeeRate(fee) }]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1m")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1, Currency.Parse("USDT"))] }],
        Venue = venue.Validated(),
    }, facts);
}
