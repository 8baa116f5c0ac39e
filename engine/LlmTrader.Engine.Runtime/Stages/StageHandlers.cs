using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Runs one stage as a ring handler, for a probe that asks between two stamps, and notes its accumulator at every checkpoint.</summary>
public sealed class StageHandler(ITradingStage stage, StateHashLedger ledger, StageHandler.Note note, EngineStage place, IStageProbe? probe = null) : IEventHandler<EngineEvent>, ITimeoutAware
{
    /// <summary>Writes a stage's accumulator into its place.</summary>
    public delegate void Note(ref StateHash hash, ulong value);

    public void OnEvent(ref EngineEvent slot, long sequence, bool endOfBatch)
    {
        probe?.OnBegin(place, in slot);
        stage.OnEvent(ref slot);
        probe?.OnEnd(place, in slot);
        if (ledger.IsNoted(in slot)) { note(ref ledger.At(in slot), stage.Hash); }
        if (endOfBatch) { stage.EndOfBatch(); }
    }

    /// <summary>No event comes: what the stage has gathered for its port waits no longer for company.</summary>
    public void OnTimeout(long lastSequence) => stage.EndOfBatch();
}

/// <summary>The five stages on one thread.</summary>
public sealed class FusedHandler(TradingStages stages, StateHashLedger ledger) : IEventHandler<EngineEvent>, ITimeoutAware
{
    public void OnEvent(ref EngineEvent slot, long sequence, bool endOfBatch)
    {
        stages.OnEvent(ref slot);
        if (ledger.IsNoted(in slot)) { ledger.At(in slot) = stages.Hash; }
        if (endOfBatch) { stages.EndOfBatch(); }
    }

    /// <inheritdoc cref="StageHandler.OnTimeout"/>
    public void OnTimeout(long lastSequence) => stages.Accounts.EndOfBatch();
}

/// <summary>The outbound gate as a ring handler; being last, it also combines the StateHash and submits the checkpoint.</summary>
public sealed class GateHandler(OutboundGate gate, StateHashLedger ledger, Feedback feedback) : IEventHandler<EngineEvent>
{
    public void OnEvent(ref EngineEvent slot, long sequence, bool endOfBatch)
    {
        gate.OnEvent(ref slot);
        if (ledger.IsNoted(in slot)) { feedback.Submit(ledger.Checkpoint(in slot)); }
        if (endOfBatch) { gate.EndOfBatch(); }
    }
}

/// <summary>Appends every event to the journal and publishes how far it is kept.</summary>
public sealed class JournalHandler : IEventHandler<EngineEvent>, ITimeoutAware, ILifecycleAware
{
    private readonly IJournal _journal;
    private readonly bool _untilDurable;
    private readonly bool _isTold;

    /// <param name="journal">The <c>in</c> stream.</param>
    /// <param name="untilDurable">Whether kept means on the disk, or handed to the operating system.</param>
    public JournalHandler(IJournal journal, bool untilDurable)
    {
        _journal = journal;
        _untilDurable = untilDurable;
        _isTold = untilDurable && journal.OnDurable(Publish);    // A sync beside this thread may end while no event comes.
    }

    /// <summary>The sequence up to which events are kept; the outbound gate runs behind it.</summary>
    public Sequence Kept { get; } = new();

    public void OnStart()
    {
    }

    public void OnEvent(ref EngineEvent slot, long sequence, bool endOfBatch)
    {
        _journal.Append(in slot);
        if (endOfBatch) { Flush(); }
    }

    public void OnTimeout(long lastSequence) => Flush();

    /// <summary>Whatever still waits for company is written now, so that the stages behind can finish.</summary>
    public void OnShutdown()
    {
        _journal.Complete();
        Look();
    }

    private void Flush()
    {
        _journal.EndOfBatch();
        Look();
    }

    private void Look()
    {
        if (!_isTold) { Publish(_untilDurable ? _journal.DurableSequence : _journal.WrittenSequence); }
    }

    private void Publish(long kept)
    {
        if (kept > Kept.Value) { Kept.Value = kept; }
    }
}
