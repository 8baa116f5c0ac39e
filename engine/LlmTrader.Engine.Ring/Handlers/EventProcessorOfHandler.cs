using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// The processor of one handler type. With a struct <typeparamref name="THandler"/> the JIT compiles this loop for that
/// very type and can inline its <c>OnEvent</c>.
/// </summary>
public sealed class EventProcessor<T, THandler> : EventProcessor
    where T : struct
    where THandler : IEventHandler<T>
{
    private readonly RingBuffer<T> _ring;
    private readonly IExceptionPolicy _exceptionPolicy;
    private readonly ITimeoutAware? _timeoutAware;
    private readonly IBatchStartAware? _batchStartAware;
    private readonly TimeSpan _waitTimeout;
    private readonly int _maxBatchSize;
#pragma warning disable IDE0044 // Readonly would make the compiler copy a struct handler before each call.
    private THandler _handler;
#pragma warning restore IDE0044

    /// <summary>
    /// A processor of <paramref name="handler"/>. The producer waits for it only once its
    /// <see cref="EventProcessor.Sequence"/>, or that of a later handler, is a gating sequence.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// An option is out of range; or a struct handler with optional interfaces is not readonly. Those are called on a boxed
    /// copy, which would not share the struct's fields.
    /// </exception>
    public EventProcessor(
        string name, RingBuffer<T> ring, SequenceBarrier barrier, THandler handler, HandlerOptions? options = null)
        : base(name, CursorOf(ring), ring.FirstSequence, barrier, handler as ILifecycleAware)
    {
        ArgumentNullException.ThrowIfNull(handler);
        options ??= HandlerOptions.Default;
        options.Validate(name);
        _ring = ring;
        _handler = handler;
        _exceptionPolicy = options.ExceptionPolicy;
        _waitTimeout = options.WaitTimeout;
        _maxBatchSize = options.MaxBatchSize;
        _timeoutAware = handler as ITimeoutAware;
        _batchStartAware = handler as IBatchStartAware;

        if (handler is ValueType and (ILifecycleAware or ITimeoutAware or IBatchStartAware)
            && !typeof(THandler).IsDefined(typeof(IsReadOnlyAttribute), inherit: false))
        {
            throw new ArgumentException($"Handler '{name}': a struct with optional interfaces must be a readonly struct.", nameof(handler));
        }
    }

    private protected override void ProcessEvents()
    {
        long next = Sequence.Value + 1;
        long last = long.MaxValue;
        while (next <= last)
        {
            switch (Barrier.WaitFor(next, _waitTimeout, out long available))
            {
                case WaitStatus.Available:
                    long end = Math.Min(Math.Min(available, last), next + _maxBatchSize - 1);
                    if (!TryProcessBatch(next, end)) { return; }
                    next = end + 1;
                    break;
                case WaitStatus.TimedOut:
                    _timeoutAware?.OnTimeout(next - 1);
                    break;
                default:
                    last = LastSequenceAfterAlert();
                    break;
            }
        }
    }

    private bool TryProcessBatch(long first, long last)
    {
        _batchStartAware?.OnBatchStart(last - first + 1);
        long sequence = first;
        while (sequence <= last)
        {
            try
            {
                Handle(ref sequence, last);
            }
            catch (Exception exception)
            {
                if (!TrySkip(sequence, exception))
                {
                    // The events before it stay unpublished too: the handler never came to the end of their batch,
                    // so what it does there (a flush, say) has not happened for them.
                    return false;
                }

                sequence++;
            }
        }

        Sequence.Value = last;   // Release: our reads and writes of these slots come before it.
        return true;
    }

    /// <summary>
    /// Hands over <paramref name="next"/> to <paramref name="last"/>. A method of its own, without a catch: the JIT keeps nothing in a
    /// register that a catch block reads, so that each event would wait for the one before it to come back from the stack.
    /// </summary>
    /// <param name="next">The event in hand, also when the handler throws; one behind the last at the end.</param>
    /// <param name="last">The last one.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Handle(ref long next, long last)
    {
        Slots<T> slots = _ring.Slots;   // Where they lie never changes: read once, not at each event.
        for (long sequence = next; sequence <= last;)
        {
            _handler.OnEvent(ref slots[sequence], sequence, sequence == last);
            next = ++sequence;
        }
    }

    private bool TrySkip(long sequence, Exception exception)
    {
        var fault = new HandlerFault(Name, sequence, exception);
        try
        {
            if (_exceptionPolicy.OnException(fault) == ExceptionAction.Skip) { return true; }
        }
        catch (Exception second)
        {
            fault = fault with { Exception = new AggregateException(exception, second) };
        }

        RecordFault(fault);
        return false;
    }

    private static Sequence CursorOf(RingBuffer<T> ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        return ring.CursorSequence;
    }
}
