using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal snapshot</c></summary>
internal sealed class SnapshotVerb : Verb
{
    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<long> _every = OptionOf.Number("--every", "N", "With --follow: events between two snapshots.", SnapshotterOptions.MostEvents, 1L, SnapshotterOptions.MostEvents);
    private readonly Option<bool> _follow = OptionOf.Flag("--follow", "Go on while an engine writes the journal, until its end mark or Ctrl+C.");
    private readonly Option<int> _keep = OptionOf.Number("--keep", "N", "Snapshots that stay, the newest.", 3, 1, 1_000_000);

    public SnapshotVerb()
        : base("snapshot", "Save the engine's state behind a journal's last event, so that a start need not replay all before it.")
    {
        Arguments.Add(_directory);
        Options.Add(_every);
        Options.Add(_follow);
        Options.Add(_keep);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Replays the journal from its newest usable snapshot on and writes the state at its end to DIR/snapshots, with a checksum over every byte. It is a process of its own that reads what is durable and takes no lock, "
        + "so it may run beside the engine: with --follow it does, and makes one every so many events.\n\n"
        + "A start takes the newest snapshot that is whole, of this journal and configuration, and replays the events behind it; a bad one is told and the one before it is taken. "
        + "`journal prune` removes no segment that the oldest snapshot needs, so --keep also says how far back a start can reach.\n\n"
        + "Behind a clean stop it leaves no tail: the next start replays nothing. Exit code 1 when the replay does something else than the journal says; the sequence is named and no snapshot is made. Also when a snapshot is of events that the journal does not hold: `llmtrader journal verify` tells what is missing.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal snapshot DIR", "behind a stop, or now and then"),
        new("llmtrader journal snapshot DIR --follow --every 1000000 --keep 5", "beside a running engine"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        SnapshotterOptions options = new() { Every = arguments.GetValue(_every), Follow = arguments.GetValue(_follow), Keep = arguments.GetValue(_keep) };
        JournalSnapshotter snapshotter = new(arguments.GetValue(_directory)!, options);
        Action<MadeSnapshot>? onMade = session.IsJson ? null : made => Print(made, session);
        SnapshotReport report = session.WithPolledProgress("snapshot", () => snapshotter.Progress, () => snapshotter.Run(onMade, session.Cancellation));
        if (session.IsJson) { session.WriteJson(Document(report)); }
        else { Print(report, session); }
        return report.Divergence is null && !report.PassedOver.Any(passed => passed.IsBeyondEnd) ? ExitCode.Success : ExitCode.Finding;
    }

    private static void Print(MadeSnapshot made, Session session)
    {
        session.WriteLine($"{made.Path}: behind sequence {made.Header.Sequence} ({made.Header.Time}), StateHash {Figure.Hash(made.Header.StateHash)}, {Figure.Bytes(made.Header.ContentLength)} in {Figure.Bytes(made.FileBytes)}");
        session.Output.Flush();    // Somebody may wait for it while the journal is followed.
    }

    private static void Print(SnapshotReport report, Session session)
    {
        foreach (Persistence.Snapshots.SnapshotDamagedException passed in report.PassedOver) { session.Warn($"passed over: {passed.Message}"); }
        string from = report.Base is { } first ? $"the snapshot of sequence {first.Sequence}" : "the first event";
        session.WriteLine($"{Figure.Count(report.Replayed)} events replayed from {from} on; {Figure.Count(report.Made.Count)} snapshots made, {Figure.Count(report.Removed)} old ones removed");
        if (report.Divergence is { } divergence) { session.WriteLine($"DIVERGED, no snapshot was made behind it: {divergence}"); }
        else if (report.Replayed == 0) { session.WriteLine(report.Base is null ? "The journal has no durable event yet." : "Nothing came since."); }
    }

    private static object Document(SnapshotReport report) => new
    {
        report.Journal,
        @base = report.Base?.Sequence,
        passedOver = report.PassedOver.Select(passed => new { passed.Path, passed.Reason }),
        report.Replayed,
        snapshots = report.Made.Select(made => new
        {
            made.Path, made.Header.Sequence, time = made.Header.Time.ToString(), stateHash = Figure.Hash(made.Header.StateHash), made.Header.Epoch, made.Header.ContentHash, made.Header.ContentLength, made.FileBytes,
        }),
        report.Removed,
        report.Divergence,
    };
}
