using System.CommandLine;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Import;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary><c>llmtrader import</c></summary>
internal sealed class ImportVerb : Verb
{
    private readonly Argument<string[]> _files = new("files") { HelpName = "FILE", Arity = ArgumentArity.OneOrMore, Description = "Files (plain, gzip or zip) of one instrument, in the order of their time: CSV, or recorded frames." };
    private readonly Option<string> _to = new("--to") { HelpName = "DIR", Description = "Where the journal goes.", Required = true };
    private readonly Option<string?> _layout = OptionOf.Text("--layout", "NAME|MAP", $"What the columns mean: a name ({string.Join(", ", LayoutOption.Names)}) or a map such as time=1,price=2,quantity=3,unit=ms. Found by the header line when left out.");
    private readonly InstrumentOptions _instrument = new();
    private readonly Option<string?> _bar = OptionOf.Text("--bar", "SPEC", "Period of the bars in a file of bars, 1m, 1h, 1d, when the layout does not know it.");
    private readonly Option<string[]> _dates = OptionOf.Texts("--date", "yyyy-MM-dd", "Local day of a file that holds times of the day only, one for each file. When left out, the first eight digits of the file's name.");
    private readonly Option<string?> _zone = OptionOf.Text("--zone", "IANA", "Zone of times that carry none, such as America/New_York, when the layout does not know it.");
    private readonly Option<decimal> _latency = OptionOf.Decimal("--feed-latency", "ms", "Added to the venue's time to get the time at which the engine sees a row.", 0, 86_400_000);
    private readonly Option<bool> _receiveTime = OptionOf.Flag("--receive-time", "The engine sees a row at the receive time that the file recorded.");
    private readonly Option<string?> _skipWhere = OptionOf.Text("--skip-where", "COLUMN=VALUE", "Leave out rows with this value, such as 6=1; they are counted as filtered.");
    private readonly Option<string?> _zipEntry = OptionOf.Text("--zip-entry", "NAME", "Which entry of a zip that holds several.");
    private readonly Option<RowPolicy> _badRow = OptionOf.Choice("--on-bad-row", "A row that can't be used: stop without a journal, or leave it out and count it.", RowPolicy.Error, ("error", RowPolicy.Error), ("skip", RowPolicy.Skip));
    private readonly Option<OutOfOrderPolicy> _outOfOrder = OptionOf.Choice("--on-out-of-order", "A row older than the one before it: stop, take it as it came, or leave it out.", OutOfOrderPolicy.Error, ("error", OutOfOrderPolicy.Error), ("accept", OutOfOrderPolicy.Accept), ("skip", OutOfOrderPolicy.Skip));
    private readonly Option<RowPolicy> _duplicate = OptionOf.Choice("--on-duplicate", "A trade id or a bar's time that was there before. Rows without an id are never duplicates.", RowPolicy.Skip, ("error", RowPolicy.Error), ("skip", RowPolicy.Skip));
    private readonly Option<bool> _force = OptionOf.Flag("--force", "Replace a journal that lies at --to.");

    public ImportVerb()
        : base("import", "Turn files of trades, quotes, bars or books into a journal.")
    {
        Arguments.Add(_files);
        Option[] first = [_to, _layout];
        Option[] rest = [_bar, _dates, _zone, _latency, _receiveTime, _skipWhere, _zipEntry, _badRow, _outOfOrder, _duplicate, _force];
        foreach (Option option in first.Concat(_instrument.All).Concat(rest)) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Streams the files into a journal in constant memory. The journal appears when all of it is good, or not at all: a row that can't be used stops the import with file, line and field, "
        + "unless an --on-… option says to leave such rows out. Nothing vanishes uncounted: rows = events + what was left out, by reason.\n\n"
        + "What the options don't say about the instrument is taken from the layout and the files: symbol, venue, and as many decimals as the numbers have (one more pass over the files).\n\n"
        + string.Join("\n\n", CsvLayoutText.Usage) + "\n\n"
        + "binance-raw is no CSV: a line is the receive time in ns, a space and a frame as Binance's WebSocket sent it, or the answer of GET /depth. depthUpdate becomes the book, joined with the snapshot by the venue's rules; bookTicker becomes quotes, trade trades.\n\n"
        + "Exit code 1 when rows were refused.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader import BTCUSDT-trades-2024-08-08.zip --layout binance-public-trades --symbol BTCUSDT --to data/btc", "a day of trades as Binance publishes them"),
        new("llmtrader import ticks.csv.gz --layout 'time=1,price=2,quantity=3,unit=us' --symbol ACME --venue XNYS --quote USD --to data/acme", "any CSV, by the positions of its columns"),
        new("llmtrader import quotes.csv --layout 'header=yes,time=1,unit=text,zone=America/New_York,bid_price=2,bid_quantity=3,ask_price=4,ask_quantity=5' --symbol SPY --quote USD --to data/spy", "quotes with a header line whose names don't matter, in New York's time"),
        new("llmtrader import klines.csv --bar 1h --symbol ETHUSDT --to data/eth --on-bad-row skip --on-out-of-order skip", "ready-made bars, leaving out what is wrong"),
        new("llmtrader import BTCUSDT-1m.csv.gz --layout binance-klines --bar 1m --symbol BTCUSDT --instruments perpetuals.yaml --to data/perp", "a perpetual, with fees, filters and margin tiers from a file; see README"),
        new("llmtrader import spot_btcusdt_0808.gz spot_btcusdt_0809.gz --receive-time --to data/book", "recorded frames of Binance: book, quotes and trades, at the times when they were received"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string[] files = arguments.GetValue(_files)!;
        foreach (string file in files)
        {
            if (!File.Exists(file)) { throw new UsageException($"'{file}' is not there, or is no file."); }
        }

        ImportRunOptions options = Configure(arguments, files, session);
        Leftovers.Warn(options.Directory, session);
        ImportRunner runner = new(options);
        ImportResult result = session.WithPolledProgress("import", () => (runner.BytesRead, runner.BytesTotal), () => runner.Run(session.Cancellation));
        if (session.IsJson) { session.WriteJson(new { result.Directory, instrument = options.Import.Instrument.FullName, layout = options.Layout.Name, result.Events, result.Elapsed, result.Files }); }
        else { Print(options, result, session); }
        return result.Files.Any(file => Refused(file.Counts) > 0) ? ExitCode.Finding : ExitCode.Success;
    }

    private ImportRunOptions Configure(ParseResult arguments, string[] files, Session session)
    {
        try
        {
            string? zipEntry = arguments.GetValue(_zipEntry);
            IImportLayout layout = LayoutOption.Find(arguments.GetValue(_layout), files[0], zipEntry);
            if (layout is CsvLayout columns) { layout = Refine(columns, arguments); }
            else { RequireNoColumnOption(layout, arguments); }
            DateOnly[] dates = layout is CsvLayout { TimeUnit: CsvTimeUnit.MillisecondsOfDay } ? Dates(arguments.GetValue(_dates)!, files) : [];
            return new ImportRunOptions
            {
                Files = files,
                Directory = arguments.GetValue(_to)!,
                Layout = layout,
                Dates = dates,
                Force = arguments.GetValue(_force),
                Import = new ImportOptions
                {
                    Instrument = _instrument.Describe(arguments, new ProbedFiles(files, layout, dates, zipEntry, session)),
                    BarSpec = arguments.GetValue(_bar) is { } bar ? BarSpec.Parse(bar) : null,
                    FeedLatency = new Duration((long)(arguments.GetValue(_latency) * 1_000_000)),
                    UseReceiveTime = arguments.GetValue(_receiveTime),
                    OnBadRow = arguments.GetValue(_badRow),
                    OutOfOrder = arguments.GetValue(_outOfOrder),
                    Duplicates = arguments.GetValue(_duplicate),
                    OtherInstruments = arguments.GetValue(_badRow),
                    ZipEntry = zipEntry,
                }.Validated(),
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new UsageException(e.Message, e);   // The options say what they can't use.
        }
    }

    private CsvLayout Refine(CsvLayout layout, ParseResult arguments)
    {
        if (arguments.GetValue(_zone) is { } zone) { layout = layout with { Zone = zone }; }
        if (arguments.GetValue(_skipWhere) is { } filter) { layout = layout with { SkipWhere = LayoutOption.ParseFilter(filter) }; }
        return layout;
    }

    private void RequireNoColumnOption(IImportLayout layout, ParseResult arguments)
    {
        Option[] forColumns = [_bar, _dates, _zone, _skipWhere];
        if (forColumns.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name} is for CSV files; layout {layout.Name} has no columns.");
        }
    }

    private static DateOnly[] Dates(string[] given, string[] files)
    {
        if (given.Length > 0 && given.Length != files.Length) { throw new UsageException($"--date is given {given.Length} times for {files.Length} files; one for each file is needed."); }
        return [.. files.Select((file, i) => given.Length > 0 ? ParseDate(given[i], "yyyy-MM-dd", $"--date is '{given[i]}'; yyyy-MM-dd is expected.") : DateOfName(file))];
    }

    private static DateOnly DateOfName(string file)
    {
        string name = Path.GetFileName(file);
        string digits = name.Length >= 8 ? name[..8] : name;
        return ParseDate(digits, "yyyyMMdd", $"'{file}' holds times of the day only and its name does not begin with a date; give --date yyyy-MM-dd.");
    }

    private static DateOnly ParseDate(string text, string format, string otherwise) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : throw new UsageException(otherwise);

    /// <summary>Rows that should have been usable; zero rows, filtered ones and what a snapshot holds already are no fault of the file's.</summary>
    private static long Refused(ImportCounts counts) => counts.LeftOut - counts.ZeroRows - counts.Filtered - counts.OldDepth;

    private static void Print(ImportRunOptions options, ImportResult result, Session session)
    {
        Instrument instrument = options.Import.Instrument;
        session.WriteLine($"{instrument.FullName}: {Figure.Count(result.Events)} events in {result.Elapsed.TotalSeconds:F1} s, layout {options.Layout.Name}, "
            + $"{instrument.PriceScale} decimals in prices and {instrument.QuantityScale} in quantities");
        Table table = Tables.Figures("File", "rows", "events", "zero rows", "filtered", "bad", "other instrument", "out of order", "duplicates");
        foreach ((string file, ImportCounts counts) in result.Files)
        {
            table.Row(
                Path.GetFileName(file), Figure.Count(counts.Rows), Figure.Count(counts.Events), Figure.Count(counts.ZeroRows), Figure.Count(counts.Filtered),
                Figure.Count(counts.BadRows), Figure.Count(counts.OtherInstruments), Figure.Count(counts.OutOfOrder), Figure.Count(counts.Duplicates));
        }

        session.Write(table);
        foreach ((string file, ImportCounts counts) in result.Files) { PrintRemarks(Path.GetFileName(file), counts, session); }
        session.WriteLine($"Journal: {result.Directory}");
        session.WriteLine($"Next: llmtrader backtest --data {result.Directory} --strategy 'ma-cross:fast=10,slow=30,quantity=1'");
    }

    private static void PrintRemarks(string file, ImportCounts counts, Session session)
    {
        (long Count, string What)[] tolerated =
        [
            (counts.TradeIdGaps, "trade ids jump: trades may be missing"),
            (counts.NegativeLatency, "rows were received before they happened"),
            (counts.OpenCloseOutsideRange, "bars open or close outside their low and high"),
            (counts.CrossedQuotes, "quotes are crossed"),
        ];
        if (counts.BarGaps > 0) { session.WriteLine($"{file}: {Figure.Count(counts.BarGaps)} gaps between bars, {Figure.Count(counts.MissingBars)} bars are missing unless the venue was closed"); }
        if (counts.OldDepth > 0) { session.WriteLine($"{file}: {Figure.Count(counts.OldDepth)} book messages hold nothing that a snapshot does not (left out)"); }
        if (counts.DepthGaps > 0) { session.WriteLine($"{file}: {Figure.Count(counts.DepthGaps)} breaks in the book's messages: the book is stale from there to the next snapshot"); }
        if (counts.DepthWithoutSnapshot > 0) { session.WriteLine($"{file}: {Figure.Count(counts.DepthWithoutSnapshot)} book messages have no snapshot to go on from (left out)"); }
        foreach ((long count, string what) in tolerated.Where(remark => remark.Count > 0)) { session.WriteLine($"{file}: {Figure.Count(count)} {what} (taken)"); }
        foreach (ImportIssue issue in counts.Examples) { session.WriteLine($"left out: {issue}"); }
    }
}
