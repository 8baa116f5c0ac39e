namespace LlmTrader.Engine.Ring;

/// <summary>
/// A ring with its handlers, started and stopped as one. When one handler fails, all stop and the producer's next claim
/// throws, so that nothing goes on with half of the handlers and nothing waits for a dead one.
/// </summary>
public sealed class Pipeline<T> : IDisposable
    where T : struct
{
    private readonly EventProcessor[] _processors;
    private HandlerFault? _fault;
    private int _isStarted;

    internal Pipeline(RingBuffer<T> ring, EventProcessor[] processors)
    {
        Ring = ring;
        _processors = processors;
        foreach (EventProcessor processor in processors) { processor.Faulted = OnFault; }
    }

    /// <summary>Raised once, for the first fault, on the failing handler's thread, after everything was told to stop. It must not throw.</summary>
    public event Action<HandlerFault>? Faulted;

    /// <summary>Where the producer claims and publishes.</summary>
    public RingBuffer<T> Ring { get; }

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<EventProcessor> Processors => _processors;

    /// <summary>The first fault; null while all is well. What fails afterwards is in the processors' own.</summary>
    public HandlerFault? Fault => Volatile.Read(ref _fault);

    /// <summary>The processor of the handler with this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public EventProcessor this[string name] =>
        Array.Find(_processors, processor => processor.Name == name)
        ?? throw new KeyNotFoundException($"There is no handler '{name}'; there are {string.Join(", ", _processors.Select(p => p.Name))}.");

    /// <summary>Starts one thread per handler.</summary>
    /// <exception cref="InvalidOperationException">Started before.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0) { throw new InvalidOperationException("The pipeline was started before; it runs once."); }
        foreach (EventProcessor processor in _processors) { processor.Start(); }
    }

    /// <summary>Tells every handler to stop after its batch, and the producer at once. Returns at once; any thread may call it.</summary>
    public void Halt() => HaltAll(cause: null);

    /// <summary>
    /// Lets every handler finish what is published now, then stops them all. The producer must have stopped: what it
    /// publishes later stays undone, and its next claim throws.
    /// </summary>
    /// <returns>
    /// True if all is done. False on a fault, after a halt, or when <paramref name="timeout"/> passed first: the
    /// handlers then go on draining, until it is called again or <see cref="Halt"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">Not started.</exception>
    public bool Drain(TimeSpan timeout)
    {
        if (Volatile.Read(ref _isStarted) == 0) { throw new InvalidOperationException("Drain before Start: nobody would do the work."); }
        long last = Ring.Cursor;
        foreach (EventProcessor processor in _processors) { processor.DrainAndHalt(last); }
        if (!Join(timeout)) { return false; }
        Ring.Alert();
        return Fault is null && Array.TrueForAll(_processors, processor => processor.Sequence.Value >= last);
    }

    /// <summary>Waits until every handler's thread has ended. Not from a handler. False if <paramref name="timeout"/> passed first.</summary>
    public bool Join(TimeSpan timeout)
    {
        Deadline deadline = Deadline.After(timeout);
        foreach (EventProcessor processor in _processors)
        {
            int milliseconds = deadline.RemainingMilliseconds();
            if (!processor.Join(TimeSpan.FromMilliseconds(milliseconds))) { return false; }
        }

        return true;
    }

    /// <summary>Halts and waits, for as long as the handlers' batches and shutdowns take. Not from a handler.</summary>
    public void Dispose()
    {
        Halt();
        Join(Timeout.InfiniteTimeSpan);
    }

    private void OnFault(HandlerFault fault)
    {
        bool isFirst = Interlocked.CompareExchange(ref _fault, fault, null) is null;
        HaltAll(new HandlerFaultException(fault));
        if (isFirst) { Faulted?.Invoke(fault); }
    }

    private void HaltAll(Exception? cause)
    {
        Ring.Alert(cause);
        foreach (EventProcessor processor in _processors) { processor.Halt(); }
    }
}
