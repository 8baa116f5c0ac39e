using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Where the bars of all specifications leave: hashed, counted and handed to the sink in one order.</summary>
internal sealed class BarOutput(InstrumentTable instruments, IClosedBarSink sink) : ISnapshotState
{
    private const ulong Seed = 1;   // Each stage has its own.

    private HashAccumulator _hash = new(Seed);

    public BarCounters Counters;

    public ulong Hash => _hash.Value;

    public void Emit(in OpenBar bar, InstrumentId instrument, BarSpecId spec)
    {
        ClosedBar closed = new() { Bar = bar.ToBar(instruments[instrument], spec), CloseTime = bar.End, Instrument = instrument };
        Emit(in closed);
    }

    public void Emit(in ClosedBar closed)
    {
        Counters.Closed++;
        _hash.Fold(in closed);
        sink.Append(in closed);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("closed bars");
        transfer.Value(ref _hash);
        transfer.Value(ref Counters);
    }
}
