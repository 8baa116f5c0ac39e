using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Ilp;

/// <param name="RowsPerRun">Rows of each run: trades and quotes of a simulated market.</param>
/// <param name="BytesPerRow">In line protocol.</param>
/// <param name="Written">Rows per second from events to bytes, on one thread.</param>
/// <param name="AllocatedBytes">By that, in all counted runs.</param>
/// <param name="Sent">Rows per second from events to the acknowledgement by a server on loopback that reads and forgets, its thread beside ours.</param>
/// <param name="SentPerCpuSecond">The same, for each second of processor time of both ends together: what one core would do.</param>
public sealed record IlpBenchmarkResult(long RowsPerRun, double BytesPerRow, MedianSpread Written, long AllocatedBytes, MedianSpread Sent, MedianSpread SentPerCpuSecond);
