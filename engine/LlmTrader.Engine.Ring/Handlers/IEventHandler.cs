using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// Reacts to every event of a ring, in order, on the thread of its <see cref="EventProcessor"/>. A readonly struct that
/// wraps the real handlers lets the JIT inline them; a class costs one interface call per event.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "The Disruptor's name for it, known in the field.")]
public interface IEventHandler<T>
    where T : struct
{
    /// <summary>Handles the event with <paramref name="sequence"/>.</summary>
    /// <param name="slot">The event in its slot; valid only during the call.</param>
    /// <param name="sequence">Gap-free, from 0.</param>
    /// <param name="endOfBatch">True if no further event is at hand: the moment to flush what was collected.</param>
    void OnEvent(ref T slot, long sequence, bool endOfBatch);
}

/// <summary>Optional: told on its own thread when the handler's thread starts and ends.</summary>
public interface ILifecycleAware
{
    /// <summary>Before the first event.</summary>
    void OnStart();

    /// <summary>After the last event, also after a halt or a fault, if <see cref="OnStart"/> had succeeded.</summary>
    void OnShutdown();
}

/// <summary>Optional: told when <see cref="HandlerOptions.WaitTimeout"/> passed without an event.</summary>
public interface ITimeoutAware
{
    /// <summary>Called on the handler's thread. It must not touch anything that decisions depend on: time-outs are not events.</summary>
    /// <param name="lastSequence">The last sequence that the handler has done.</param>
    void OnTimeout(long lastSequence);
}

/// <summary>Optional: told the size of each batch before its first event.</summary>
public interface IBatchStartAware
{
    /// <summary>Called on the handler's thread.</summary>
    /// <param name="batchSize">Events in this batch, at least 1.</param>
    void OnBatchStart(long batchSize);
}
