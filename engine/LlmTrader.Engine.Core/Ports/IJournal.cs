namespace LlmTrader.Engine.Core;

/// <summary>The <c>in</c> stream: all sequenced events, in order. One thread appends.</summary>
public interface IJournal
{
    /// <summary>Everything up to here has been handed to the operating system.</summary>
    long WrittenSequence { get; }

    /// <summary>Everything up to here is on the disk.</summary>
    long DurableSequence { get; }

    /// <summary>
    /// Has one listener told of each new durable sequence; asked for before the first event. Whoever made it durable tells: the thread that
    /// appends, or one beside it, never two at a time. False: it moves only in the calls of the thread that appends, which can look.
    /// </summary>
    bool OnDurable(Action<long> moved) => false;

    void Append(in EngineEvent sequenced);

    /// <summary>No further event is at hand: a good moment to write. May also be called when idle, to let group commit keep its time limit.</summary>
    void EndOfBatch();

    /// <summary>Writes all that was appended and syncs it, in whatever mode: the run is over.</summary>
    void Complete();
}

/// <summary>The <c>out</c> stream: what the engine derived. One thread appends.</summary>
public interface IOutJournal
{
    void Append(in OutRecord record);

    void EndOfBatch();

    /// <summary>Writes all that was appended: the run is over.</summary>
    void Complete();
}
