using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Ports;

/// <summary>A journal that keeps the latest events in memory: written and durable at once, as on a disk that takes no time. Allocates nothing.</summary>
public sealed class LatestEvents : IJournal
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
