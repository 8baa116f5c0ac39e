using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Ports;
using LlmTrader.Perf.Micro.Workloads;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>
/// Each handler of the pipeline alone, over a recorded run: the handlers before it have done the batch when its time is
/// taken, and those behind it do it afterwards, as on threads that wait for one another.
/// </summary>
public class HandlerBenchmarks
{
    private const int Batch = 4_096;   // What lies between two stages has room for all of it.
    private const int Batches = 24;
    private const int Kept = 65_536;

    private static readonly string[] Order = ["bars", "signals", "risk", "matching", "accounts", "gate"];

    private readonly EngineEvent[] _slots = new EngineEvent[Batch];
    private EngineEvent[] _recorded = [];
    private IEventHandler<EngineEvent>[] _handlers = [];
    private TradingStages? _stages;
    private Feedback? _feedback;
    private ulong _hash;
    private int _next;
    private int _measured;

    public static IEnumerable<object> Handlers => Order;

    [ParamsSource(nameof(Handlers))]
    public string Handler { get; set; } = Order[0];

    [GlobalSetup]
    public void Record()
    {
        _measured = Array.IndexOf(Order, Handler);
        _recorded = TradedMarket.Record(Batch * Batches);
        (TradingStages stages, Feedback feedback) = TradedMarket.NewStages(new LatestRecords());
        for (int i = 0; i < _recorded.Length; i++)
        {
            EngineEvent e = _recorded[i];
            stages.OnEvent(ref e);
            TradedMarket.Drop(feedback);
        }

        Invariant.Holds(stages.Accounts.Counts.Fills > Batches);   // It does trade.
        _hash = stages.Hash.Combine();
        _next = _recorded.Length;
        StartOver();
    }

    [IterationSetup]
    public void Before()
    {
        if (_next == _recorded.Length) { StartOver(); }
        _recorded.AsSpan(_next, Batch).CopyTo(_slots);
        _next += Batch;
        for (int i = 0; i < _measured; i++) { Run(_handlers[i]); }
    }

    /// <summary>One handler over the events of a batch.</summary>
    [Benchmark(Description = "handler", OperationsPerInvoke = Batch)]
    public long Handle() => Run(_handlers[_measured]);

    [IterationCleanup]
    public void After()
    {
        for (int i = _measured + 1; i < _handlers.Length; i++) { Run(_handlers[i]); }
        TradedMarket.Drop(_feedback!);
    }

    /// <summary>Takes the derived stream.</summary>
    private protected virtual IOutJournal NewOutJournal() => new LatestRecords();

    private long Run(IEventHandler<EngineEvent> handler)
    {
        EngineEvent[] slots = _slots;
        for (int i = 0; i < slots.Length; i++) { handler.OnEvent(ref slots[i], slots[i].Sequence, endOfBatch: i == slots.Length - 1); }
        return slots[^1].Sequence;
    }

    private void StartOver()
    {
        Invariant.Holds(_stages is null || _stages.Hash.Combine() == _hash);   // Handler by handler as event by event.
        (_stages, _feedback) = TradedMarket.NewStages(NewOutJournal());
        StateHashLedger ledger = new(Kept, ringCapacity: Batch);
        _handlers =
        [
            new StageHandler(_stages.Bars, ledger, static (ref hash, value) => hash.Bars = value, EngineStage.Bars),
            new StageHandler(_stages.Signals, ledger, static (ref hash, value) => hash.Signals = value, EngineStage.Signals),
            new StageHandler(_stages.Risk, ledger, static (ref hash, value) => hash.Risk = value, EngineStage.Risk),
            new StageHandler(_stages.Matching, ledger, static (ref hash, value) => hash.Matching = value, EngineStage.Matching),
            new StageHandler(_stages.Accounts, ledger, static (ref hash, value) => hash.Accounts = value, EngineStage.Accounts),
            new GateHandler(new OutboundGate(_stages.Commands, gateway: null, probe: null), ledger, _feedback),
        ];
        _next = 0;
    }
}
