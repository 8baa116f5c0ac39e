using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Journal;
using LlmTrader.Tools.Hosting.Backups;

namespace LlmTrader.Tools.Cli.Verbs.Backup;

/// <summary><c>llmtrader backup create</c></summary>
internal sealed class CreateVerb : Verb
{
    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<string?> _to = OptionOf.Text("--to", "FILE|DIR", "Where the backup goes: a new directory, or a new file whose name ends with .tar.");

    public CreateVerb()
        : base("create", "Copy a journal, also while an engine writes it.")
    {
        _to.Required = true;
        Arguments.Add(_directory);
        Options.Add(_to);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Copies what no crash takes back: closed segments whole, of the open ones the blocks that are durable. It reads beside the engine, takes no lock and changes nothing. "
        + "The backup appears at its place when it is complete and on the disk. What belongs together is copied together: when an engine starts, or somebody prunes, meanwhile, the copy begins anew.\n\n"
        + "Copy it to another machine, and run `llmtrader backup verify` there.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader backup create DIR --to /mnt/backup/2026-11-21.tar", "one file"),
        new("llmtrader backup create DIR --to /mnt/backup/2026-11-21 --json", "a directory; the list of files for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string to = arguments.GetValue(_to)!;
        BackupCreator creator = new(arguments.GetValue(_directory)!, to);
        BackupList list = session.WithProgress("backup", report => creator.Run(report, session.Cancellation));
        if (session.IsJson) { session.WriteJson(new { backup = Path.GetFullPath(to), list }); }
        else { session.WriteLine($"{Path.GetFullPath(to)}: {BackupText.Of(list)}"); }
        return ExitCode.Success;
    }
}

/// <summary>A backup in a line.</summary>
internal static class BackupText
{
    public static string Of(BackupList list) =>
        $"journal '{list.JournalId}', epoch {list.Epoch}, through sequence {list.LastSequence}, {(list.SnapshotSequence is { } snapshot ? $"snapshot of sequence {snapshot}" : "no snapshot")}; "
        + $"{Figure.Count(list.Files.Count)} files, {Figure.Bytes(list.Files.Sum(file => file.Bytes))}";
}
