using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Inspection;
using LlmTrader.Persistence.Journal.Recovery;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal;

/// <summary>Looks at a journal without an engine: what it holds, and whether every byte of it is right.</summary>
public static class JournalInspector
{
    /// <summary>Describes both streams. Reads everything, in constant memory.</summary>
    /// <exception cref="JournalCorruptException">A stream is damaged; <see cref="Verify"/> lists where.</exception>
    public static JournalDescription Describe(JournalDirectory directory, IProgress<JournalProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new JournalDescription(
            directory.Manifest,
            StreamDescriber.Describe(directory, StreamKind.In, progress),
            StreamDescriber.Describe(directory, StreamKind.Out, progress));
    }

    /// <summary>
    /// Checks every block and every record of both streams and goes on behind damage; then whether something beside <c>in</c> tells that it
    /// held more. The manifest was checked when the directory was opened.
    /// </summary>
    /// <param name="directory">The journal.</param>
    /// <param name="progress">Told of bytes read.</param>
    /// <param name="witnesses">Snapshots that testify what <c>in</c> held, found before this is called.</param>
    public static JournalVerification Verify(JournalDirectory directory, IProgress<JournalProgress>? progress = null, IReadOnlyList<SnapshotWitness>? witnesses = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        PruneCheck pruned = PruneCheck.Of(directory);
        JournalDirectory seen = pruned.Rebuilt is null ? directory : directory.Assuming(pruned.Rebuilt);
        var input = new StreamVerifier(seen, StreamKind.In);
        var output = new StreamVerifier(seen, StreamKind.Out);
        output.Run(progress);    // Before in, which an engine completes first: one that stops meanwhile must not look as if in lacked its end.
        input.Run(progress);
        List<JournalFinding> findings = [.. InFindings(seen, input, output, witnesses ?? []), .. output.Findings, .. OutMissing(seen, input)];
        if (pruned.Damage is not null)
        {
            findings.Insert(0, new JournalFinding(StreamKind.In, new BlockPosition(Path.Combine(directory.Path, PruneRecord.FileName), 0, 0), 0, pruned.Rebuilt?.In?.LastSequence, pruned.Damage, IsTornTail: false));
        }

        return new JournalVerification(findings, input.Blocks + output.Blocks, input.Records + output.Records, input.End, output.End);
    }

    // Where more is known to have been there, an end is no torn tail.
    private static IEnumerable<JournalFinding> InFindings(JournalDirectory directory, StreamVerifier input, StreamVerifier output, IReadOnlyList<SnapshotWitness> witnesses)
    {
        var more = directory.IsPutAside ? null : EndEvidence.WhyMore(directory.Manifest, directory.ReadEpochs(), input.Tail, output.Tail, witnesses);
        if (more is not { } known) { return input.Findings; }
        long first = input.Tail.LastSequence + 1;
        JournalFinding missing = new(StreamKind.In, input.Position, first, known.Known >= first ? known.Known : null, known.Reason, IsTornTail: false);
        return [.. input.Findings.Select(finding => finding with { IsTornTail = false }), missing];
    }

    // A run that derived nothing has no out stream either: only what in holds tells the two apart.
    private static IEnumerable<JournalFinding> OutMissing(JournalDirectory directory, StreamVerifier input)
    {
        bool isMissing = directory.Segments(StreamKind.Out).Count == 0 && !directory.IsPutAside && (input.HasReports || directory.Pruned.Out is not null);
        if (!isMissing) { yield break; }
        string why = input.HasReports ? "in holds answers to orders, of each of which out has a record" : "it was pruned, and so it was there";
        yield return new JournalFinding(
            StreamKind.Out, new BlockPosition(directory.StreamPath(StreamKind.Out), 0, 0), 0, null,
            $"{why}. It is derived: the next start of the engine makes it again from in.", IsTornTail: true) { IsStreamMissing = true };
    }
}
