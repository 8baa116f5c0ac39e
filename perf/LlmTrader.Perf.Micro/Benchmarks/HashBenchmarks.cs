using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Rules;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>What stages fold into their accumulators, and what a measurement costs.</summary>
public class HashBenchmarks
{
    private const int Operations = 4_096;

    private readonly ClosedBar[] _bars = BenchmarkBars.Walk(Operations);
    private readonly ExecutionReport _report = new() { OrderId = OrderId.From(7, 1), LastPrice = new Price(60_000_00), LastQuantity = new Quantity(5), Kind = ReportKind.Fill, Side = Side.Buy };
    private readonly OrderCommand _command = new() { OrderId = OrderId.From(7, 1), Price = new Price(60_000_00), Quantity = new Quantity(5), Action = CommandAction.New, Side = Side.Buy, Type = OrderType.Limit };
    private StateHash _state;
    private readonly LatencyHistogram _histogram = LatencyHistogram.OfNanoseconds();

    [Benchmark(Description = "hash.bar", OperationsPerInvoke = Operations)]
    public long Bar()
    {
        HashAccumulator hash = new(1);
        foreach (ref readonly ClosedBar bar in _bars.AsSpan()) { hash.Fold(in bar); }
        return (long)hash.Value;
    }

    [Benchmark(Description = "hash.report", OperationsPerInvoke = Operations)]
    public long Report()
    {
        HashAccumulator hash = new(1);
        for (int i = 0; i < Operations; i++) { hash.Fold(in _report, new InstrumentId(i & 7)); }
        return (long)hash.Value;
    }

    [Benchmark(Description = "hash.command", OperationsPerInvoke = Operations)]
    public long Command()
    {
        HashAccumulator hash = new(1);
        for (int i = 0; i < Operations; i++) { hash.Fold(in _command); }
        return (long)hash.Value;
    }

    [Benchmark(Description = "hash.checkpoint", OperationsPerInvoke = Operations)]
    public long Combine()
    {
        for (int i = 0; i < Operations; i++) { _state.Bars = _state.Combine(); }
        return (long)_state.Bars;
    }

    /// <summary>Values of every magnitude.</summary>
    [Benchmark(Description = "histogram.record", OperationsPerInvoke = Operations)]
    public long Record()
    {
        for (int i = 0; i < Operations; i++) { _histogram.Record(100L << (i & 15)); }
        return _histogram.TotalCount;
    }
}
