using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Golden.Import;

/// <summary>Pairs of a recorded file and the same file with faults put in by its author: each fault in a trade file is found.</summary>
public sealed class DataQualityTests
{
    [SkippableFact]
    public void Recorded_spot_trades_are_clean()
    {
        Imported imported = Import("positive", "spot");
        Assert.Equal((10_000L, 0L), (imported.Counts.Events, imported.Counts.LeftOut));
        Assert.Equal((0L, 0L, 0L), (imported.Counts.TradeIdGaps, imported.Counts.NegativeLatency, imported.Counts.OutOfOrder));
        Assert.Equal("2025-03-04T00:00:01.271497000Z", imported.Events[0].ExchangeTime.ToString());   // Microseconds.
    }

    [SkippableFact]
    public void A_repeated_trade_id_in_spot_trades_is_found()
    {
        Imported imported = Import("negative", "spot");
        Assert.Equal((9_999L, 1L, 1L), (imported.Counts.Events, imported.Counts.Duplicates, imported.Counts.TradeIdGaps));
        ImportIssue issue = Assert.Single(imported.Counts.Examples);
        Assert.Equal((ImportFault.Duplicate, 3L, "TradeId", "348656871"), (issue.Fault, issue.Row, issue.Field, issue.Value));

        ImportException e = Assert.Throws<ImportException>(() => Import("negative", "spot", options => options with { Duplicates = RowPolicy.Error }));
        Assert.Equal(issue, e.Issue);
    }

    [SkippableFact]
    public void The_late_receive_time_of_the_last_spot_trade_shows_only_in_the_receive_time()
    {
        Imported imported = Import("negative", "spot", options => options with { UseReceiveTime = true });
        EngineEvent last = imported.Events[^1];
        Assert.Equal("2025-03-04T23:58:54.000000000Z", last.Time.ToString());
        Assert.True(last.Time - last.ExchangeTime > Duration.FromMinutes(23 * 60));
    }

    [SkippableFact]
    public void The_venues_zero_row_in_futures_trades_is_dropped()
    {
        Imported imported = Import("positive", "usd_m_futures");
        Assert.Equal((9_999L, 1L, 0L), (imported.Counts.Events, imported.Counts.ZeroRows, imported.Counts.TradeIdGaps));
        Assert.DoesNotContain(imported.Events, one => one.Trade.TradeId == 548_331_095);
    }

    [SkippableFact]
    public void A_negative_price_in_futures_trades_is_found()
    {
        ImportException e = Assert.Throws<ImportException>(() => Import("negative", "usd_m_futures"));
        Assert.Equal((ImportFault.NotPositive, 2L, 1L, "Price", "-1"), (e.Fault, e.Issue.Line, e.Issue.Row, e.Issue.Field, e.Issue.Value));

        Imported imported = Import("negative", "usd_m_futures", options => options with { OnBadRow = RowPolicy.Skip });
        Assert.Equal((9_998L, 1L, 1L), (imported.Counts.Events, imported.Counts.BadRows, imported.Counts.ZeroRows));
    }

    [SkippableFact]
    public void A_wrong_instrument_is_found()
    {
        ImportException e = Assert.Throws<ImportException>(() => Import("positive", "spot", symbol: "BTCUSDT"));
        Assert.Equal((ImportFault.WrongInstrument, "Symbol", "TRXUSDT"), (e.Fault, e.Issue.Field, e.Issue.Value));
    }

    [SkippableTheory]
    [InlineData("test_positive_binance_difference_depth_stream_spot_trxusdt_04-03-2025.csv.gz")]
    [InlineData("test_negative_binance_difference_depth_stream_usd_m_futures_trxusdt_04-03-2025.csv.gz")]
    [InlineData("test_negative_binance_depth_snapshot_spot_btcusdt_14-04-2025.csv.gz")]
    [InlineData("merged_depth_snapshot_difference_depth_stream_trade_stream_usd_m_futures_trxusdt_14-04-2025_positive.csv.gz")]
    public void Files_that_are_no_trades_are_not_taken_for_trades(string name)
    {
        string path = RealFile.Find("binance-dq-trx-2025/" + name);
        Assert.False(CsvLayouts.TryDetectFile(path, null, out _));
    }

    private static Imported Import(string kind, string market, Func<ImportOptions, ImportOptions>? change = null, string symbol = "TRXUSDT")
    {
        string path = RealFile.Find($"binance-dq-trx-2025/test_{kind}_binance_trade_stream_{market}_trxusdt_04-03-2025.csv.gz");
        return Imported.From(path, Imported.Detect(path), change, symbol);
    }
}
