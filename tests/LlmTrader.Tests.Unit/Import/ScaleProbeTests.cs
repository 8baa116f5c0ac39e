using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using static LlmTrader.Tests.Unit.Import.ImportFiles;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>What the probe finds is what an import needs.</summary>
public sealed class ScaleProbeTests : IDisposable
{
    private readonly ImportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Scales_times_and_rows_are_found_and_suffice()
    {
        string path = _files.WriteTrades(Trade(1, "100.50000", "8e-05"), Trade(2, "100.125", "3", 2), Trade(3, "bad", "3", 3), Trade(4, "1200", "0.10", 2.5));
        ScaleProbeResult probe = ScaleProbe.Run(path, CsvLayouts.BinanceAggTrades);
        Assert.Equal((4L, 1L, 3, 5), (probe.Rows, probe.UnreadableRows, probe.PriceScale, probe.QuantityScale));
        Assert.Equal((1_704_067_200_000L, 1_704_067_202_500L), (probe.FirstTime.Nanoseconds / 1_000_000, probe.LastTime.Nanoseconds / 1_000_000));
        Assert.Equal(Duration.FromMilliseconds(500), probe.SmallestStep);

        ImportOptions enough = Options with { OnBadRow = RowPolicy.Skip, Instrument = BtcUsdt with { PriceScale = 3, QuantityScale = 5 } };
        Assert.Equal(3, ImportAll(path, options: enough).Events.Count);
        Assert.Equal(2, ImportAll(path, options: enough with { Instrument = BtcUsdt with { PriceScale = 2, QuantityScale = 5 } }).Events.Count);
        Assert.Equal(2, ImportAll(path, options: enough with { Instrument = BtcUsdt with { PriceScale = 3, QuantityScale = 4 } }).Events.Count);
    }

    [Fact]
    public void Integer_prices_count_their_own_scale()
    {
        string path = _files.Write("lean.csv", "1000,1674200,210,Q,0,0\n2000,1674250,100,Q,0,0\n");
        ScaleProbeResult probe = ScaleProbe.Run(path, CsvLayouts.LeanEquityTrades, new DateOnly(2013, 10, 8));
        Assert.Equal((3, 0), (probe.PriceScale, probe.QuantityScale));
    }
}
