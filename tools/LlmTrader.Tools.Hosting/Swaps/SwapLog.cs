using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>What one event did to a rule set, or why it did nothing.</summary>
/// <param name="Sequence">The event's.</param>
/// <param name="Time">Engine time of the event.</param>
/// <param name="Update">What it did.</param>
public readonly record struct SwapStep(long Sequence, Timestamp Time, RuleSetUpdate Update);

/// <summary>Keeps what the derived stream says of rule sets on its way to the next taker. One thread writes, any may read.</summary>
public sealed class SwapLog(IOutJournal next) : IOutJournal
{
    private readonly Lock _gate = new();   // Taken at the few records of rule sets, never at the others.
    private readonly List<SwapStep> _steps = [];

    /// <summary>Those so far, in order.</summary>
    public IReadOnlyList<SwapStep> Steps
    {
        get
        {
            lock (_gate) { return [.. _steps]; }
        }
    }

    public void Append(in OutRecord record)
    {
        if (record.Kind == OutKind.RuleSet)
        {
            lock (_gate) { _steps.Add(new SwapStep(record.Sequence, record.Time, record.RuleSet)); }
        }

        next.Append(in record);
    }

    public void EndOfBatch() => next.EndOfBatch();

    public void Complete() => next.Complete();

    /// <summary>The first event of a kind that concerned a set; null when none has come.</summary>
    public SwapStep? Find(int setId, EventKind change)
    {
        lock (_gate)
        {
            int at = _steps.FindIndex(step => step.Update.SetId == setId && step.Update.Change == change);
            return at < 0 ? null : _steps[at];
        }
    }

    /// <summary>The answer to a rollback, which names no set, by how many were answered before; null when it has not come.</summary>
    public SwapStep? FindRollback(int before)
    {
        lock (_gate)
        {
            SwapStep[] rollbacks = [.. _steps.Where(step => step.Update.Change == EventKind.RuleSetRollback)];
            return before < rollbacks.Length ? rollbacks[before] : null;
        }
    }

    /// <summary>The first event that was to do something for a set and did not; null when there is none.</summary>
    public SwapStep? FindRefusal(int setId)
    {
        lock (_gate)
        {
            int at = _steps.FindIndex(step =>
                step.Update.SetId == setId && step.Update.Code != RuleSetCode.None && step.Update.Change != EventKind.RuleSetQuarantine);
            return at < 0 ? null : _steps[at];
        }
    }
}
