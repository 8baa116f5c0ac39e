using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Export;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal export</c></summary>
internal sealed class ExportVerb : Verb
{
    private const string Fill = "fill";

    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<StreamKind> _stream = OptionOf.Choice("--stream", "Which stream: in, the truth, or out, what the engine derived.", StreamKind.In, ("in", StreamKind.In), ("out", StreamKind.Out));
    private readonly Option<ExportFormat> _format = OptionOf.Choice("--format", "CSV with a head row, or one JSON object per line.", ExportFormat.Csv, ("csv", ExportFormat.Csv), ("jsonl", ExportFormat.JsonLines));
    private readonly Option<string?> _kinds = OptionOf.Text("--kind", "KIND,…", "Only these kinds: of in trade, quote, bar, timer, report, command, …; of out decision, order, position, equity, …; of both fill, the reports or orders that tell of one.");
    private readonly Option<string?> _from = OptionOf.Text("--from", "TIME|SEQ", "The first engine time or sequence, such as 2024-08-08T23:55:00Z or 250000.");
    private readonly Option<string?> _to = OptionOf.Text("--to", "TIME|SEQ", "The last one, inclusive.");
    private readonly Option<string> _out = new("--out") { HelpName = "FILE", Description = "The file to write; it appears when it is whole, and replaces an older one.", Required = true };

    public ExportVerb()
        : base("export", "Write a journal's records as CSV or JSON Lines for other programs.")
    {
        Arguments.Add(_directory);
        Options.Add(_stream);
        Options.Add(_format);
        Options.Add(_kinds);
        Options.Add(_from);
        Options.Add(_to);
        Options.Add(_out);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Columns are the fields of FORMAT.md. All records begin with sequence, kind, time (engine time; in also has exchangeTime) and instrument; then come the fields of the chosen kinds, each name once, and a row leaves empty what its kind does not have:\n\n"
        + "trade: price quantity tradeId aggressor. quote: bidPrice bidQuantity askPrice askQuantity. bar: open high low close volume turnover openTime tradeCount spec. "
        + "report, order, fill: orderId lastPrice lastQuantity cumulativeQuantity leavesQuantity fee feeCurrency account strategy reportKind reason side liquidity, and of order status, of report source. "
        + "command, decision: orderId price quantity orderInstrument account strategy action side type timeInForce verdict flags contingency trigger displayQuantity expireSeconds group. "
        + "position: position cost realized fees account. equity: currency cash equity peak account. book: updateId count askLevels bookFlags levels (price@quantity, separated by blanks).\n\n"
        + "Prices and quantities are decimals by the instrument's scales (raw integers where a record has no instrument), amounts and rates decimals with 8 places, times ISO 8601 in UTC with nine decimals, "
        + "instruments by their full name, codes by their names. Nothing is rounded: the numbers read back are those of the journal.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal export llmtrader-demo --kind fill --out fills.csv", "every fill, for a spreadsheet"),
        new("llmtrader journal export llmtrader-demo --format jsonl --kind trade,quote --from 1000 --to 2000 --out market.jsonl", "a stretch of the market, for a program"),
        new("llmtrader journal export llmtrader-demo --stream out --kind equity --out equity.csv", "the account over time"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        string path = arguments.GetValue(_out)!;
        if (Directory.Exists(path)) { throw new UsageException($"--out '{path}' is a directory; name a file."); }
        ExportOptions options = Range(arguments, new ExportOptions { Stream = arguments.GetValue(_stream), Format = arguments.GetValue(_format) });
        options = Kinds(options, arguments.GetValue(_kinds));
        ExportResult result = JournalWalk.Run(session, "export", progress => new JournalExporter(directory, options).Write(path, progress));
        if (result.TornTail is { } torn) { session.Warn($"the journal breaks off in '{torn.Position.Segment}', block {torn.Position.Block}, at sequence {torn.FirstSequence}: {torn.Reason}"); }
        long bytes = new FileInfo(path).Length;
        if (session.IsJson) { session.WriteJson(new { journal = directory.Path, file = Path.GetFullPath(path), result.Records, bytes, result.Columns }); }
        else { session.WriteLine($"{Figure.Count(result.Records)} records in {path}, {Figure.Bytes(bytes)}"); }
        return ExitCode.Success;
    }

    private ExportOptions Range(ParseResult arguments, ExportOptions options)
    {
        SwapPlace? from = Place("--from", arguments.GetValue(_from));
        SwapPlace? to = Place("--to", arguments.GetValue(_to));
        if (from is not null && to?.IsBefore(from) == true) { throw new UsageException($"--from {from} lies behind --to {to}."); }
        return options with
        {
            FromSequence = from?.Sequence ?? options.FromSequence,
            FromTime = from?.Time ?? options.FromTime,
            ToSequence = to?.Sequence ?? options.ToSequence,
            ToTime = to?.Time ?? options.ToTime,
        };
    }

    private static SwapPlace? Place(string option, string? text) => text is null
        ? null
        : SwapPlace.Parse(text) ?? throw new UsageException($"{option} '{text}' is neither a sequence nor a UTC time such as 2024-08-08T23:55:00Z.");

    // A fill is a report's, or an order's, most wanted sort; for the journal it is no kind of its own.
    private static ExportOptions Kinds(ExportOptions options, string? kinds)
    {
        if (kinds is null) { return options; }
        bool isIn = options.Stream == StreamKind.In;
        string[] words = kinds.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string carrier = isIn ? nameof(EventKind.Report) : nameof(OutKind.Order);
        bool hasFill = words.Contains(Fill, StringComparer.OrdinalIgnoreCase);
        bool hasCarrier = words.Contains(carrier, StringComparer.OrdinalIgnoreCase);
        string known = string.Join(',', words.Select(word => word.Equals(Fill, StringComparison.OrdinalIgnoreCase) ? carrier : word));
        HashSet<byte> numbers = isIn ? [.. KindFilter.Parse<EventKind>(known)!.Select(kind => (byte)kind)] : [.. KindFilter.Parse<OutKind>(known)!.Select(kind => (byte)kind)];
        if (numbers.Contains(0)) { throw new UsageException("--kind 'none' is no kind of this stream."); }
        return options with { Kinds = numbers, FillsOnly = hasFill && !hasCarrier };
    }
}
