using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Micro.Workloads;

/// <summary>A journal that keeps the latest events in memory: written at once, as on a disk that takes no time.</summary>
internal sealed class LatestEvents : IJournal
{
    private readonly EngineEvent[] _events = new EngineEvent[4_096];
    private long _appended = -1;
    private long _written = -1;

    public long WrittenSequence => Volatile.Read(ref _written);

    public long DurableSequence => WrittenSequence;

    public void Append(in EngineEvent sequenced)
    {
        _events[sequenced.Sequence & (_events.Length - 1)] = sequenced;
        _appended = sequenced.Sequence;
    }

    public void EndOfBatch() => Volatile.Write(ref _written, _appended);

    public void Complete() => EndOfBatch();
}

/// <summary>As <see cref="LatestEvents"/> for the derived stream.</summary>
internal sealed class LatestOut : IOutJournal
{
    private readonly OutRecord[] _records = new OutRecord[4_096];

    /// <summary>Records so far.</summary>
    public long Count { get; private set; }

    public void Append(in OutRecord record) => _records[Count++ & (_records.Length - 1)] = record;

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }
}
