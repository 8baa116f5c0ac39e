using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Topologies;

/// <summary>Keeps sequenced events in memory; reading them back sees the event part alone, as a file would give it.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly List<EngineEvent> _events;

    public MemoryJournal() => _events = [];

    /// <summary>What a crash has left of a journal, ready to be continued.</summary>
    public MemoryJournal(IEnumerable<EngineEvent> kept)
    {
        _events = [.. kept];
        EndOfBatch();
    }

    public IReadOnlyList<EngineEvent> Events => _events;

    public long WrittenSequence { get; private set; } = -1;

    public long DurableSequence => WrittenSequence;

    public void Append(in EngineEvent sequenced)
    {
        Assert.Equal(_events.Count, sequenced.Sequence);
        EngineEvent kept = sequenced;
        kept.ClosedBars = default;
        kept.Commands = default;
        kept.Notes = default;
        kept.Verdicts = default;
        kept.IntendedTicks = 0;
        _events.Add(kept);
    }

    public void EndOfBatch() => WrittenSequence = _events.Count - 1;

    public void Complete() => EndOfBatch();

    public IJournalReader Read(long from = 0) => new Reader(_events, (int)from);

    private sealed class Reader(List<EngineEvent> events, int from) : IJournalReader
    {
        private int _next = from;

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
internal sealed class MemoryOut : IOutJournal
{
    public List<OutRecord> Records { get; } = [];

    public void Append(in OutRecord record) => Records.Add(record);

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }
}
