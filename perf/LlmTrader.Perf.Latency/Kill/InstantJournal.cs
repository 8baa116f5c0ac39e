using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Kill;

/// <summary>Keeps nothing and calls everything durable, so that no disk holds orders back.</summary>
internal sealed class InstantJournal : IJournal
{
    private long _last = -1;
    private long _kept = -1;

    public long WrittenSequence => Volatile.Read(ref _kept);

    public long DurableSequence => Volatile.Read(ref _kept);

    public void Append(in EngineEvent sequenced) => _last = sequenced.Sequence;

    public void EndOfBatch() => Volatile.Write(ref _kept, _last);

    public void Complete() => EndOfBatch();
}
