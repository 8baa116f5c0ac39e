using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Carries commands from the outbound gate to a venue, and looks at the kill flag before each one is written. It has its own table of
/// open orders, and a thread that cancels them from there when the flag is set, again and again until they are gone: neither needs the
/// ring. What the flag keeps back is answered with <see cref="RejectReason.Killed"/>, so that the ring knows it once it moves.
/// </summary>
/// <remarks>
/// Order writes happen under one lock with the look at the flag and the entry into the table, so that whoever sets the flag and then
/// takes the lock finds every order that has left. Reports wait for room in the engine outside of it.
/// </remarks>
public sealed class GuardedGateway : IExecutionGateway, IDisposable
{
    private const int IdlePasses = 200;

    private readonly KillFlag _kill;
    private readonly IOrderEntry _venue;
    private readonly int _epoch;
    private readonly TimeSpan _again;
    private readonly SpscQueue<OrderCommand> _commands = new(4096);
    private readonly Doorbell _bell = new();
    private readonly GatewayOrders _orders;
    private readonly Lock _writes = new();      // The table, and what is written to the venue.
    private readonly Lock _reports = new();     // Taken before the other: reports enter in the order in which the table took them.
    private readonly AutoResetEvent _cancelAll = new(initialState: false);
    private readonly Thread _writer;
    private readonly Thread _canceller;
    private ReportInbox? _inbox;
    private CancellationToken _stopped;   // The engine's, which may be gone before the venue's threads are.
    private volatile bool _isDisposed;
    private volatile bool _isCancelWanted;
    private long _ordersWritten;
    private long _ordersRefused;
    private long _cancelsOfItsOwn;

    /// <param name="kill">The process's.</param>
    /// <param name="venue">Where commands are written.</param>
    /// <param name="options">The engine's.</param>
    /// <param name="epoch">The one that this start writes.</param>
    /// <param name="again">After so long an order that is still open while the flag is set is cancelled again; a second when left out.</param>
    public GuardedGateway(KillFlag kill, IOrderEntry venue, EngineOptions options, int epoch, TimeSpan? again = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_kill, _venue, _epoch, _again) = (kill, venue, epoch, again ?? TimeSpan.FromSeconds(1));
        _orders = GatewayOrders.For(options);
        _writer = new Thread(Write) { Name = "gateway", IsBackground = true };
        _canceller = new Thread(Cancel) { Name = "gateway cancel-all", IsBackground = true };
    }

    /// <summary>Why nothing is written any more; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Why the last cancel of its own could not be written; null when it could.</summary>
    public Exception? CancelFault { get; private set; }

    /// <summary>New orders and amendments written.</summary>
    public long OrdersWritten => Volatile.Read(ref _ordersWritten);

    /// <summary>New orders and amendments that the flag kept back.</summary>
    public long OrdersRefused => Volatile.Read(ref _ordersRefused);

    /// <summary>Cancels that the ring had not asked for.</summary>
    public long CancelsOfItsOwn => Volatile.Read(ref _cancelsOfItsOwn);

    /// <summary>Orders at the venue, as far as it is known here.</summary>
    public int OpenOrders
    {
        get { lock (_writes) { return _orders.Count; } }
    }

    /// <summary>Takes over what a recovery found and begins to carry. Before the engine starts; returns the orders that are to be asked about.</summary>
    public IReadOnlyList<OrderId> Start(TradingEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_inbox, _stopped) = (engine.Reports, engine.Stopped);
        _orders.TakeOver(engine.Stages.Matching.GatewayOrders ?? throw new ArgumentException("The engine's orders are not executed by a gateway.", nameof(engine)));
        IReadOnlyList<OrderId> open = _orders.Ids();
        _writer.Start();
        _canceller.Start();
        return open;
    }

    /// <summary>From the outbound gate alone. Waits while too many commands wait. Throws when nothing is written any more.</summary>
    public void Send(in OrderCommand command, Timestamp decidedAt)
    {
        SpinWait spin = default;
        while (!_isDisposed)
        {
            if (Fault is { } fault) { throw new InvalidOperationException("The gateway has failed.", fault); }
            ref OrderCommand slot = ref _commands.TryClaim(out bool claimed);
            if (!claimed) { spin.SpinOnce(); continue; }
            slot = command;
            _commands.Publish();
            _bell.Ring();
            return;
        }
    }

    /// <summary>
    /// Cancels every open order, on a thread of its own; those by which the engine itself closes positions only when they may not leave
    /// either. Returns at once, whatever the venue and the ring do.
    /// </summary>
    public void CancelAll()
    {
        _isCancelWanted = true;
        _cancelAll.Set();
    }

    /// <summary>False when the order is not open.</summary>
    public bool TryGet(OrderId id, out GatewayOrder order)
    {
        lock (_writes) { return _orders.TryGet(id, out order); }
    }

    /// <summary>
    /// What the venue says of an order. Waits for room in the engine. False when it says nothing that may enter (see
    /// <see cref="GatewayOrders.TryApply"/>), or when the engine has stopped.
    /// </summary>
    public bool Report(in ExecutionReport report, Timestamp venueTime)
    {
        lock (_reports)
        {
            GatewayOrder order;
            lock (_writes)
            {
                if (!_orders.TryGet(report.OrderId, out order) || !_orders.TryApply(in report)) { return false; }
            }

            return _inbox!.Write(order.Instrument, in report, venueTime, _stopped);
        }
    }

    /// <summary>Ends its threads; what waits is not written. After the engine's own end, which ends the waiting for room there.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _bell.Ring();
        _cancelAll.Set();
        if (_writer.IsAlive) { _writer.Join(); }
        if (_canceller.IsAlive) { _canceller.Join(); }
        _cancelAll.Dispose();
    }

    private void Write()
    {
        try
        {
            Func<bool> hasWork = () => _isDisposed || _commands.Count > 0;
            for (int idle = 0; !_isDisposed;)
            {
                ref OrderCommand command = ref _commands.TryPeek(out bool available);
                if (available)
                {
                    idle = 0;
                    OnCommand(in command);
                    _commands.Release();
                }
                else if (++idle < IdlePasses) { Thread.SpinWait(10); }
                else { _bell.Wait(hasWork, 1); }
            }
        }
        catch (Exception failure)
        {
            Fault = failure;   // The next command tells the engine.
        }
    }

    private void OnCommand(in OrderCommand command)
    {
        lock (_writes)
        {
            if (_kill.Lets(in command))
            {
                _orders.OnCommand(in command, _epoch);
                if (!_orders.TryGet(command.OrderId, out GatewayOrder order)) { return; }   // A change of what has ended: the end is on its way.
                if (command.Action != CommandAction.Cancel) { _ordersWritten++; }
                _venue.Write(in command, order.Epoch);
                return;
            }
        }

        Refuse(in command);
    }

    // It never enters the table: what did not leave must not be cancelled. An amendment's answer tells of the fills that are known by then.
    private void Refuse(in OrderCommand command)
    {
        lock (_reports)
        {
            GatewayOrder order = new() { Ordered = command.Quantity, Instrument = command.Instrument, Account = command.Account, Strategy = command.Strategy, Side = command.Side };
            if (command.Action == CommandAction.Amend && !TryGet(command.OrderId, out order)) { return; }
            ReportKind refused = command.Action == CommandAction.New ? ReportKind.Rejected : ReportKind.ReplaceRejected;
            Interlocked.Increment(ref _ordersRefused);
            _inbox!.Write(order.Instrument, order.Report(command.OrderId, refused) with { Reason = RejectReason.Killed }, default, _stopped);
        }
    }

    private void Cancel()
    {
        while (!_isDisposed)
        {
            _cancelAll.WaitOne(_again);
            if (_isDisposed || !(_isCancelWanted || _kill.IsSet)) { continue; }
            _isCancelWanted = false;
            CancelOnce();
        }
    }

    // The table does not call these orders pending: what the venue says to a cancel that the ring knows nothing of does not enter.
    private void CancelOnce()
    {
        IReadOnlyList<OrderId> ids;
        lock (_writes) { ids = _orders.Ids(); }
        foreach (OrderId id in ids)
        {
            try
            {
                lock (_writes)
                {
                    if (_isDisposed || !_orders.TryGet(id, out GatewayOrder order) || (order.Strategy.IsEngine && _kill.LetsClose)) { continue; }
                    _venue.Write(CancelOf(id, in order), order.Epoch);
                    _cancelsOfItsOwn++;
                    CancelFault = null;
                }
            }
            catch (Exception failure)
            {
                CancelFault = failure;   // The next round may have more luck.
            }
        }
    }

    private static OrderCommand CancelOf(OrderId id, in GatewayOrder order) => new()
    {
        OrderId = id,
        Instrument = order.Instrument,
        Account = order.Account,
        Strategy = order.Strategy,
        Action = CommandAction.Cancel,
        Side = order.Side,
    };
}
