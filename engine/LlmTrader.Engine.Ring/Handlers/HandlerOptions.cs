namespace LlmTrader.Engine.Ring;

/// <summary>How one handler is run. The defaults fit a handler on the decision path.</summary>
public sealed record HandlerOptions
{
    /// <summary>The options of a handler for which nothing was said.</summary>
    public static HandlerOptions Default { get; } = new();

    /// <summary>How the handler's thread waits; null takes the pipeline's default. At most N-2 threads of N cores should spin.</summary>
    public IWaitStrategy? WaitStrategy { get; init; }

    /// <summary>After this long without an event an <see cref="ITimeoutAware"/> handler is told. Endless by default.</summary>
    public TimeSpan WaitTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Events per batch at most. It bounds how late a halt is noticed, and how late the producer and the next handlers
    /// hear of progress; a thousand events are enough to make the cost of a batch vanish.
    /// </summary>
    public int MaxBatchSize { get; init; } = 1024;

    /// <summary>What happens when the handler throws.</summary>
    public IExceptionPolicy ExceptionPolicy { get; init; } = StopOnFault.Instance;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate(string handlerName)
    {
        if (MaxBatchSize < 1)
        {
            throw new ArgumentException($"Handler '{handlerName}': MaxBatchSize must be at least 1, but is {MaxBatchSize}.");
        }

        if (WaitTimeout <= TimeSpan.Zero && WaitTimeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException($"Handler '{handlerName}': WaitTimeout must be positive or infinite, but is {WaitTimeout}.");
        }

        if (ExceptionPolicy is null)
        {
            throw new ArgumentException($"Handler '{handlerName}': ExceptionPolicy must not be null.");
        }
    }
}
