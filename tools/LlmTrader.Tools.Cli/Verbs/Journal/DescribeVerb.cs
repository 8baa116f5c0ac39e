using System.CommandLine;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal describe</c></summary>
internal sealed class DescribeVerb : Verb
{
    private readonly Argument<string> _directory = JournalArgument.Create();

    public DescribeVerb()
        : base("describe", "What a journal holds: instruments, records by kind, time span, size.") => Arguments.Add(_directory);

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads the manifest and walks both streams: `in`, the truth (market data, timers, reports, commands in their one order), and `out`, what the engine derived from it. "
        + "A journal of imported data has no `out`.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal describe llmtrader-demo", "the demo's journal at a glance"),
        new("llmtrader journal describe data/btc --json", "the same for a program, with the run's whole configuration"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        JournalDescription description = JournalWalk.Run(session, "describe", progress => JournalInspector.Describe(directory, progress));
        if (session.IsJson) { session.WriteJson(Document(directory, description)); }
        else { Print(directory, description, session); }
        return ExitCode.Success;
    }

    private static object Document(JournalDirectory directory, JournalDescription description)
    {
        JournalManifest manifest = description.Manifest;
        return new
        {
            journal = directory.Path,
            manifest.JournalId,
            manifest.Epoch,
            manifest.FormatVersion,
            manifest.EngineSemantics,
            manifest.ProgramVersion,
            createdAt = manifest.CreatedAt.ToString(),
            manifest.ConfigurationHash,
            instruments = manifest.Instruments.All.ToArray().Select(instrument => new
            {
                id = instrument.Id.Value,
                name = instrument.FullName,
                @base = instrument.Base.ToString(),
                quote = instrument.Quote.ToString(),
                instrument.PriceScale,
                instrument.QuantityScale,
                tick = FixedPoint.Format(instrument.TickSize.Raw, instrument.PriceScale),
                lot = FixedPoint.Format(instrument.LotSize.Raw, instrument.QuantityScale),
                makerFee = FixedPoint.Format(instrument.MakerFee.Raw, FeeRate.Scale),
                takerFee = FixedPoint.Format(instrument.TakerFee.Raw, FeeRate.Scale),
            }),
            bars = manifest.BarSpecs.Select(spec => spec.ToString()),
            @in = Document(description.In),
            @out = Document(description.Out),
            manifest.Configuration,
        };
    }

    private static object Document(StreamDescription stream) => new
    {
        stream.Records,
        byKind = stream.RecordsByKind.ToDictionary(kind => kind.Kind, kind => kind.Count),
        stream.FirstSequence,
        stream.LastSequence,
        firstTime = stream.FirstTime?.ToString(),
        lastTime = stream.LastTime?.ToString(),
        stream.Segments,
        stream.Blocks,
        stream.FileBytes,
        stream.ContentBytes,
        stream.BytesPerRecord,
        stream.CompressionRatio,
        stream.Watermark,
        stream.End,
        stream.TornTail,
    };

    private static void Print(JournalDirectory directory, JournalDescription description, Session session)
    {
        JournalManifest manifest = description.Manifest;
        Table facts = Tables.Facts()
            .Row("journal", directory.Path)
            .Row("id, epoch", $"{manifest.JournalId}, {manifest.Epoch}")
            .Row("written by", $"{manifest.ProgramVersion} at {manifest.CreatedAt}, format {manifest.FormatVersion}, engine semantics {manifest.EngineSemantics}")
            .Row("bars", manifest.BarSpecs.Count == 0 ? "none" : string.Join(" ", manifest.BarSpecs))
            .Row("configuration", manifest.Configuration.TryGetProperty("strategy", out var strategy) ? strategy.ToString() : "imported market data");
        session.Write(facts);

        Table instruments = Tables.Figures("Instrument", "base", "quote", "tick", "lot", "maker", "taker");
        foreach (Instrument instrument in manifest.Instruments.All)
        {
            instruments.Row(
                instrument.FullName, instrument.Base.ToString(), instrument.Quote.ToString(),
                FixedPoint.Format(instrument.TickSize.Raw, instrument.PriceScale), FixedPoint.Format(instrument.LotSize.Raw, instrument.QuantityScale),
                instrument.MakerFee.ToString(), instrument.TakerFee.ToString());
        }

        session.Write(instruments);
        Table streams = Tables.Figures("Stream", "records", "sequences", "from", "to", "segments", "blocks", "size", "bytes/record", "compression", "ends");
        Row(streams, "in", description.In);
        Row(streams, "out", description.Out);
        session.Write(streams);
        Table kinds = Tables.Figures("Records of kind", "in", "out");
        foreach ((string kind, long count) in description.In.RecordsByKind) { kinds.Row(kind, Figure.Count(count), ""); }
        foreach ((string kind, long count) in description.Out.RecordsByKind) { kinds.Row(kind, "", Figure.Count(count)); }
        session.Write(kinds);
    }

    private static void Row(Table table, string name, StreamDescription stream) => table.Row(
        name, Figure.Count(stream.Records),
        stream.FirstSequence is null ? "-" : $"{stream.FirstSequence} - {stream.LastSequence}",
        stream.FirstTime?.ToString() ?? "-", stream.LastTime?.ToString() ?? "-",
        Figure.Count(stream.Segments.Count), Figure.Count(stream.Blocks), Figure.Bytes(stream.FileBytes),
        stream.BytesPerRecord.ToString("F1", CultureInfo.InvariantCulture), Figure.Times(stream.CompressionRatio),
        stream.Segments.Count == 0 ? "-" : stream.End.ToString().ToLowerInvariant());
}
