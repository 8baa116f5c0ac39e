using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Micro.Workloads;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>Trades into bars. Bars of time need the Sequencer's timers: the handler's benchmark has those.</summary>
public class BarBenchmarks
{
    private const int Trades = 16_384;

    private static readonly string[] Specs = ["500t", "1000v"];

    private readonly Counting _counting = new();
    private BarBuilder? _bars;
    private long _step;

    public static IEnumerable<object> Bars => Specs;

    [ParamsSource(nameof(Bars))]
    public string Bar { get; set; } = Specs[0];

    [GlobalSetup]
    public void Create() => _bars = new BarBuilder(TradedMarket.Options.Instruments, new BarOptions { Specs = [BarSpec.Parse(Bar)] }, _counting, _counting);

    [Benchmark(Description = "bars.trade", OperationsPerInvoke = Trades)]
    public long AddTrades()
    {
        Quantity quantity = TradedMarket.Options.Instruments[default].LotSize;
        for (int i = 0; i < Trades; i++)
        {
            Timestamp now = new(++_step * 1_000_000);
            TradeTick trade = new() { Price = new Price(60_000_00 + (_step & 63)), Quantity = quantity };
            _bars!.OnTrade(default, in trade, now, now);
        }

        return _counting.Bars;
    }

    private sealed class Counting : IClosedBarSink, ITimerPort
    {
        public long Bars { get; private set; }

        public void Append(in ClosedBar closed) => Bars++;

        public void Request(TimerId id, Timestamp due)
        {
        }
    }
}
