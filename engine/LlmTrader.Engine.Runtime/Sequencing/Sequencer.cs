using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Where sequenced events go: into the ring, or straight through the stages. A struct, so that the call is direct.</summary>
public interface ISequencedOutput
{
    void Publish(ref EngineEvent sequenced);
}

/// <summary>
/// The single writer. Every event gets the next sequence and an engine time that never goes back; whatever the stages
/// have sent back and is due by then enters first: timers and answers before market data of the same time.
/// </summary>
/// <typeparam name="TOutput">Where the events go.</typeparam>
public sealed class Sequencer<TOutput> where TOutput : struct, ISequencedOutput
{
    private readonly PendingFeedback _pending;
    private readonly TOutput _output;   // Readonly structs only.
    private EngineEvent _feedbackEvent;

    public Sequencer(TOutput output, PendingFeedback pending, in SequencerStart start)
    {
        _output = output;
        _pending = pending;
        NextSequence = start.NextSequence;
        Now = start.Now;
    }

    public long NextSequence { get; private set; }

    /// <summary>Looked at now and then while feedback goes round: what a stage answers to its own answers could have no end.</summary>
    public CancellationToken Cancel { get; set; }

    /// <summary>Engine time of the last event.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>Sequences an outside event that reaches the engine at <paramref name="time"/>, after all that is due by then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Sequence(ref EngineEvent outside, Timestamp time)
    {
        AdvanceTo(time);
        if (outside.Kind == EventKind.Bar) { EmitPrint(ref outside, time); }
        Emit(ref outside, time);
    }

    /// <summary>
    /// Takes a run up again: the epoch's start enters before anything that is pending, at the time of the last event, so that
    /// timers that fell due in between still enter in their order. Then the bar whose print was the last market data that was kept.
    /// </summary>
    public void Resume(in SequencerStart start)
    {
        if (start.Epoch is { } epoch) { Append(ref epoch); }
        if (start.Printed is not { } bar) { return; }
        AdvanceTo(Now);
        bar.Kind = EventKind.Bar;
        Emit(ref bar, Now);
    }

    /// <summary>Sequences an event of the engine's own at the present engine time, before anything that is still pending.</summary>
    public void Append(ref EngineEvent own) => Emit(ref own, Now);

    /// <summary>Lets everything enter that is due at or before <paramref name="time"/>; what that causes included. Returns how many did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AdvanceTo(Timestamp time)
    {
        _pending.Collect();
        return _pending.NextDue <= time ? EmitDue(time) : 0;
    }

    /// <summary>
    /// At the end of the data: delivers the answers that are still under way, moving time on to when they are due, with
    /// the timers that are due by then. Later timers do not fire, so that a bar that never ended never closes.
    /// </summary>
    public int Drain()
    {
        int count = 0;
        _pending.Collect();
        while (true)
        {
            if (_pending.NextDue <= Now) { count += EmitDue(Now); }
            else if (_pending.IsMomentOverNext(Now)) { count += EmitDue(_pending.NextDue); }   // Nothing of this time is to come.
            else if (_pending.WaitingReports > 0) { count += EmitDue(Timestamp.Max(Now, _pending.NextReportDue)); }
            else { break; }
        }

        return count;
    }

    // The venue sees a bar first, and its answers enter before the strategy sees the bar, unless they take longer.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EmitPrint(ref EngineEvent bar, Timestamp time)
    {
        bar.Kind = EventKind.BarPrint;
        Emit(ref bar, time);
        AdvanceTo(time);
        bar.Kind = EventKind.Bar;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int EmitDue(Timestamp time)
    {
        int count = 0;
        while (_pending.TryTake(time, ref _feedbackEvent, out Timestamp due))
        {
            Emit(ref _feedbackEvent, due);
            if ((++count & 0xFFF) == 0) { Cancel.ThrowIfCancellationRequested(); }
            _pending.Collect();   // Inline, the event has already caused what it causes.
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Emit(ref EngineEvent next, Timestamp time)
    {
        if (time > Now) { Now = time; }
        next.Sequence = NextSequence++;
        next.Time = Now;
        Unsafe.AsRef(in _output).Publish(ref next);   // On a readonly field the call would copy it first, for each event.
    }
}
