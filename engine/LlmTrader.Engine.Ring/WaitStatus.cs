namespace LlmTrader.Engine.Ring;

/// <summary>How a wait at a <see cref="SequenceBarrier"/> ended.</summary>
public enum WaitStatus
{
    /// <summary>The sequence, and perhaps more, is available.</summary>
    Available,

    /// <summary>The time-out passed first.</summary>
    TimedOut,

    /// <summary>The barrier was alerted: somebody wants this thread to look at its state, usually to stop.</summary>
    Alerted,
}
