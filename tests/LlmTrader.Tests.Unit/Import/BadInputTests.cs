using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using static LlmTrader.Tests.Unit.Import.ImportFiles;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>Each bad input is an error that says where, or is left out and counted.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly ImportOptions Skipping = Options with { OnBadRow = RowPolicy.Skip };

    private readonly ImportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_missing_file_a_folder_and_an_empty_file_are_named()
    {
        Assert.Equal(ImportFault.FileNotFound, Refused(Path.Combine(_files.Folder, "none.csv")).Fault);
        Assert.Equal(ImportFault.NotAFile, Refused(_files.Folder).Fault);
        Assert.Equal(ImportFault.Empty, Refused(_files.Write("empty.csv", "")).Fault);
        Assert.Equal(ImportFault.Empty, Refused(_files.Write("comments.csv", "# nothing\n\n")).Fault);
        Assert.Equal(ImportFault.Empty, Refused(_files.Write("empty.gz", Gzip(""))).Fault);
        Assert.Equal(ImportFault.Empty, Refused(_files.Write("blank.csv", "\n\n"), CsvLayouts.BinancePublicAggTrades).Fault);
        Assert.Empty(ImportAll(_files.Write("quiet.csv", TradeHeader + "\n")).Events);   // A header and a quiet hour is no error.
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 })]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD })]
    [InlineData(new byte[] { 0x50, 0x41, 0x52, 0x31, 0x00 })]
    public void Known_other_formats_are_refused_by_name(byte[] bytes) =>
        Assert.Equal(ImportFault.UnsupportedFormat, Refused(_files.Write("other.csv", bytes)).Fault);

    [Fact]
    public void A_missing_column_is_found_before_the_first_row()
    {
        string path = _files.Write("t.csv", TradeHeader.Replace("qty", "amount", StringComparison.Ordinal) + "\n" + Trade(1) + "\n");
        ImportException e = Assert.Throws<ImportException>(() => CsvSource.Open(path, CsvLayouts.BinanceAggTrades, Options).Dispose());
        Assert.Equal(ImportFault.MissingColumn, e.Fault);
        Assert.Equal(("qty", 1L), (e.Issue.Field, e.Issue.Line));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_there_twice_is_ambiguous() =>
        Assert.Equal(ImportFault.AmbiguousColumn, Refused(_files.Write("t.csv", TradeHeader + ",qty\n")).Fault);

    [Theory]
    [InlineData("2,1oo.5,0.25,1,1,1704067201000,true,true", ImportFault.NotANumber, "price", "1oo.5")]
    [InlineData("2,,0.25,1,1,1704067201000,true,true", ImportFault.NotANumber, "price", "")]
    [InlineData("2,-100.5,0.25,1,1,1704067201000,true,true", ImportFault.NotPositive, "price", "-100.5")]
    [InlineData("2,100.5,-0.25,1,1,1704067201000,true,true", ImportFault.NotPositive, "qty", "-0.25")]
    [InlineData("2,0,0.25,1,1,1704067201000,true,true", ImportFault.NotPositive, "price", "0")]
    [InlineData("2,100.5,0.0000,1,1,1704067201000,true,true", ImportFault.NotPositive, "qty", "0.0000")]
    [InlineData("2,100.505,0.25,1,1,1704067201000,true,true", ImportFault.TooPrecise, "price", "100.505")]
    [InlineData("2,1e30,0.25,1,1,1704067201000,true,true", ImportFault.TooLarge, "price", "1e30")]
    [InlineData("x2,100.5,0.25,1,1,1704067201000,true,true", ImportFault.TradeId, "agg_trade_id", "x2")]
    [InlineData("2,100.5,0.25,1,1,yesterday,true,true", ImportFault.TimeFormat, "time_ms", "yesterday")]
    [InlineData("2,100.5,0.25,1,1,1704067201,true,true", ImportFault.TimeOutOfRange, "time_ms", "1704067201")]
    [InlineData("2,100.5,0.25,1,1,1704067201000000,true,true", ImportFault.TimeOutOfRange, "time_ms", "1704067201000000")]
    [InlineData("2,100.5,0.25,1,1,1704067201000,maybe,true", ImportFault.Side, "is_buyer_maker", "maybe")]
    [InlineData("2,100.5,0.25,1,1,1704067201000,true", ImportFault.FieldCount, null, "2,100.5,0.25,1,1,1704067201000,true")]
    [InlineData("2,100.5,0.25,1,1,1704067201000,true,true,9", ImportFault.FieldCount, null, "2,100.5,0.25,1,1,1704067201000,true,true,9")]
    [InlineData("2,\"100.5,0.25,1,1,1704067201000,true,true", ImportFault.UnbalancedQuote, null, null)]
    public void A_bad_row_is_an_error_that_says_where_or_is_skipped_and_counted(string row, ImportFault fault, string? field, string? value)
    {
        string path = _files.WriteTrades(Trade(1), row, Trade(3, second: 2));

        ImportException e = Refused(path);
        Assert.Equal((fault, path, 3L, 2L, field), (e.Fault, e.Issue.File, e.Issue.Line, e.Issue.Row, e.Issue.Field));
        if (value is not null) { Assert.Equal(value, e.Issue.Value); }
        Assert.Contains("line 3", e.Message, StringComparison.Ordinal);

        (List<EngineEvent> events, ImportCounts counts) = ImportAll(path, options: Skipping);
        Assert.Equal([1L, 3L], events.Select(one => one.Trade.TradeId));
        Assert.Equal((1L, 1L), (counts.BadRows, counts.Skipped(fault)));
        Assert.Equal(e.Issue, Assert.Single(counts.Examples));
    }

    [Fact]
    public void Only_the_first_examples_are_kept()
    {
        string path = _files.WriteTrades([.. Enumerable.Range(1, 50).Select(i => Trade(i, price: "bad"))]);
        (_, ImportCounts counts) = ImportAll(path, options: Skipping with { MaxExamples = 3 });
        Assert.Equal((50L, 3), (counts.BadRows, counts.Examples.Count));
    }

    [Fact]
    public void Price_and_quantity_zero_together_are_dropped_and_counted_whatever_the_policy()
    {
        (List<EngineEvent> events, ImportCounts counts) = ImportAll(_files.WriteTrades(Trade(1), Trade(2, "0.0", "0.0"), Trade(3)));
        Assert.Equal(2, events.Count);
        Assert.Equal((1L, 0L, 0L), (counts.ZeroRows, counts.BadRows, counts.TradeIdGaps));
    }

    [Fact]
    public void A_row_that_goes_back_in_time_follows_the_policy()
    {
        string path = _files.WriteTrades(Trade(1, second: 5), Trade(2, second: 4), Trade(3, second: 6));

        ImportException e = Refused(path);
        Assert.Equal((ImportFault.OutOfOrder, 3L, "time_ms"), (e.Fault, e.Issue.Line, e.Issue.Field));

        (List<EngineEvent> taken, ImportCounts counts) = ImportAll(path, options: Options with { OutOfOrder = OutOfOrderPolicy.Accept });
        Assert.Equal(1, counts.OutOfOrder);
        Assert.Equal(3, taken.Count);
        Assert.Equal(taken[0].Time, taken[1].Time);                        // Engine time never goes back,
        Assert.True(taken[1].ExchangeTime < taken[0].ExchangeTime);        // exchange time stays as it is.

        (List<EngineEvent> rest, counts) = ImportAll(path, options: Options with { OutOfOrder = OutOfOrderPolicy.Skip });
        Assert.Equal([1L, 3L], rest.Select(one => one.Trade.TradeId));
        Assert.Equal((1L, 1L), (counts.OutOfOrder, counts.Skipped(ImportFault.OutOfOrder)));
    }

    [Fact]
    public void A_repeated_trade_id_is_a_duplicate_and_a_late_one_is_not()
    {
        string path = _files.WriteTrades(Trade(1), Trade(2), Trade(2), Trade(4), Trade(3), Trade(1));
        (List<EngineEvent> events, ImportCounts counts) = ImportAll(path);
        Assert.Equal([1L, 2L, 4L, 3L], events.Select(one => one.Trade.TradeId));
        Assert.Equal((2L, 1L), (counts.Duplicates, counts.TradeIdGaps));

        ImportException e = Refused(path, options: Options with { Duplicates = RowPolicy.Error });
        Assert.Equal((ImportFault.Duplicate, 4L, "agg_trade_id"), (e.Fault, e.Issue.Line, e.Issue.Field));
    }

    [Fact]
    public void Identical_rows_without_an_id_are_separate_trades()
    {
        string path = _files.Write("t.csv", string.Concat(Enumerable.Repeat("1704067200000,100.5,1\n", 3)));
        Assert.Equal(3, ImportAll(path, CsvLayout.Parse("time=1,price=2,quantity=3")).Events.Count);
    }

    [Fact]
    public void Another_instruments_row_is_an_error_or_skipped()
    {
        string path = _files.Write("t.csv", "BTCUSDT,1704067200000,1,1\nETHUSDT,1704067200000,1,1\n");
        CsvLayout layout = CsvLayout.Parse("symbol=1,time=2,price=3,quantity=4");

        ImportException e = Refused(path, layout);
        Assert.Equal((ImportFault.WrongInstrument, 2L, "column 1", "ETHUSDT"), (e.Fault, e.Issue.Line, e.Issue.Field, e.Issue.Value));
        Assert.Contains("BTCUSDT", e.Issue.Expected, StringComparison.Ordinal);

        (List<EngineEvent> events, ImportCounts counts) = ImportAll(path, layout, Options with { OtherInstruments = RowPolicy.Skip });
        Assert.Single(events);
        Assert.Equal(1, counts.OtherInstruments);
    }

    [Theory]
    [InlineData("1704067200000,10,12,9,11,5\n1704067200000,10,12,9,11,5\n", ImportFault.Duplicate)]
    [InlineData("1704067200000,10,9,12,11,5\n", ImportFault.HighBelowLow)]
    [InlineData("1704067200000,0,12,9,11,5\n", ImportFault.NotPositive)]
    [InlineData("1704067200000,10,12,9,11,-5\n", ImportFault.NotPositive)]
    [InlineData("1704067200000,10,12,9,11,5\n1704067230000,10,12,9,11,5\n", ImportFault.BarOverlap)]
    public void A_bad_bar_is_refused(string rows, ImportFault fault)
    {
        CsvLayout layout = CsvLayout.Parse("time=1,open=2,high=3,low=4,close=5,volume=6,period=1m");
        Assert.Equal(fault, Refused(_files.Write("b.csv", rows), layout, Options with { Duplicates = RowPolicy.Error }).Fault);
    }

    [Fact]
    public void A_wrong_period_shows_in_the_close_time()
    {
        string path = _files.Write("k.csv", CsvLayouts.BinanceKlines.Header + "\n1719792000000,1,2,1,2,9,1719795599999,9,9,9,9\n");
        ImportException e = Refused(path, CsvLayouts.BinanceKlines, Options with { BarSpec = BarSpec.Parse("1m") });
        Assert.Equal((ImportFault.CloseTime, "close_time_ms"), (e.Fault, e.Issue.Field));
        Assert.Equal(0, ImportAll(path, CsvLayouts.BinanceKlines, Options with { BarSpec = BarSpec.Parse("1h") }).Counts.EarlyCloses);
        Assert.Equal(1, ImportAll(path, CsvLayouts.BinanceKlines, Options with { BarSpec = BarSpec.Parse("4h") }).Counts.EarlyCloses);
    }

    [Fact]
    public void What_the_layout_needs_and_the_options_lack_is_named()
    {
        string path = _files.WriteTrades(Trade(1));
        Assert.Equal(ImportFault.MissingOption, Refused(path, CsvLayouts.BinanceKlines).Fault);
        Assert.Equal(ImportFault.MissingOption, Refused(path, CsvLayouts.LeanEquityTrades).Fault);
        Assert.Equal(ImportFault.MissingOption, Refused(path, options: Options with { UseReceiveTime = true }).Fault);
        Assert.Equal(ImportFault.UnknownZone, Refused(path, CsvLayouts.BinanceAggTrades with { Zone = "Mars/Olympus" }).Fault);
    }

    [Fact]
    public void A_gzip_that_is_cut_anywhere_is_truncated_and_never_ends_quietly()
    {
        byte[] whole = Gzip(TradeHeader + "\n" + string.Concat(Enumerable.Range(1, 200).Select(i => Trade(i, second: i) + "\n")));
        for (int length = 3; length < whole.Length; length += length > whole.Length - 12 ? 1 : 97)
        {
            ImportException e = Refused(_files.Write("cut.gz", whole[..length]));
            Assert.True(e.Fault == ImportFault.Truncated, $"cut at {length} of {whole.Length}: {e.Message}");
        }

        Assert.Equal(200, ImportAll(_files.Write("whole.gz", whole)).Events.Count);
    }

    [Fact]
    public void A_truncated_gzip_names_the_row_that_was_reached()
    {
        var random = new Random(7);
        byte[] whole = Gzip(TradeHeader + "\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i =>
            Trade(i, price: FormattableString.Invariant($"{random.Next(1, 99999)}.5"), second: i) + "\n")));
        string path = _files.Write("cut.gz", whole[..(whole.Length / 2)]);
        using CsvSource source = CsvSource.Open(path, CsvLayouts.BinanceAggTrades, Options);
        ImportException e = Assert.Throws<ImportException>(() => ReadAll(source));
        Assert.Equal(ImportFault.Truncated, e.Fault);
        Assert.InRange(e.Issue.Row, 5_000, 15_000);
        Assert.Equal(e.Issue.Row, source.Counts.Rows);
        EngineEvent next = default;
        Assert.Equal(e.Issue, Assert.Throws<ImportException>(() => source.TryRead(ref next)).Issue);   // It stays failed.
    }

    [Fact]
    public void A_damaged_gzip_is_corrupt_and_garbage_behind_it_is_seen()
    {
        byte[] whole = Gzip(TradeHeader + "\n" + Trade(1) + "\n");
        byte[] wrongChecksum = [.. whole];
        wrongChecksum[^6] ^= 1;
        Assert.Equal(ImportFault.Corrupt, Refused(_files.Write("crc.gz", wrongChecksum)).Fault);
        Assert.Equal(ImportFault.Corrupt, Refused(_files.Write("tail.gz", [.. whole, .. Encoding.ASCII.GetBytes("garbage behind it")])).Fault);
    }

    [Fact]
    public void A_cut_or_damaged_zip_is_refused()
    {
        byte[] whole = Zip(("t.csv", TradeHeader + "\n" + string.Concat(Enumerable.Range(1, 500).Select(i => Trade(i, second: i) + "\n"))));
        Assert.Equal(500, ImportAll(_files.Write("whole.zip", whole)).Events.Count);
        for (int length = 8; length < whole.Length; length += 211)
        {
            Assert.Equal(ImportFault.Truncated, Refused(_files.Write("cut.zip", whole[..length])).Fault);
        }

        byte[] flipped = [.. whole];
        int local = 14;   // The checksum in the local header is not the one that counts; the directory's is.
        int directory = LastIndexOf(flipped, [(byte)'P', (byte)'K', 1, 2]) + 16;
        flipped[local] ^= 1;
        flipped[directory] ^= 1;
        Assert.Equal(ImportFault.Corrupt, Refused(_files.Write("crc.zip", flipped)).Fault);
    }

    [Fact]
    public void A_zip_with_several_csv_entries_wants_a_name()
    {
        string trades = TradeHeader + "\n" + Trade(1) + "\n";
        string path = _files.Write("two.zip", Zip(("a.csv", trades), ("b.csv", trades + Trade(2) + "\n"), ("readme.txt", "x")));
        ImportException e = Refused(path);
        Assert.Equal(ImportFault.ZipEntry, e.Fault);
        Assert.Contains("b.csv", e.Issue.Value, StringComparison.Ordinal);
        Assert.Equal(2, ImportAll(path, options: Options with { ZipEntry = "b.csv" }).Events.Count);
        Assert.Equal(ImportFault.ZipEntry, Refused(path, options: Options with { ZipEntry = "c.csv" }).Fault);
        Assert.Equal(ImportFault.ZipEntry, Refused(_files.Write("none.zip", Zip())).Fault);
    }

    [Fact]
    public void A_line_longer_than_the_buffer_is_refused() =>
        Assert.Equal(ImportFault.LineTooLong, Refused(
            _files.WriteTrades(Trade(1), new string('9', 5_000)), options: Skipping with { BufferBytes = 1_024 }).Fault);

    private static int LastIndexOf(byte[] bytes, byte[] wanted) => bytes.AsSpan().LastIndexOf(wanted);
}
