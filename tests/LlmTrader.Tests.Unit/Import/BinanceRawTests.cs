using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>Recorded frames as events, and what is said of frames that are none.</summary>
public sealed class BinanceRawTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_723_161_250 * Second;

    private readonly ImportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_book_waits_for_its_snapshot_and_comes_in_pieces()
    {
        (List<EngineEvent> events, ImportCounts counts) = Import(Depth(1, 2, 4, "0"), Trade(2, 7), Depth(3, 5, 6, "1"), Snapshot(4, 5), Depth(5, 7, 7, "2"));
        Assert.Equal([EventKind.Trade, EventKind.Book, EventKind.Book, EventKind.Book, EventKind.Book], events.Select(e => e.Kind));
        Assert.Equal([5, 5, 6, 7], events.Skip(1).Select(e => e.Book.UpdateId).Order());
        Assert.Equal(BookFlags.Snapshot | BookFlags.First, events[1].Book.Flags);
        Assert.Equal((BookFlags.Snapshot | BookFlags.Last, 1, Side.Sell), (events[2].Book.Flags, (int)events[2].Book.Count, events[2].Book.SideOf(0)));
        Assert.Equal((5L, 4L, 1L, 0L), (counts.Rows, counts.Events, counts.OldDepth, counts.DepthWithoutSnapshot));
        Assert.Equal((Second, Start + (4 * Second)), ((events[3].Time - events[3].ExchangeTime).Nanoseconds, events[3].Time.Nanoseconds));   // It could not be used before the snapshot came.
    }

    [Fact]
    public void A_break_becomes_a_gap_event_and_what_follows_waits()
    {
        (List<EngineEvent> events, ImportCounts counts) = Import(Snapshot(1, 10), Depth(2, 11, 12, "1"), Depth(3, 14, 15, "1"), Depth(4, 16, 17, "1"));
        Assert.Equal((EventKind.Gap, 1L), (events[^1].Kind, events[^1].Gap.Dropped));
        Assert.Equal((1L, 2L, 2L), (counts.DepthGaps, counts.DepthWithoutSnapshot, counts.Events));
        Assert.Equal(counts.Rows, counts.Events + counts.LeftOut);
    }

    [Theory]
    [InlineData("no time {}", ImportFault.Json, null)]
    [InlineData("1723161250 {}", ImportFault.Json, null)]   // Seconds, not ns.
    [InlineData("1723161252000000000 {\"e\":", ImportFault.Json, null)]
    [InlineData("1723161252000000000 {\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":1,\"p\":\"1.123\",\"q\":\"1\",\"m\":true,\"T\":1723161255342}", ImportFault.TooPrecise, "p")]
    [InlineData("1723161252000000000 {\"e\":\"depthUpdate\",\"E\":1723161255342,\"s\":\"BTCUSDT\",\"U\":1,\"u\":2,\"b\":[[\"1\",\"1\"],[\"1\",\"abc\"]],\"a\":[]}", ImportFault.NotANumber, "b[1].quantity")]
    [InlineData("1723161252000000000 {\"e\":\"trade\",\"s\":\"ETHUSDT\",\"t\":1,\"p\":\"1\",\"q\":\"1\",\"m\":true,\"T\":1723161255342}", ImportFault.WrongInstrument, "s")]
    [InlineData("1723161250500000000 {\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":9,\"p\":\"1\",\"q\":\"1\",\"m\":true,\"T\":1723161255342}", ImportFault.OutOfOrder, "receive time")]
    public void An_error_names_file_line_and_field(string line, ImportFault fault, string? field)
    {
        string path = _files.Write("frames.txt", string.Join('\n', Trade(1, 7), line));
        using IImportSource source = BinanceRawLayout.Instance.Open(path, ImportFiles.Options);
        EngineEvent next = default;
        Assert.True(source.TryRead(ref next));
        ImportException error = Assert.Throws<ImportException>(() => source.TryRead(ref next));
        Assert.Equal((fault, path, 2L, field), (error.Fault, error.Issue.File, error.Issue.Line, error.Issue.Field));
        Assert.Throws<ImportException>(() => source.TryRead(ref next));   // It stays failed.

        ImportOptions lenient = ImportFiles.Options with { OnBadRow = RowPolicy.Skip, OtherInstruments = RowPolicy.Skip, OutOfOrder = OutOfOrderPolicy.Skip };
        using IImportSource again = BinanceRawLayout.Instance.Open(path, lenient);
        Assert.Single(ImportFiles.ReadAll(again));
        Assert.Equal((2L, 1L, 1L), (again.Counts.Rows, again.Counts.LeftOut, again.Counts.Skipped(fault)));
    }

    [Fact]
    public void The_command_finds_layout_symbol_and_scales_and_writes_a_journal()
    {
        string path = _files.Write("frames.gz", ImportFiles.Gzip(string.Join('\n', Trade(1, 7), Snapshot(2, 10), Depth(3, 11, 12, "1.25"), Ticker(4), Frame(5, """{"e":"kline"}"""))));
        string data = Path.Combine(_files.Folder, "data");
        CommandRun run = CommandRun.Of("import", path, "--to", data, "--receive-time", "--json");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Equal((5L, "binance-raw", "BTCUSDT.BINANCE"), (run.Json().GetProperty("events").GetInt64(), run.Json().GetProperty("layout").GetString(), run.Json().GetProperty("instrument").GetString()));
        CommandRun cat = CommandRun.Of("journal", "cat", data, "--json");
        Assert.Equal(3, cat.Output.Split("\"kind\":\"Book\"").Length - 1);   // The snapshot is two pieces.
        Assert.Contains("--bar is for CSV files", CommandRun.Of("import", path, "--to", data, "--bar", "1m").Error, StringComparison.Ordinal);
    }

    private (List<EngineEvent> Events, ImportCounts Counts) Import(params string[] lines)
    {
        using IImportSource source = BinanceRawLayout.Instance.Open(_files.Write("frames.txt", string.Join('\n', lines)), ImportFiles.Options with { UseReceiveTime = true });
        List<EngineEvent> events = ImportFiles.ReadAll(source);
        Assert.Equal(source.Counts.Rows, source.Counts.Events + source.Counts.LeftOut);
        return (events, source.Counts);
    }

    private static string Frame(int second, string json) => FormattableString.Invariant($"{Start + (second * Second)} {json}");

    private static string Trade(int second, long id) =>
        Frame(second, FormattableString.Invariant($$"""{"stream":"btcusdt@trade","data":{"e":"trade","E":{{Ms(second)}},"s":"BTCUSDT","t":{{id}},"p":"100.5","q":"1","T":{{Ms(second)}},"m":false} }"""));

    private static string Ticker(int second) => Frame(second, """{"u":12,"s":"BTCUSDT","b":"100.40","B":"1","a":"100.50","A":"2"}""");

    private static string Depth(int second, long first, long final, string quantity) =>
        Frame(second, FormattableString.Invariant($$"""{"e":"depthUpdate","E":{{Ms(second)}},"s":"BTCUSDT","U":{{first}},"u":{{final}},"b":[["100.4","{{quantity}}"]],"a":[]}"""));

    private static string Snapshot(int second, long id) =>
        Frame(second, FormattableString.Invariant($$"""{"lastUpdateId":{{id}},"bids":[["100.4","1"],["100.3","1"]],"asks":[["100.5","1"],["100.6","1"]]}"""));

    private static long Ms(int second) => (Start + (second * Second)) / 1_000_000;
}
