using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Ports;

/// <summary>As <see cref="LatestEvents"/> for the derived stream.</summary>
public sealed class LatestRecords : IOutJournal
{
    private readonly OutRecord[] _records = new OutRecord[4_096];
    private long _next;

    public void Append(in OutRecord record) => _records[_next++ & (_records.Length - 1)] = record;

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }
}
