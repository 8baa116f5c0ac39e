using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using static LlmTrader.Tests.Unit.Import.ImportFiles;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>Files of one instrument are one sequence of rows: what holds between rows holds between files.</summary>
public sealed class SeveralFilesTests : IDisposable
{
    private const string BarHeader = "open_time_ms,open,high,low,close,volume";

    private static readonly CsvLayout Bars = CsvLayout.Parse("time=open_time_ms,open=open,high=high,low=low,close=close,volume=volume,period=1m");

    private readonly ImportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_trade_that_two_files_hold_comes_once_and_is_counted()
    {
        (List<EngineEvent> events, ImportCounts second) = ImportBoth(Options, [Trade(1), Trade(2, second: 1)], [Trade(2, second: 1), Trade(3, second: 1)]);
        Assert.Equal([1, 2, 3], events.Select(e => e.Trade.TradeId));
        Assert.Equal((2, 1, 1), (second.Rows, second.Events, second.Duplicates));
    }

    [Fact]
    public void A_duplicate_across_files_can_stop_the_import()
    {
        ImportOptions strict = Options with { Duplicates = RowPolicy.Error };
        ImportException error = Assert.Throws<ImportException>(() => ImportBoth(strict, [Trade(1), Trade(2)], [Trade(2)]));
        Assert.Equal((ImportFault.Duplicate, "second.csv", 2), (error.Fault, Path.GetFileName(error.Issue.File), error.Issue.Line));
    }

    [Fact]
    public void An_overlap_that_is_taken_out_of_order_is_still_told_by_its_ids()
    {
        ImportOptions lenient = Options with { OutOfOrder = OutOfOrderPolicy.Accept };
        (List<EngineEvent> events, ImportCounts second) = ImportBoth(
            lenient, [Trade(1), Trade(2, second: 1), Trade(3, second: 2)], [Trade(2, second: 1), Trade(3, second: 2), Trade(4, second: 3)]);
        Assert.Equal([1, 2, 3, 4], events.Select(e => e.Trade.TradeId));
        Assert.Equal((1, 2), (second.OutOfOrder, second.Duplicates));
    }

    [Fact]
    public void Ids_that_are_missing_between_two_files_are_counted()
    {
        (_, ImportCounts second) = ImportBoth(Options, [Trade(1)], [Trade(5, second: 1)]);
        Assert.Equal(1, second.TradeIdGaps);
    }

    [Theory]
    [InlineData(1, 0)]    // Its first row.
    [InlineData(5, 1)]    // A later one.
    public void A_row_before_the_end_of_the_file_before_is_out_of_order(int firstSecond, int outOfOrder)
    {
        ImportException error = Assert.Throws<ImportException>(
            () => ImportBoth(Options, [Trade(1), Trade(2, second: 4)], [Trade(3, second: firstSecond), Trade(4, second: 2)]));
        Assert.Equal(ImportFault.OutOfOrder, error.Fault);
        Assert.Equal(2 + outOfOrder, error.Issue.Line);
        Assert.Equal(outOfOrder == 0, error.Message.Contains("files are named in the order of their time", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_in_the_wrong_place_is_left_out_row_by_row_when_told()
    {
        ImportOptions skipping = Options with { OutOfOrder = OutOfOrderPolicy.Skip };
        (List<EngineEvent> events, ImportCounts second) = ImportBoth(skipping, [Trade(10, second: 10)], [Trade(1), Trade(2, second: 1)]);
        Assert.Single(events);
        Assert.Equal((2, 2, 0), (second.Rows, second.OutOfOrder, second.Events));
    }

    [Fact]
    public void Accepted_rows_never_take_engine_time_back()
    {
        ImportOptions lenient = Options with { OutOfOrder = OutOfOrderPolicy.Accept };
        (List<EngineEvent> events, _) = ImportBoth(lenient, [Trade(10, second: 10)], [Trade(1), Trade(11, second: 11)]);
        Assert.Equal(events.Select(e => e.Time).Order(), events.Select(e => e.Time));
    }

    [Fact]
    public void A_bar_that_two_files_hold_comes_once_and_is_counted()
    {
        RowHistory history = new();
        (List<EngineEvent> first, _) = Import("first.csv", BarHeader, [Bar(0), Bar(1)], Bars, Options, history);
        (List<EngineEvent> second, ImportCounts counts) = Import("second.csv", BarHeader, [Bar(1), Bar(2)], Bars, Options with { OutOfOrder = OutOfOrderPolicy.Error }, history);
        Assert.Equal((2, 1, 1), (first.Count, second.Count, counts.Duplicates));
    }

    [Fact]
    public void A_file_by_itself_knows_of_no_other()
    {
        string path = _files.WriteTrades(Trade(1));
        Assert.Single(ImportAll(path).Events);
        Assert.Single(ImportAll(path).Events);
    }

    private (List<EngineEvent> Events, ImportCounts Second) ImportBoth(ImportOptions options, string[] first, string[] second)
    {
        RowHistory history = new();
        (List<EngineEvent> events, _) = Import("first.csv", TradeHeader, first, CsvLayouts.BinanceAggTrades, options, history);
        (List<EngineEvent> more, ImportCounts counts) = Import("second.csv", TradeHeader, second, CsvLayouts.BinanceAggTrades, options, history);
        return ([.. events, .. more], counts);
    }

    private (List<EngineEvent> Events, ImportCounts Counts) Import(
        string name, string header, string[] rows, CsvLayout layout, ImportOptions options, RowHistory history)
    {
        using CsvSource source = CsvSource.Open(_files.Write(name, $"{header}\n{string.Join('\n', rows)}\n"), layout, options, history);
        List<EngineEvent> events = ReadAll(source);
        Assert.Equal(source.Counts.Rows, source.Counts.Events + source.Counts.LeftOut);
        return (events, source.Counts);
    }

    private static string Bar(int minute) => FormattableString.Invariant($"{1_704_067_200_000 + (minute * 60_000L)},100,101,99,100.5,3");
}
