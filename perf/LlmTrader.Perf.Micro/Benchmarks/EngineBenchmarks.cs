using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Ports;
using LlmTrader.Perf.Micro.Budgets;
using LlmTrader.Perf.Micro.Workloads;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>A simulated market through the whole engine on the caller's thread, the making of the market's events included.</summary>
public class InlineEngineBenchmarks
{
    private const int Operations = 20_000;

    private readonly SimulatedMarket _market = TradedMarket.Open();
    private readonly InlineEngine _engine = new(TradedMarket.Options, TradedMarket.RuleSet(), new LatestEvents(), new LatestRecords());
    private EngineEvent _next;

    // All bars and orders that there will be have been seen once.
    [GlobalSetup]
    public void WarmUp()
    {
        for (int i = 0; i < 10; i++) { Process(); }
    }

    [Benchmark(Description = "engine.inline", OperationsPerInvoke = Operations)]
    public long Process()
    {
        for (int i = 0; i < Operations; i++)
        {
            _market.TryRead(ref _next);
            _engine.Process(ref _next);
        }

        return _engine.Events;
    }
}

/// <summary>The same through a live engine: an inbox, the Sequencer's thread, a ring and its handlers' threads.</summary>
public class LiveEngineBenchmarks : IDisposable
{
    private const int Operations = 20_000;

    private static readonly string[] Names = ["fused", "pipelined"];

    private LiveMarket? _live;

    public static IEnumerable<object> Topologies => Names;

    [ParamsSource(nameof(Topologies))]
    public string Topology { get; set; } = Names[0];

    [GlobalSetup]
    public void Start()
    {
        _live = new LiveMarket(Enum.Parse<EngineTopology>(Topology, ignoreCase: true));
        for (int i = 0; i < 10; i++) { Push(); }
    }

    [Benchmark(Description = "engine", OperationsPerInvoke = Operations)]
    [BenchmarkCategory(BenchmarkCase.Threads)]
    public long Push() => _live!.Push(Operations);

    [GlobalCleanup]
    public void Dispose()
    {
        _live?.Dispose();
        GC.SuppressFinalize(this);
    }
}
