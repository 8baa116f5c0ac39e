using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Journal;
using LlmTrader.Tools.Hosting.Backups;

namespace LlmTrader.Tools.Cli.Verbs.Backup;

/// <summary><c>llmtrader backup restore</c></summary>
internal sealed class RestoreVerb : Verb
{
    private readonly Argument<string> _backup = BackupGroup.Place();
    private readonly Option<string?> _to = OptionOf.Text("--to", "NEWDIR", "The new journal's directory: absent or empty.");

    public RestoreVerb()
        : base("restore", "Make a journal of a backup, in a new epoch; its engine observes at first.")
    {
        _to.Required = true;
        Arguments.Add(_backup);
        Options.Add(_to);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Verifies the backup, copies it and opens a new epoch. Others may have traded on since the backup was made: so the engine that starts on the new journal is in the trading state 'observe' and sends no orders until an operator sets another, "
        + "and the epoch's number leaves out a thousand, so that no order is named as one that the original sent in an epoch behind the backup. Let no two engines trade one account.\n\n"
        + "Exit code 1 when the backup is damaged; then nothing was written.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader backup restore /mnt/backup/2026-11-21.tar --to /var/lib/llmtrader/restored", "after the disk failed")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string backup = arguments.GetValue(_backup)!;
        string to = arguments.GetValue(_to)!;
        RestoredJournal restored = JournalWalk.Run(session, "restore", progress => BackupRestorer.Restore(backup, to, progress));
        if (session.IsJson) { session.WriteJson(new { restored.Journal, epoch = restored.Epoch.Epoch, restored.List.JournalId, restored.List.LastSequence, restored.List.SnapshotSequence }); }
        else
        {
            session.WriteLine($"{restored.Journal}: {BackupText.Of(restored.List)}");
            session.WriteLine($"Goes on after sequence {restored.List.LastSequence} in epoch {restored.Epoch.Epoch}; an engine that starts on it observes.");
        }

        return ExitCode.Success;
    }
}
