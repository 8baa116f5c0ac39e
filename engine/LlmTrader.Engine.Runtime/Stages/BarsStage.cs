using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Trades, timers and ready-made bars in; closed bars out, in the slot's range.</summary>
public sealed class BarsStage : ITradingStage, IClosedBarSink
{
    private readonly StageBuffer<ClosedBar> _closed;
    private readonly BarBuilder _builder;
    private long _sequence;
    private int _count;

    public BarsStage(EngineOptions options, StageBuffer<ClosedBar> closed, ITimerPort timers)
    {
        _closed = closed;
        _builder = new BarBuilder(options.Instruments, options.Bars, this, timers);
    }

    public BarBuilder Builder => _builder;

    public ulong Hash => _builder.Hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnEvent(ref EngineEvent e)
    {
        if (e.Kind is EventKind.Trade or EventKind.Timer or EventKind.Bar) { Work(ref e); } else { e.ClosedBars = default; }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Work(ref EngineEvent e)
    {
        _sequence = e.Sequence;
        _count = 0;
        int first = _closed.Position;
        switch (e.Kind)
        {
            case EventKind.Trade: _builder.OnTrade(e.Instrument, in e.Trade, e.ExchangeTime, e.Time); break;
            case EventKind.Timer: _builder.OnTimer(e.Timer.Id, e.Timer.Due, e.Time); break;
            default: _builder.OnBar(e.Instrument, in e.Bar); break;
        }

        e.ClosedBars = new StageRange(first, checked((ushort)_count));
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("bars stage");
        transfer.Part(_builder);
    }

    void IClosedBarSink.Append(in ClosedBar closed)
    {
        _closed.Append(_sequence) = closed;
        _count++;
    }
}
