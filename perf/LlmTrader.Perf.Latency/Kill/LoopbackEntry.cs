using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Kill;

/// <summary>A venue within the process that fills every order at once, on a thread of its own. It notes when the last order write began.</summary>
internal sealed class LoopbackEntry : IOrderEntry, IDisposable
{
    private static readonly Price FillPrice = new(100);

    private readonly SpscQueue<OrderCommand> _orders = new(8192);
    private readonly Thread _answers;
    private GuardedGateway? _gateway;
    private long _lastWrite;
    private volatile bool _isDisposed;

    public LoopbackEntry() => _answers = new Thread(Answer) { IsBackground = true, Name = "loopback venue" };

    /// <summary>When the last write of a new order began, in ticks.</summary>
    public long LastWriteTicks => Volatile.Read(ref _lastWrite);

    public void Start(GuardedGateway gateway)
    {
        _gateway = gateway;
        _answers.Start();
    }

    public void Write(in OrderCommand command, int epoch)
    {
        if (command.Action != CommandAction.New) { return; }   // It has filled already.
        Volatile.Write(ref _lastWrite, ExternalClock.NowTicks);
        ref OrderCommand slot = ref _orders.TryClaim(out bool claimed);
        Invariant.Holds(claimed);   // Risk lets fewer orders work than there are places.
        slot = command;
        _orders.Publish();
    }

    public void Dispose()
    {
        _isDisposed = true;
        if (_answers.IsAlive) { _answers.Join(); }
    }

    private void Answer()
    {
        SpinWait spin = default;
        while (!_isDisposed)
        {
            ref OrderCommand order = ref _orders.TryPeek(out bool available);
            if (!available)
            {
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            spin.Reset();
            ExecutionReport fill = new()
            {
                OrderId = order.OrderId, Account = order.Account, Strategy = order.Strategy, Side = order.Side, Kind = ReportKind.Fill,
                LastPrice = FillPrice, LastQuantity = order.Quantity, CumulativeQuantity = order.Quantity, Liquidity = Liquidity.Taker,
            };
            _gateway!.Report(in fill, default);
            _orders.Release();
        }
    }
}
