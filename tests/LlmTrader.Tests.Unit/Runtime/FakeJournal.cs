using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Keeps events in memory. The test holds back what counts as written or durable, or makes the disk full.</summary>
internal sealed class FakeJournal : IJournal
{
    private readonly List<EngineEvent> _events = [];
    private long _written = -1;
    private long _durable = -1;
    private bool _holdsWritten;
    private bool _holdsDurable;

    public bool HoldsWritten { get => Volatile.Read(ref _holdsWritten); set => Volatile.Write(ref _holdsWritten, value); }

    public bool HoldsDurable { get => Volatile.Read(ref _holdsDurable); set => Volatile.Write(ref _holdsDurable, value); }

    /// <summary>The sequence at which the disk is full.</summary>
    public long FullAt { get; init; } = long.MaxValue;

    public long WrittenSequence => Volatile.Read(ref _written);

    public long DurableSequence => Volatile.Read(ref _durable);

    public List<EngineEvent> Events
    {
        get { lock (_events) { return [.. _events]; } }
    }

    public void Append(in EngineEvent sequenced)
    {
        if (sequenced.Sequence >= FullAt) { throw new IOException("No space left on device"); }
        EngineEvent kept = sequenced;
        kept.ClosedBars = default;
        kept.Commands = default;
        kept.Notes = default;
        kept.Verdicts = default;
        lock (_events) { _events.Add(kept); }
    }

    public void EndOfBatch()
    {
        if (!HoldsWritten) { Volatile.Write(ref _written, Last()); }
        if (!HoldsDurable) { Volatile.Write(ref _durable, WrittenSequence); }
    }

    public void Complete()
    {
        Volatile.Write(ref _written, Last());
        Volatile.Write(ref _durable, Last());
    }

    public IJournalReader Read() => new Reader(Events);

    private long Last()
    {
        lock (_events) { return _events.Count - 1; }
    }

    private sealed class Reader(List<EngineEvent> events) : IJournalReader
    {
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == events.Count) { return false; }
            next = events[_next++];
            return true;
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Keeps the derived stream in memory.</summary>
internal sealed class FakeOutJournal : IOutJournal
{
    private int _batches;

    public List<OutRecord> Records { get; } = [];

    /// <summary>How often it was told that nothing more is at hand.</summary>
    public int Batches => Volatile.Read(ref _batches);

    public bool IsComplete { get; private set; }

    public void Append(in OutRecord record) => Records.Add(record);

    public void EndOfBatch() => Interlocked.Increment(ref _batches);

    public void Complete() => IsComplete = true;
}
