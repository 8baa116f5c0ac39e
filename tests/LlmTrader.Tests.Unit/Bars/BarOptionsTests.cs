using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Bars;

public sealed class BarOptionsTests
{
    private static readonly BarOptions Minute = BarTestBed.Options("1m");

    public static TheoryData<string, BarOptions> Invalid => new()
    {
        { "Specs[0] is 0.500000000 s", With(new BarSpec(BarAggregation.Time, 500_000_000)) },
        { "divides a day", With(new BarSpec(BarAggregation.Time, 7_000_000_000)) },
        { "Specs[0] is 172800.000000000 s", With(BarSpec.Time(Duration.FromDays(2))) },
        { "Specs[0] is '0t'; it must be 1 to 2147483647 trades", With(new BarSpec(BarAggregation.Tick, 0)) },
        { "1 to 2147483647 trades", With(new BarSpec(BarAggregation.Tick, 1L << 31)) },
        { "a positive volume", With(new BarSpec(BarAggregation.Volume, -1)) },
        { "1 to 92233720368 units of the quote currency", With(new BarSpec(BarAggregation.Notional, 92_233_720_369)) },
        { "unknown aggregation 9", With(new BarSpec((BarAggregation)9, 1)) },
        { "'1m' at 0 and 2; it must be given once", BarTestBed.Options("1m", "5m", "60s") },
        { "CloseDelay is -1.000000000 s; it must be 0 or more", Minute with { CloseDelay = Duration.FromSeconds(-1) } },
        { "one is 1s", BarTestBed.Options("1m", "1s") with { CloseDelay = Duration.FromMilliseconds(1_001) } },
        { "LateTicks is 7", Minute with { LateTicks = (LateTickPolicy)7 } },
        { "Gaps is 7", Minute with { Gaps = (GapPolicy)7 } },
        { "MaxFill is -1.000000000 s", Minute with { MaxFill = Duration.FromSeconds(-1) } },
        { "MaxClockLead is 31708800.000000000 s", Minute with { MaxClockLead = Duration.FromDays(367) } },
        { "65 specifications; it must be at most 64", With([.. Enumerable.Range(1, 65).Select(i => new BarSpec(BarAggregation.Tick, i))]) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_option_that_cant_be_used_is_named_with_what_it_may_be(string expected, BarOptions options)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new BarTestBed(options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_volume_step_that_no_quantity_can_reach_names_the_instrument()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new BarTestBed(BarTestBed.Options("9223373v"), BarTestBed.Instruments(1, 2, 12)));
        Assert.Contains("'9223373v' is out of reach for 'S0.TEST'", error.Message, StringComparison.Ordinal);
        Assert.NotNull(new BarTestBed(BarTestBed.Options("9223372v"), BarTestBed.Instruments(1, 2, 12)));
    }

    [Fact]
    public void Too_many_series_are_refused()
    {
        BarOptions options = With([.. Enumerable.Range(1, 64).Select(i => new BarSpec(BarAggregation.Tick, i))]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new BarTestBed(options, BarTestBed.Instruments(20_000)));
        Assert.Contains("20000 instruments with 64 bar specifications", error.Message, StringComparison.Ordinal);
    }

    private static BarOptions With(params BarSpec[] specs) => new() { Specs = specs };
}
