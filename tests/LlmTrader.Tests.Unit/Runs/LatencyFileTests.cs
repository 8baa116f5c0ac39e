using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>Latency files as people have them, and what is said of those that can't be used.</summary>
public sealed class LatencyFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    /// <summary>The example of hftbacktest's documentation.</summary>
    [Fact]
    public void A_recording()
    {
        LatencyTable table = Read("req_ts, exch_ts, resp_ts, _padding", "1670026844751525000, 1670026844759000000, 1670026844762122000, 0", "1670026845754020000, 1670026845762000000, 1670026845770003000, 0");
        Assert.Equal([new LatencyRow(1670026844751525000, 7475000, 3122000), new LatencyRow(1670026845754020000, 7980000, 8003000)], table.Rows);
        Assert.Equal((LatencyUse.Interpolated, false), (table.Use, table.IsQuantiles));
        Assert.Equal(LatencyUse.Sampled, LatencyFile.Read(_path, LatencyUse.Sampled, 1).Use);
        Assert.Equal(table.Rows, LatencyConfiguration.From(table).Rows.Select(row => new LatencyRow(row[0], row[1], row[2])));
    }

    [Fact]
    public void Quantiles()
    {
        LatencyTable table = Read("probability,entry_ns,response_ns", "0,100,50", "0.5,200,60", "", "1,900,70");
        Assert.Equal([new LatencyRow(0, 100, 50), new LatencyRow(500_000, 200, 60), new LatencyRow(1_000_000, 900, 70)], table.Rows);
        Assert.Equal((LatencyUse.Sampled, true, 9UL), (table.Use, table.IsQuantiles, table.Seed));
    }

    [Theory]
    [InlineData("line 1: the head is 'a,b'", "a,b")]
    [InlineData("line 3: exch_ts is 'x'; nanoseconds, a whole number, are expected", "req_ts,exch_ts,resp_ts", "1,2,3", "1,x,3")]
    [InlineData("line 2: exch_ts is '0'; a time at or after req_ts is expected", "req_ts,exch_ts,resp_ts", "1,0,3")]
    [InlineData("line 2: resp_ts is '1'; a time at or after exch_ts is expected", "req_ts,exch_ts,resp_ts", "1,2,1")]
    [InlineData("line 2: resp_ts is ''", "req_ts,exch_ts,resp_ts", "1,2")]
    [InlineData("line 2: probability is '1.5'", "probability,entry_ns,response_ns", "1.5,2,3")]
    [InlineData("goes back in row 2", "req_ts,exch_ts,resp_ts", "5,6,7", "4,6,7")]
    [InlineData("needs 1 to", "req_ts,exch_ts,resp_ts")]
    public void Mistakes_name_file_line_and_field(string expected, params string[] lines)
    {
        RunException e = Assert.Throws<RunException>(() => Read(lines));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains(_path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there() => Assert.Contains("can't be read", Assert.Throws<RunException>(() => LatencyFile.Read("/nowhere/latency.csv", null, 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("none", SlippageUnit.None, 0)]
    [InlineData("2t", SlippageUnit.Ticks, 2)]
    [InlineData("15bp", SlippageUnit.BasisPoints, 15)]
    public void Slippage_as_text(string text, SlippageUnit unit, int amount) => Assert.Equal(new Slippage(unit, amount), SlippageText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("0t")]
    [InlineData("-1bp")]
    [InlineData("5001t")]
    public void Other_slippage(string text) => Assert.Throws<ArgumentException>(() => SlippageText.Parse(text));

    private LatencyTable Read(params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        return LatencyFile.Read(_path, null, 9);
    }
}
