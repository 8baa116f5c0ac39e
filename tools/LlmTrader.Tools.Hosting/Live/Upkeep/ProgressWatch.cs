namespace LlmTrader.Tools.Hosting.Live.Upkeep;

/// <summary>Sees an engine that has work and does not get on. Pure: what it looks at is given to it. One thread.</summary>
/// <param name="stillAfter">So long the last stage may stand with work before it.</param>
public sealed class ProgressWatch(TimeSpan stillAfter)
{
    private long _passed = long.MinValue;
    private DateTimeOffset _movedAt;

    /// <summary>Whether it moves, or has nothing to do.</summary>
    /// <param name="events">Events that were sequenced.</param>
    /// <param name="passed">The last sequence that every stage is through with.</param>
    /// <param name="now">The time.</param>
    public bool IsMoving(long events, long passed, DateTimeOffset now)
    {
        if (passed != _passed || passed >= events - 1) { (_passed, _movedAt) = (passed, now); }
        return now - _movedAt < stillAfter;
    }
}
