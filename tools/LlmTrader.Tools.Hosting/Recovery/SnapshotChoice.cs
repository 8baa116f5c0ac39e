using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Persistence.Snapshots.Content;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>The snapshot that a start takes: the newest that can be used, and behind it the one before. Each one that is passed over is told.</summary>
internal sealed class SnapshotChoice
{
    private readonly SnapshotDirectory _snapshots;
    private readonly List<SnapshotDamagedException> _passedOver = [];

    public SnapshotChoice(JournalDirectory journal)
    {
        _snapshots = new SnapshotDirectory(journal);
        Current = _snapshots.Newest(long.MaxValue, _passedOver);
    }

    /// <summary>Null when none is left: then everything begins with the first event.</summary>
    public Snapshot? Current { get; private set; }

    /// <summary>Why newer ones were not taken.</summary>
    public IReadOnlyList<SnapshotDamagedException> PassedOver => _passedOver;

    /// <summary>The first event behind it.</summary>
    public long NextSequence => Current is null ? 0 : Current.Header.Sequence + 1;

    /// <summary>The current one is not what is needed; goes to the one before it.</summary>
    public void PassOver(string reason)
    {
        Snapshot current = Current!;
        _passedOver.Add(new SnapshotDamagedException(current.Path, reason));
        Current = _snapshots.Newest(long.MaxValue, _passedOver, before: current.Header.Sequence);
    }

    /// <summary>Begins to load the current one: how far the derived stream was, and the rest of the content.</summary>
    public SnapshotLoader Load(out DerivedEnd derived)
    {
        SnapshotLoader loader = new(Current!.Content);
        derived = new DerivedEnd();
        derived.Transfer(loader);
        return loader;
    }

    /// <summary>
    /// A replay that stands where the current one does, or before the first event without one. Null when its content is not this program's: then
    /// the one before it is current.
    /// </summary>
    /// <param name="run">Whose stages replay.</param>
    /// <param name="derived">How far the derived stream was there.</param>
    /// <param name="output">Takes what the stages derive; null for <paramref name="derived"/> itself.</param>
    public InlineReplay? TryReplay(JournaledRun run, out DerivedEnd derived, IOutJournal? output = null)
    {
        derived = new DerivedEnd();
        try
        {
            SnapshotLoader? loader = Current is null ? null : Load(out derived);
            InlineReplay replay = new(run.Options, run.CreateRuleSet(), output ?? derived, run.CreateCompiler());
            if (loader is null) { return replay; }
            replay.Transfer(loader);
            Invariant.Holds(loader.IsAtEnd);
            return replay;
        }
        catch (SnapshotFormatException error)
        {
            PassOver(error.Message);
            return null;
        }
    }

    /// <summary>Passes over what a journal can't continue that is as it was found.</summary>
    public void Fit(RecoveryInspection journal)
    {
        while (Current is not null && WhyNot(journal) is { } reason) { PassOver(reason); }
    }

    private string? WhyNot(RecoveryInspection journal)
    {
        if (NextSequence > journal.In.FirstAffected) { return $"it is of sequence {NextSequence - 1}, the journal ends at {journal.In.LastSequence}."; }
        try
        {
            Load(out DerivedEnd derived);
            return derived.IsIn(journal.Out.LastSequence, journal.Out.RecordsOfLast) ? null : $"the derived stream ends at sequence {journal.Out.LastSequence}, before it: what is missing is made again from an earlier state.";
        }
        catch (SnapshotFormatException error)
        {
            return error.Message;
        }
    }
}
