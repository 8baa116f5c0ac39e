namespace LlmTrader.Tests.Golden.Books;

public sealed class BitstampFlowTests
{
    [SkippableFact]
    public void The_order_flow_rebuilds_without_a_crossed_book_and_every_odd_row_is_one_that_the_source_explains()
    {
        BitstampFlow flow = new();
        int rows = 0;
        int inARow = 0;
        int longest = 0;
        foreach (string[] row in BitstampFlow.Rows())
        {
            flow.Apply(row);
            rows++;
            Assert.False(flow.Book.IsCrossed, $"row {rows}");
            inARow = flow.Taking == 0 ? 0 : inARow + 1;
            longest = Math.Max(longest, inARow);
        }

        Assert.Equal(50_414, rows);
        Assert.Equal(0, flow.Taking);        // Nobody is left on the way,
        Assert.InRange(longest, 1, 40);      // and nobody was for long.
        Assert.Equal(179, flow.Book.OrderCount);
        (string, int)[] expected =
        [
            ("changed after deleted", 1),
            ("changed, placed before the window", 4),
            ("created after deleted", 5),
            ("deleted again", 21),
            ("deleted without created", 187),   // 182 placed before the window, 5 received before their "created" row.
            ("taker created", 348),
            ("taker ended with a rest", 4),
            ("taker filled", 286),
            ("taker repriced", 30),
            ("taker rests", 88),
        ];
        Assert.Equal(expected, flow.Counts.Select(count => (count.Key, count.Value)));
    }
}
