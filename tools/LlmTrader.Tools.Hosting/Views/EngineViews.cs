namespace LlmTrader.Tools.Hosting.Views;

/// <summary>The views can't answer now: they are far behind, or what they replay does not come to an end.</summary>
public sealed class ViewsUnavailableException(string message) : Exception(message);

/// <summary>Where the views stand; any thread may ask, also while they are stuck.</summary>
/// <param name="Sequence">The event up to which everything is folded.</param>
/// <param name="DurableSequence">Up to where the journal is committed: on the disk, in mode async written.</param>
/// <param name="TimeNs">Engine time of the former.</param>
/// <param name="IsCaughtUp">Whether they have come to the journal's end once.</param>
/// <param name="Fault">Why they stand still; null while they go on.</param>
public sealed record ViewsPlace(long Sequence, long DurableSequence, long TimeNs, bool IsCaughtUp, Exception? Fault);

/// <summary>
/// Keeps a <see cref="ViewState"/> at the end of the engine's own journal, on a thread of low priority. Readers share one lock with it
/// and nothing with the engine: what they cost, the views are late.
/// </summary>
public sealed class EngineViews : IDisposable
{
    // Events that are folded while readers wait: well below a millisecond.
    private const int Batch = 256;

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(200);

    private readonly ViewState _state;
    private readonly TimeSpan _patience;
    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(long Sequence, TaskCompletionSource Passed)> _waiting = [];
    private readonly Thread _thread;
    private long _sequence;
    private long _durable;
    private long _time;
    private bool _isCaughtUp;
    private Exception? _fault;

    private EngineViews(ViewState state, ViewOptions options)
    {
        _state = state;
        _patience = options.Patience;
        Publish();
        _thread = new Thread(Run) { Name = "views", IsBackground = true, Priority = ThreadPriority.BelowNormal };
    }

    /// <summary>Where they stand. Takes no lock.</summary>
    public ViewsPlace Place => new(Volatile.Read(ref _sequence), Volatile.Read(ref _durable), Volatile.Read(ref _time), Volatile.Read(ref _isCaughtUp), Volatile.Read(ref _fault));

    /// <summary>Opens a journal, as <see cref="ViewState.Open"/>, and begins to follow it.</summary>
    public static EngineViews Start(string journal, ViewOptions? options = null)
    {
        options ??= new ViewOptions();
        EngineViews views = new(ViewState.Open(journal, options), options);
        views._thread.Start();
        return views;
    }

    /// <summary>Looks at the state between two events. What it gives must be a copy.</summary>
    /// <exception cref="ViewsUnavailableException">The views stand still, or did not come to a stop in time.</exception>
    public T Read<T>(Func<ViewState, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (Volatile.Read(ref _fault) is { } fault) { throw new ViewsUnavailableException($"The views stand still at sequence {Volatile.Read(ref _sequence)}: {fault.Message}"); }
        if (!Monitor.TryEnter(_gate, _patience)) { throw new ViewsUnavailableException($"The views are busy behind sequence {Volatile.Read(ref _sequence)}: what the engine does there takes long."); }
        try { return read(_state); }
        finally { Monitor.Exit(_gate); }
    }

    /// <summary>Waits until a sequence is folded, and so committed; false after the time limit.</summary>
    public async Task<bool> WaitForAsync(long sequence, TimeSpan limit, CancellationToken cancel)
    {
        TaskCompletionSource passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (Volatile.Read(ref _sequence) >= sequence) { return true; }
            _waiting.Add((sequence, passed));
        }

        try
        {
            await passed.Task.WaitAsync(limit, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_waiting) { _waiting.RemoveAll(waiting => waiting.Passed == passed); }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive && !_thread.Join(TimeSpan.FromSeconds(5))) { return; }   // Stuck in a rule set: a background thread ends with the process.
        _state.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                int folded = Fold();
                if (folded < Batch && !_state.Wait(Nap, _stop.Token)) { Publish(); }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Volatile.Write(ref _fault, error);   // Reads tell it; trading goes on without them.
        }
    }

    private int Fold()
    {
        int folded = 0;
        lock (_gate)
        {
            while (folded < Batch && _state.TryStep()) { folded++; }
            Publish();
        }

        if (folded < Batch && _state.Sequence >= _state.DurableSequence) { Volatile.Write(ref _isCaughtUp, true); }
        if (folded > 0) { Tell(); }
        return folded;
    }

    private void Publish()
    {
        Volatile.Write(ref _durable, Math.Max(_state.DurableSequence, _state.Sequence));
        Volatile.Write(ref _time, _state.Time.Nanoseconds);
        Volatile.Write(ref _sequence, _state.Sequence);
    }

    private void Tell()
    {
        lock (_waiting)
        {
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Sequence > _sequence) { continue; }
                _waiting[i].Passed.TrySetResult();
                _waiting.RemoveAt(i);
            }
        }
    }
}
