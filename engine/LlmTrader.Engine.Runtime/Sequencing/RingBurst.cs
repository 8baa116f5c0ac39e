namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Publishes the events of a burst a few at a time: each publication takes the cursor's cache line from the threads that look at it, and, where one of them
/// may sleep, waits until the slot has left the store buffer. The Sequencer's thread only.
/// </summary>
public sealed class RingBurst(int ringCapacity)
{
    /// <summary>Events that are published at once, at most: the first of them waits for less than a microsecond.</summary>
    public const int Most = 8;

    private readonly int _most = Math.Min(Most, ringCapacity);    // Handlers must be able to make room for the next one.
    private int _held;

    /// <summary>Whether another event is at hand behind the one in hand, so that this one may wait for it. Never left true.</summary>
    public bool GoesOn { get; set; }

    /// <summary>Whether the next event is not to be published yet.</summary>
    internal bool HoldsBack()
    {
        if (GoesOn && ++_held < _most) { return true; }
        _held = 0;
        return false;
    }
}
