using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Backup;

/// <summary><c>llmtrader backup</c></summary>
internal static class BackupGroup
{
    public static VerbGroup Create() => new(
        "backup",
        "Copy a journal while an engine writes it; check the copy; make a journal of it again.",
        "A backup is a directory, or a tar file of one when its name ends with .tar: the manifest, the epochs, every durable event, what was derived from them, the newest snapshot, and backup.json, which lists each file with its SHA-256. "
        + "Nothing else is in it: no keys, no configuration of venues.",
        [new("llmtrader backup create DIR --to /mnt/backup/today.tar", "beside a running engine"), new("llmtrader backup restore /mnt/backup/today.tar --to DIR2", "on another machine; the engine there only observes at first")],
        new CreateVerb(),
        new BackupVerifyVerb(),
        new RestoreVerb());

    public static Argument<string> Place() => new("backup") { HelpName = "BACKUP", Description = "The backup: a directory or a .tar file." };
}
