using System.CommandLine;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Journal;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary><c>llmtrader replay</c></summary>
internal sealed class ReplayVerb : Verb
{
    private readonly Option<string> _journal = new("--journal") { HelpName = "DIR", Description = "The journal of a run: of the demo, or of a backtest with --journal.", Required = true };
    private readonly Option<bool> _verify = OptionOf.Flag("--verify", "Check every byte of the journal first, and rebuild and compare what the engine derived (the out stream) too.");
    private readonly Option<EngineTopology> _topology = OptionOf.Choice("--topology", "How the stages are spread over threads; the result is the same in each.", EngineTopology.Inline, Topologies.All);

    public ReplayVerb()
        : base("replay", "Run a journal through the engine again and compare every decision.")
    {
        Options.Add(_journal);
        Options.Add(_verify);
        Options.Add(_topology);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "The journal's events go through the same stages in the same order; every report, timer and hash checkpoint that the engine makes again is compared with the journaled one. "
        + "Prints the StateHash, which is that of the run that wrote the journal.\n\n"
        + "Exit code 1 when the replay diverges (the first differing sequence is named), the journal is damaged (segment, block and sequences are named) or it ends without an end mark (the run was cut off).";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader replay --journal llmtrader-demo --verify", "is the demo's run reproducible, bit for bit?"),
        new("llmtrader replay --journal llmtrader-demo --topology fused", "the same events on threads: the same hash"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string journal = arguments.GetValue(_journal)!;
        bool verify = arguments.GetValue(_verify);
        ReplayRunner runner = new(journal);
        IReadOnlyList<JournalFinding> findings = verify ? Verify(journal, session) : [];
        ReplayReport? report = findings.Any(finding => !finding.IsTornTail) ? null : Replay(runner, arguments.GetValue(_topology), verify, session);
        bool isGood = report is { IsReproduced: true } && findings.Count == 0;
        if (session.IsJson) { session.WriteJson(new { isGood, replay = report, findings = findings.Select(finding => finding.ToString()) }); }
        else { Print(report, findings, session); }
        return isGood ? ExitCode.Success : ExitCode.Finding;
    }

    private static IReadOnlyList<JournalFinding> Verify(string journal, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(journal);
        IReadOnlyList<SnapshotWitness> witnesses = new SnapshotDirectory(directory).Witnesses;
        return JournalWalk.Run(session, "verify", progress => JournalInspector.Verify(directory, progress, witnesses)).Findings;
    }

    private static ReplayReport Replay(ReplayRunner runner, EngineTopology topology, bool compareOut, Session session)
    {
        ThreadingOptions threading = ThreadingOptions.For(Environment.ProcessorCount) with { Topology = topology };
        ReplayReport report = session.WithPolledProgress("replay", () => (runner.Progress, 0), () => runner.Run(threading, compareOut, session.Cancellation));
        session.Cancellation.ThrowIfCancellationRequested();   // What was replayed up to here proves nothing of the rest.
        return report;
    }

    private static void Print(ReplayReport? report, IReadOnlyList<JournalFinding> findings, Session session)
    {
        foreach (JournalFinding finding in findings) { session.WriteLine(finding.ToString()); }
        if (report is null)
        {
            session.WriteLine("The journal is damaged and was not replayed.");
            return;
        }

        session.Write(Facts(report));
        session.WriteLine(Verdict(report));
    }

    /// <summary>What a replay found, as a table.</summary>
    internal static Table Facts(ReplayReport report) => Tables.Facts()
        .Row("StateHash", report.Hash)
        .Row("journaled hash", report.JournaledHash ?? "none: the run did not end cleanly")
        .Row("events", Figure.Count(report.Events))
        .Row("rate", $"{Figure.Millions(report.EventsPerSecond)} million events/s, {Topologies.NameOf(report.Topology)}")
        .Row("checkpoints", $"{Figure.Count(report.AgreedCheckpoints)} agreed")
        .Row("out stream", report.OutRecords is { } records ? $"{Figure.Count(records)} records compared" : "not compared")
        .Row("end", report.BreaksOff ?? "whole");

    private static string Verdict(ReplayReport report)
    {
        if (report.Divergence is { } divergence) { return $"DIVERGED at {divergence}"; }
        if (report.OutAhead is { } ahead)
        {
            return $"NOT WHOLE: the replay did what the journal says happened up to its last event, but out is ahead of in by {Figure.Count(ahead.Records)} records, of {ahead.Sequences}: "
                + $"a crash took events whose consequences were written already. `llmtrader journal repair {report.Journal}` puts these records aside; so does the next start.";
        }

        return report.IsReproduced
            ? "Reproduced: the replay did exactly what the journal says happened."
            : "NOT WHOLE: the replay did what the journal says happened up to its last event, but the journal breaks off.";
    }
}
