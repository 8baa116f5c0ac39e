namespace LlmTrader.Engine.Ring;

/// <summary>What to do about an event whose handler threw.</summary>
public enum ExceptionAction
{
    /// <summary>Stop this handler, and with it the whole pipeline, with a report.</summary>
    Stop,

    /// <summary>Go on with the next event.</summary>
    Skip,
}

/// <summary>Decides about exceptions out of <see cref="IEventHandler{T}.OnEvent"/>; everything else a handler throws stops it.</summary>
public interface IExceptionPolicy
{
    /// <summary>Called on the handler's thread. A policy that throws itself counts as <see cref="ExceptionAction.Stop"/>.</summary>
    ExceptionAction OnException(HandlerFault fault);
}

/// <summary>The default: an engine whose handler failed has an unknown state and must not go on.</summary>
public sealed class StopOnFault : IExceptionPolicy
{
    /// <summary>It has no state, so one is enough.</summary>
    public static StopOnFault Instance { get; } = new();

    /// <inheritdoc/>
    public ExceptionAction OnException(HandlerFault fault) => ExceptionAction.Stop;
}

/// <summary>
/// Reports and skips. Only for handlers off the decision path whose events stand alone; not for one that finishes work at
/// the end of a batch, because the skipped event can be the one that would have told it so.
/// </summary>
/// <param name="report">Gets each skipped event's fault, on the handler's thread.</param>
public sealed class SkipOnFault(Action<HandlerFault> report) : IExceptionPolicy
{
    private long _skipped;

    /// <summary>Events skipped so far.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <inheritdoc/>
    public ExceptionAction OnException(HandlerFault fault)
    {
        Interlocked.Increment(ref _skipped);
        report(fault);
        return ExceptionAction.Skip;
    }
}
