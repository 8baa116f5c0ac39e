using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Latencies from recordings: between rows, at the ends, and drawn by order.</summary>
public class OrderLatencyTests
{
    // Sent at 1,000 and 2,000; at the venue at 1,100 and 2,500; answers here at 1,140 and 2,520.
    private static readonly LatencyTable Recording = new() { Rows = [new(1000, 100, 40), new(2000, 500, 20)], Use = LatencyUse.Interpolated };

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1000, 100)]
    [InlineData(1250, 200)]
    [InlineData(1251, 200)]    // 200.4
    [InlineData(2000, 500)]
    [InlineData(9999, 500)]
    public void Entry_by_time_of_sending(long now, long expected) => Assert.Equal(expected, Of(Recording).Entry(Command(1), new Timestamp(now)).Nanoseconds);

    [Theory]
    [InlineData(1099, 40)]
    [InlineData(1100, 40)]
    [InlineData(1800, 30)]
    [InlineData(2500, 20)]
    [InlineData(9999, 20)]
    public void Response_by_time_at_the_venue(long time, long expected) => Assert.Equal(expected, Of(Recording).Response(Report(1), new Timestamp(time)).Nanoseconds);

    [Fact]
    public void Without_a_table_both_are_constant()
    {
        OrderLatency latency = new(new Duration(3), new Duration(4), null);
        Assert.Equal((3L, 4L), (latency.Entry(Command(1), new Timestamp(5)).Nanoseconds, latency.Response(Report(1), new Timestamp(5)).Nanoseconds));
    }

    [Fact]
    public void Draws_depend_on_seed_and_order_alone_and_use_all_rows()
    {
        LatencyTable table = new() { Rows = [.. Enumerable.Range(0, 10).Select(i => new LatencyRow(i, 100 + i, 200 + i))], Seed = 7 };
        OrderLatency first = Of(table);
        OrderLatency again = Of(table);
        OrderLatency other = Of(table with { Seed = 8 });
        int[] counts = new int[10];
        int differs = 0;
        for (int order = 0; order < 10_000; order++)
        {
            long drawn = first.Entry(Command(order), new Timestamp(50)).Nanoseconds;
            Assert.Equal(drawn, again.Entry(Command(order), new Timestamp(50)).Nanoseconds);
            Assert.InRange(first.Response(Report(order), new Timestamp(50)).Nanoseconds, 200, 209);
            if (other.Entry(Command(order), new Timestamp(50)).Nanoseconds != drawn) { differs++; }
            counts[drawn - 100]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));   // Five standard deviations of a fair draw.
        Assert.InRange(differs, 8_800, 9_200);
    }

    [Fact]
    public void Quantiles_are_drawn_from_straight_lines_between_them()
    {
        OrderLatency latency = Of(new LatencyTable { Rows = [new(0, 100, 10), new(500_000, 200, 10), new(1_000_000, 1200, 10)], IsQuantiles = true });
        long[] drawn = [.. Enumerable.Range(0, 20_000).Select(order => latency.Entry(Command(order), new Timestamp(1)).Nanoseconds).Order()];
        Assert.InRange(drawn[0], 100, 101);
        Assert.InRange(drawn[5_000], 147, 153);      // A quarter: half way from 100 to 200.
        Assert.InRange(drawn[10_000], 195, 215);
        Assert.InRange(drawn[15_000], 675, 725);
        Assert.InRange(drawn[^1], 1190, 1200);
    }

    [Fact]
    public void Tables_that_cant_be_used_say_why()
    {
        Refused("needs 1", new LatencyTable { Rows = [] });
        Refused("negative latency in row 1", new LatencyTable { Rows = [new(0, -1, 0)] });
        Refused("goes back in row 2", new LatencyTable { Rows = [new(5, 0, 0), new(4, 0, 0)] });
        Refused("no times to interpolate", new LatencyTable { Rows = [new(0, 0, 0), new(1_000_000, 0, 0)], IsQuantiles = true, Use = LatencyUse.Interpolated });
        Refused("must go from probability 0", new LatencyTable { Rows = [new(0, 0, 0), new(900_000, 0, 0)], IsQuantiles = true });
        Refused("falls in row 2", new LatencyTable { Rows = [new(0, 5, 0), new(1_000_000, 4, 0)], IsQuantiles = true });
    }

    /// <summary>A cancel that is sent later can be there first; then the order that it meant is not there yet.</summary>
    [Fact]
    public void A_command_can_overtake_another()
    {
        VenueFixture venue = new(new VenueOptions { Latency = new LatencyTable { Rows = [new(0, 100, 0), new(10, 5, 0)], Use = LatencyUse.Interpolated } });
        OrderId order = venue.Limit(Side.Buy, 5, 90, now: 0);
        venue.Cancel(order, now: 10);
        venue.Trade(100, 1, now: 200);
        Assert.Equal("1 cancel rejected: UnknownOrder · 1 accepted", venue.News());
        Assert.Equal([15L, 100L], venue.Sent.Select(sent => sent.VenueTime));
    }

    /// <summary>One line back: an answer that would be faster than the one before it waits for it.</summary>
    [Fact]
    public void Answers_of_a_venue_never_overtake_each_other()
    {
        VenueFixture venue = new(new VenueOptions { Latency = new LatencyTable { Rows = [new(0, 0, 500), new(100, 0, 1)], Use = LatencyUse.Interpolated } });
        venue.Limit(Side.Buy, 5, 90, now: 0);
        venue.Limit(Side.Buy, 5, 91, now: 100);
        Assert.Equal([500L, 500L], venue.Sent.Select(sent => sent.Due));
    }

    private static OrderLatency Of(LatencyTable table) => new(Duration.Zero, Duration.Zero, table.Validated());

    private static OrderCommand Command(long id) => new() { OrderId = new OrderId(id), Action = CommandAction.New };

    private static ExecutionReport Report(long id) => new() { OrderId = new OrderId(id), Kind = ReportKind.Fill };

    private static void Refused(string reason, LatencyTable table) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(table.Validated).Message, StringComparison.Ordinal);
}
