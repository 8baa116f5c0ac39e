using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Integration.Allocation;

/// <summary>The last events in preallocated memory.</summary>
internal sealed class CircularJournal : IJournal
{
    private readonly EngineEvent[] _events = new EngineEvent[4096];
    private long _appended = -1;

    public long WrittenSequence { get; private set; } = -1;

    public long DurableSequence => WrittenSequence;

    public void Append(in EngineEvent sequenced)
    {
        _events[sequenced.Sequence % _events.Length] = sequenced;
        _appended = sequenced.Sequence;
    }

    public void EndOfBatch() => WrittenSequence = _appended;

    public void Complete() => EndOfBatch();
}

/// <summary>The last decisions in preallocated memory.</summary>
internal sealed class CircularOutJournal : IOutJournal
{
    private readonly OutRecord[] _records = new OutRecord[4096];
    private long _next;

    public void Append(in OutRecord record) => _records[_next++ % _records.Length] = record;

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }
}
