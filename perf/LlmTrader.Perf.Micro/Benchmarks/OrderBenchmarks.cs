using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>What every stage that knows orders does with them.</summary>
public class OrderBenchmarks
{
    private const int Operations = 16_384;
    private const int Open = 512;

    private readonly OrderMap<OrderState> _orders = new(2 * Open);
    private readonly OrderState _state = new(OrderStatus.New);
    private long _last;

    [GlobalSetup]
    public void Fill()
    {
        while (_last < Open) { _orders.Add(OrderId.From(++_last, 0)) = new OrderState(OrderStatus.New); }
    }

    /// <summary>An order is added, one among 512 is found, and the oldest goes.</summary>
    [Benchmark(Description = "orders.map", OperationsPerInvoke = Operations)]
    public long AddFindRemove()
    {
        long found = 0;
        for (int i = 0; i < Operations; i++)
        {
            _orders.Add(OrderId.From(++_last, 0)) = new OrderState(OrderStatus.New);
            found += (long)_orders.Find(OrderId.From(_last - (i & (Open - 1)), 0)).Status;
            _orders.Remove(OrderId.From(_last - Open, 0));
        }

        return found;
    }

    /// <summary>What a report makes of an order.</summary>
    [Benchmark(Description = "orders.state", OperationsPerInvoke = Operations)]
    public long NextState()
    {
        long sum = 0;
        for (int i = 0; i < Operations; i++)
        {
            ReportKind kind = (i & 1) == 0 ? ReportKind.Accepted : ReportKind.Fill;
            OrderStateMachine.TryNext(_state, kind, isDone: (i & 3) == 3, hasFilled: kind == ReportKind.Fill, out OrderState next);
            sum += (long)next.Status;
        }

        return sum;
    }
}
