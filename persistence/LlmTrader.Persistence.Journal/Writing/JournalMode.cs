namespace LlmTrader.Persistence.Journal;

/// <summary>When what was appended is forced to the disk.</summary>
public enum JournalMode
{
    /// <summary>
    /// Handed to the operating system within a millisecond; synced on the side whenever much has gathered, at a segment's end and at the run's. A crash
    /// of the process loses at most what waits for company, a crash of the machine what the system had not written yet.
    /// </summary>
    Async,

    /// <summary>One sync for all that came together, by size or by time, whichever is first.</summary>
    Group,

    /// <summary>One sync per batch: the next batch waits for it.</summary>
    Sync,
}
