namespace LlmTrader.Engine.Ring;

/// <summary>
/// Runs one handler on one thread: waits at its barrier, hands over what is available in batches, publishes how far it
/// came. Used once: after it stopped, build a new one.
/// </summary>
public abstract class EventProcessor
{
    /// <summary>What the names of all handlers' threads begin with.</summary>
    public const string ThreadPrefix = "ring-";

    private const int Idle = 0;
    private const int Running = 1;
    private const int Stopped = 2;

    private const int NoRequest = 0;
    private const int DrainRequested = 1;
    private const int HaltRequested = 2;

    private readonly Sequence _cursor;
    private readonly ILifecycleAware? _lifecycle;
    private Thread? _thread;
    private HandlerFault? _fault;
    private int _state;
    private int _request;
    private long _drainTarget;

    private protected EventProcessor(string name, Sequence cursor, long firstSequence, SequenceBarrier barrier, ILifecycleAware? lifecycle)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(barrier);
        Name = name;
        Barrier = barrier;
        _cursor = cursor;
        Sequence = new Sequence(firstSequence - 1);
        _lifecycle = lifecycle;
    }

    /// <summary>The handler's name: in its thread's, and the one in reports.</summary>
    public string Name { get; }

    /// <summary>The name of the thread that <see cref="Start"/> starts.</summary>
    public string ThreadName => ThreadNameOf(Name);

    /// <summary>The last sequence that the handler has done; moves at the end of each batch.</summary>
    public Sequence Sequence { get; }

    /// <summary>Where the handler waits.</summary>
    public SequenceBarrier Barrier { get; }

    /// <summary>True from the thread's first to its last step.</summary>
    public bool IsRunning => Volatile.Read(ref _state) == Running;

    /// <summary>True after the last step, however it came to it.</summary>
    public bool IsStopped => Volatile.Read(ref _state) == Stopped;

    /// <summary>Why the handler stopped by itself; null if it did not.</summary>
    public HandlerFault? Fault => Volatile.Read(ref _fault);

    /// <summary>Told of a fault on the handler's thread, before the thread ends.</summary>
    internal Action<HandlerFault>? Faulted { get; set; }

    /// <summary>The name of the thread that runs the handler with this name: <c>ring-NAME</c>.</summary>
    public static string ThreadNameOf(string handler) => ThreadPrefix + handler;

    /// <summary>Runs on a background thread of its own, named <see cref="ThreadName"/>.</summary>
    /// <exception cref="InvalidOperationException">Started before.</exception>
    public void Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = ThreadName };
        if (Interlocked.CompareExchange(ref _thread, thread, null) is not null) { throw StartedTwice(); }
        thread.Start();
    }

    /// <summary>Runs on the calling thread until halted, drained or failed. What the handler throws ends up in <see cref="Fault"/>.</summary>
    /// <exception cref="InvalidOperationException">Run before.</exception>
    public void Run()
    {
        if (Interlocked.CompareExchange(ref _state, Running, Idle) != Idle) { throw StartedTwice(); }
        bool started = false;
        try
        {
            _lifecycle?.OnStart();
            started = true;
            ProcessEvents();
        }
        catch (Exception exception)
        {
            RecordFault(new HandlerFault(Name, Sequence.Value + 1, exception));
        }
        finally
        {
            if (started) { Shutdown(); }
            Volatile.Write(ref _state, Stopped);
        }
    }

    /// <summary>Asks the thread to stop after the batch in hand. Returns at once; <see cref="Join"/> waits.</summary>
    public void Halt()
    {
        Volatile.Write(ref _request, HaltRequested);
        Barrier.Alert();
    }

    /// <summary>
    /// Asks the thread to stop once it has done everything that is published now. Returns at once. Later events stay
    /// undone, so producers stop first; a halt overrides it.
    /// </summary>
    public void DrainAndHalt() => DrainAndHalt(_cursor.Value);

    /// <summary>Waits until the thread started by <see cref="Start"/> has ended. False if <paramref name="timeout"/> passed first.</summary>
    public bool Join(TimeSpan timeout) => Volatile.Read(ref _thread) is not { } thread || thread.Join(timeout);

    internal void DrainAndHalt(long lastSequence)
    {
        Volatile.Write(ref _drainTarget, lastSequence);
        Interlocked.CompareExchange(ref _request, DrainRequested, NoRequest);
        Barrier.Alert();
    }

    /// <summary>The loop: until a stop is requested or a fault is recorded.</summary>
    private protected abstract void ProcessEvents();

    /// <summary>Called after an alert: the last sequence still to be done; -1 to stop at once.</summary>
    private protected long LastSequenceAfterAlert()
    {
        // Cleared before the request is read: a request made in between alerts again, and none is lost.
        Barrier.ClearAlert();
        return Volatile.Read(ref _request) switch
        {
            HaltRequested => Sequence.InitialValue,
            DrainRequested => Volatile.Read(ref _drainTarget),
            _ => long.MaxValue,
        };
    }

    private protected void RecordFault(HandlerFault fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null) { Faulted?.Invoke(fault); }
    }

    private void Shutdown()
    {
        try
        {
            _lifecycle?.OnShutdown();
        }
        catch (Exception exception)
        {
            RecordFault(new HandlerFault(Name, Sequence.Value + 1, exception));
        }
    }

    private InvalidOperationException StartedTwice() => new($"Handler '{Name}' was started before; a processor runs once.");
}
