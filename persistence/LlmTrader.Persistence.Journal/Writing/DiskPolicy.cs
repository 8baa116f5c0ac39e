namespace LlmTrader.Persistence.Journal;

/// <summary>What a writer does when the disk does not take what it is given.</summary>
public enum DiskPolicy
{
    /// <summary>It fails, and the engine stops: nothing is decided that can't be recorded.</summary>
    Halt,

    /// <summary>It waits, and so does everything behind it: the ring fills, the inboxes conflate or mark gaps. Nothing is dropped.</summary>
    BackPressure,
}
