using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal cat</c></summary>
internal sealed class CatVerb : Verb
{
    private const int LinesPerCheck = 4096;

    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<StreamKind> _stream = OptionOf.Choice("--stream", "Which stream: in, the truth, or out, what the engine derived.", StreamKind.In, ("in", StreamKind.In), ("out", StreamKind.Out));
    private readonly Option<long> _from = OptionOf.Number("--from", "SEQ", "First sequence to print.", 0L, 0L, long.MaxValue);
    private readonly Option<long?> _to = OptionOf.OptionalNumber("--to", "SEQ", "Last sequence to print; when left out, the journal's last.");
    private readonly Option<string?> _kinds = OptionOf.Text("--kind", "KIND,…", "Only these kinds: of in trade, quote, bar, timer, report, command, hashCheckpoint, …; of out decision, order, position, equity.");

    public CatVerb()
        : base("cat", "Print a journal's records, one per line.")
    {
        Arguments.Add(_directory);
        Options.Add(_stream);
        Options.Add(_from);
        Options.Add(_to);
        Options.Add(_kinds);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "For people, prices and quantities are shown with their decimals, and sides, reasons and other codes by their names. With --json each line is one JSON object (JSON Lines, so that a program can read a journal of any length): "
        + "raw numbers under the field names of FORMAT.md, exactly what `lz4 -dc SEGMENT` and a MessagePack reader give.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal cat llmtrader-demo --to 20", "the first events of the demo"),
        new("llmtrader journal cat llmtrader-demo --kind report --json", "every answer of the venue and of risk, for a program"),
        new("llmtrader journal cat llmtrader-demo --stream out --kind decision", "every order that was wanted, with risk's verdict"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        (long from, long to) = (arguments.GetValue(_from), arguments.GetValue(_to) ?? long.MaxValue);
        if (from > to) { throw new UsageException($"--from {from} is above --to {to}."); }
        string? kinds = arguments.GetValue(_kinds);
        if (arguments.GetValue(_stream) == StreamKind.In) { PrintIn(directory, session, from, to, KindFilter.Parse<EventKind>(kinds)); }
        else { PrintOut(directory, session, from, to, KindFilter.Parse<OutKind>(kinds)); }
        return ExitCode.Success;
    }

    private static void PrintIn(JournalDirectory directory, Session session, long from, long to, HashSet<EventKind>? kinds)
    {
        using JournalReader reader = new(directory);
        RecordText text = new(directory.Manifest.Instruments);
        EngineEvent e = default;
        for (long read = 1; reader.TryRead(ref e) && e.Sequence <= to; read++)
        {
            if (read % LinesPerCheck == 0) { session.Cancellation.ThrowIfCancellationRequested(); }
            if (e.Sequence < from || kinds?.Contains(e.Kind) == false) { continue; }
            session.WriteLine(session.IsJson ? EventJson.ToText(in e) : text.Of(in e));
        }

        WarnOfTornTail(session, reader.TornTail);
    }

    private static void PrintOut(JournalDirectory directory, Session session, long from, long to, HashSet<OutKind>? kinds)
    {
        using OutJournalReader reader = new(directory);
        RecordText text = new(directory.Manifest.Instruments);
        OutRecord record = default;
        for (long read = 1; reader.TryRead(ref record) && record.Sequence <= to; read++)
        {
            if (read % LinesPerCheck == 0) { session.Cancellation.ThrowIfCancellationRequested(); }
            if (record.Sequence < from || kinds?.Contains(record.Kind) == false) { continue; }
            session.WriteLine(session.IsJson ? EventJson.ToText(in record) : text.Of(in record));
        }

        WarnOfTornTail(session, reader.TornTail);
    }

    private static void WarnOfTornTail(Session session, TornTail? torn)
    {
        if (torn is not null) { session.Warn($"the journal breaks off in '{torn.Position.Segment}', block {torn.Position.Block}, at sequence {torn.FirstSequence}: {torn.Reason}"); }
    }
}
