using System.CommandLine;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal.Export;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Decisions;

namespace LlmTrader.Tools.Cli.Verbs.Decisions;

/// <summary><c>llmtrader decisions export</c></summary>
internal sealed class DecisionsExportVerb : Verb
{
    private readonly DecisionsOptions _journal = new();
    private readonly Option<ExportFormat> _format = OptionOf.Choice("--format", "CSV with a head row, or one JSON object per line.", ExportFormat.Csv, ("csv", ExportFormat.Csv), ("jsonl", ExportFormat.JsonLines));
    private readonly Option<string?> _decision = OptionOf.Text("--decision", "DECISION", "Only this one.");
    private readonly Option<string> _out = new("--out") { HelpName = "FILE", Description = "The file to write; it appears when it is whole, and replaces an older one.", Required = true };

    public DecisionsExportVerb()
        : base("export", "Write the strategist's records as CSV or JSON Lines for other programs.")
    {
        Options.Add(_out);
        Options.Add(_format);
        Options.Add(_decision);
        _journal.AddTo(this);
    }

    /// <inheritdoc/>
    public override string Teaching => "CSV: sequence, time, decision, kind, previous, hash, and the body as JSON. JSON Lines are the journal's own lines, so that their hashes can be checked in the copy.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader decisions export --out decisions.csv", "all, for a spreadsheet"), new("llmtrader decisions export --format jsonl --decision d000003 --out d3.jsonl", "one, for a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string path = arguments.GetValue(_out)!;
        if (Directory.Exists(path)) { throw new UsageException($"--out '{path}' is a directory; name a file."); }
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && !Directory.Exists(directory)) { throw new UsageException($"--out '{path}': there is no directory '{directory}'."); }
        string? decision = arguments.GetValue(_decision);
        IReadOnlyList<DecisionRecord> records = decision is null ? _journal.Read(arguments) : _journal.Read(arguments, decision);
        long count = DecisionExport.Write(path, records, arguments.GetValue(_format) == ExportFormat.Csv);
        if (session.IsJson) { session.WriteJson(new { file = Path.GetFullPath(path), records = count }); }
        else { session.WriteLine($"{Figure.Count(count, "record")} in {path}"); }
        return ExitCode.Success;
    }
}
