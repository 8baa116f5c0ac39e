using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Journal;
using LlmTrader.Tools.Hosting.Backups;

namespace LlmTrader.Tools.Cli.Verbs.Backup;

/// <summary><c>llmtrader backup verify</c></summary>
internal sealed class BackupVerifyVerb : Verb
{
    private readonly Argument<string> _backup = BackupGroup.Place();

    public BackupVerifyVerb()
        : base("verify", "Check every byte of a backup; restore nothing.") => Arguments.Add(_backup);

    /// <inheritdoc/>
    public override string Teaching =>
        "Checks the list, every file against its length and SHA-256, that nothing else lies there, every block of both streams, and the snapshot. A tar file is unpacked into the temporary directory (TMPDIR) meanwhile.\n\n"
        + "Exit code 1 when anything was found.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader backup verify /mnt/backup/2026-11-21.tar", "can it be relied on?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string path = arguments.GetValue(_backup)!;
        BackupReport report = JournalWalk.Run(session, "verify", progress => BackupVerifier.Verify(path, progress));
        if (session.IsJson)
        {
            session.WriteJson(new { backup = Path.GetFullPath(path), report.IsSound, report.Findings, report.List });
        }
        else
        {
            foreach (string finding in report.Findings) { session.WriteLine(finding); }
            session.WriteLine($"{(report.IsSound ? "sound" : "NOT sound")}{(report.List is { } list ? $": {BackupText.Of(list)}" : "")}");
        }

        return report.IsSound ? ExitCode.Success : ExitCode.Finding;
    }
}
