using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal follow</c></summary>
internal sealed class FollowVerb : Verb
{
    private const int LinesPerCheck = 4096;

    // A checkpoint costs a file and a rename; what comes again after a kill is told by its sequence.
    private static readonly TimeSpan CheckpointPeriod = TimeSpan.FromMilliseconds(100);

    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<StreamKind> _stream = OptionOf.Choice("--stream", "Which stream: in, the truth, or out, what the engine derived.", StreamKind.In, ("in", StreamKind.In), ("out", StreamKind.Out));
    private readonly Option<long> _from = OptionOf.Number("--from", "SEQ", "First sequence to print, when there is no checkpoint.", 0L, 0L, long.MaxValue);
    private readonly Option<string?> _kinds = OptionOf.Text("--kind", "KIND,…", "Only these kinds: of in trade, quote, bar, timer, report, command, …; of out decision, order, position, equity, ….");
    private readonly Option<string?> _checkpoint = OptionOf.Text("--checkpoint", "FILE", "Go on where the last run with this file came to. In DIR/followers, with the extension .json, `journal prune` spares what it has not seen.");

    private long _lastCheckpoint;

    public FollowVerb()
        : base("follow", "Print a journal's records as they become durable, while an engine writes it.")
    {
        Arguments.Add(_directory);
        Options.Add(_stream);
        Options.Add(_from);
        Options.Add(_kinds);
        Options.Add(_checkpoint);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads the files from another process, across segments, and shows nothing that a crash of the engine could take back: a record comes within 10 ms of being on the disk "
        + "(in mode async: of being written). It takes no lock and can't slow the engine. Ends at the end mark of a completed journal, or with Ctrl+C (exit code 130).\n\n"
        + "With --checkpoint, what was printed is remembered every tenth of a second and at the end. After a kill the records since then come again: drop by sequence what you have. "
        + "With --json each line is one JSON object under the field names of FORMAT.md, as `journal cat --json` prints it.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal follow /var/lib/llmtrader/journal --kind report", "every answer of the venue, live"),
        new("llmtrader journal follow DIR --json --checkpoint DIR/followers/mirror.json > events.jsonl", "what came since the last time"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        FollowerOptions options = new() { From = arguments.GetValue(_from), CheckpointPath = arguments.GetValue(_checkpoint) };
        string? kinds = arguments.GetValue(_kinds);
        if (arguments.GetValue(_stream) == StreamKind.In) { FollowIn(directory, options, KindFilter.Parse<EventKind>(kinds), session); }
        else { FollowOut(directory, options, KindFilter.Parse<OutKind>(kinds), session); }
        return ExitCode.Success;
    }

    private void FollowIn(JournalDirectory directory, FollowerOptions options, HashSet<EventKind>? kinds, Session session)
    {
        using JournalFollower follower = new(directory, options);
        RecordText text = new(directory.Manifest.Instruments);
        EngineEvent e = default;
        Follow(session, options, follower, () =>
        {
            if (!follower.TryRead(ref e)) { return false; }
            if (kinds?.Contains(e.Kind) != false) { session.WriteLine(session.IsJson ? EventJson.ToText(in e) : text.Of(in e)); }
            return true;
        });
    }

    private void FollowOut(JournalDirectory directory, FollowerOptions options, HashSet<OutKind>? kinds, Session session)
    {
        using OutJournalFollower follower = new(directory, options);
        RecordText text = new(directory.Manifest.Instruments);
        OutRecord record = default;
        Follow(session, options, follower, () =>
        {
            if (!follower.TryRead(ref record)) { return false; }
            if (kinds?.Contains(record.Kind) != false) { session.WriteLine(session.IsJson ? EventJson.ToText(in record) : text.Of(in record)); }
            return true;
        });
    }

    private void Follow(Session session, FollowerOptions options, StreamFollower follower, Func<bool> tryPrint)
    {
        Action? remember = options.CheckpointPath is null ? null : follower.Checkpoint;
        try
        {
            for (long lines = 1; ; lines++)
            {
                if (tryPrint())
                {
                    if (lines % LinesPerCheck != 0) { continue; }
                    session.Cancellation.ThrowIfCancellationRequested();
                    Remember(session, remember);
                    continue;
                }

                Remember(session, remember);
                if (follower.IsAtEnd) { return; }
                follower.Wait(CheckpointPeriod, session.Cancellation);
            }
        }
        finally
        {
            session.Output.Flush();    // Printed first, then remembered: what is lost in between comes again.
            remember?.Invoke();
        }
    }

    private void Remember(Session session, Action? remember)
    {
        session.Output.Flush();
        long now = Environment.TickCount64;
        if (remember is null || now - _lastCheckpoint < (long)CheckpointPeriod.TotalMilliseconds) { return; }
        _lastCheckpoint = now;
        remember();
    }
}
