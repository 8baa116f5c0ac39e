namespace LlmTrader.Engine.Ring;

/// <summary>
/// Wires handlers to a ring so that the code reads as the diagram:
/// <code>
/// var journal = pipeline.Handle("journal", journalHandler);
/// var bars    = pipeline.Handle("bars", barHandler);
/// var signals = pipeline.After(bars).Handle("signals", signalHandler);
/// pipeline.After(signals, journal).Handle("gate", gateHandler);
/// </code>
/// A handler can only come after handlers that exist already, so the graph has no cycle by construction.
/// </summary>
public sealed class PipelineBuilder<T>
    where T : struct
{
    private readonly Func<IWaitStrategy> _defaultWaitStrategy;
    private readonly List<HandlerNode<T>> _nodes = [];
    private readonly HashSet<Sequence> _followed = [];   // Processors' sequences that a later handler waits for.
    private readonly HashSet<object> _handlers = new(ReferenceEqualityComparer.Instance);
    private bool _isBuilt;

    /// <summary>A pipeline on a new ring.</summary>
    /// <param name="capacity">Slots of the ring, a power of two.</param>
    /// <param name="defaultWaitStrategy">
    /// Makes the strategy of the producer and of each handler that has none in its options. A new one each time, so that
    /// a blocking one is woken only by what its own thread waits for.
    /// </param>
    /// <param name="firstSequence">The first sequence of the ring; what follows an earlier run goes on with its numbers.</param>
    /// <exception cref="ArgumentException">The capacity is not a power of two.</exception>
    public PipelineBuilder(int capacity, Func<IWaitStrategy> defaultWaitStrategy, long firstSequence = 0)
    {
        ArgumentNullException.ThrowIfNull(defaultWaitStrategy);
        _defaultWaitStrategy = defaultWaitStrategy;
        Ring = new RingBuffer<T>(capacity, defaultWaitStrategy(), firstSequence);
    }

    /// <summary>The ring that the pipeline will run on.</summary>
    public RingBuffer<T> Ring { get; }

    /// <summary>A handler that follows the producer directly.</summary>
    /// <param name="name">Unique in the pipeline.</param>
    /// <param name="handler">An object of its own for each place: it runs on one thread.</param>
    /// <param name="options">Null for <see cref="HandlerOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The name or the handler is in use already, or an option is out of range.</exception>
    public HandlerNode<T> Handle<THandler>(string name, THandler handler, HandlerOptions? options = null)
        where THandler : IEventHandler<T> => Add(name, handler, options, []);

    /// <summary>The place after all of <paramref name="nodes"/>.</summary>
    /// <exception cref="ArgumentException">No node, or one of another pipeline.</exception>
    public HandlerGroup<T> After(params ReadOnlySpan<HandlerNode<T>> nodes)
    {
        if (nodes.IsEmpty) { throw new ArgumentException("After() needs at least one handler.", nameof(nodes)); }
        var group = new HandlerGroup<T>(this, []);
        foreach (HandlerNode<T> node in nodes) { group = group.AndAfter(node); }
        return group;
    }

    /// <summary>The place after a sequence that a handler publishes itself, and after the producer.</summary>
    public HandlerGroup<T> After(Sequence published)
    {
        // With the cursor, so that a sequence that runs ahead by mistake can't show slots that were never published.
        return new HandlerGroup<T>(this, [Ring.CursorSequence]).AndAfter(published);
    }

    /// <summary>Closes the graph. The producer is gated by the handlers that no other handler follows.</summary>
    /// <exception cref="InvalidOperationException">There is no handler, or it was built before.</exception>
    public Pipeline<T> Build()
    {
        ThrowIfBuilt();
        if (_nodes.Count == 0) { throw new InvalidOperationException("A pipeline needs at least one handler."); }
        _isBuilt = true;

        // The last handlers are enough. A handler that another one follows is never behind it. A sequence that a handler
        // publishes itself is never behind those who wait for it; but its publisher is not thereby followed: the other
        // thread waits for the published value, so the publisher's own progress gates as well.
        Sequence[] leaves = [.. _nodes.Select(node => node.Processor.Sequence).Where(sequence => !_followed.Contains(sequence))];
        Ring.AddGatingSequences(leaves);
        return new Pipeline<T>(Ring, [.. _nodes.Select(node => node.Processor)]);
    }

    internal void RequireOwn(HandlerNode<T> node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Builder != this) { throw new ArgumentException($"Handler '{node.Name}' belongs to another pipeline.", nameof(node)); }
    }

    internal HandlerNode<T> Add<THandler>(string name, THandler handler, HandlerOptions? options, Sequence[] dependencies)
        where THandler : IEventHandler<T>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handler);
        ThrowIfBuilt();
        options ??= HandlerOptions.Default;
        options.Validate(name);
        if (_nodes.Exists(node => node.Name == name)) { throw new ArgumentException($"There are two handlers named '{name}'.", nameof(name)); }
        if (!typeof(THandler).IsValueType && !_handlers.Add(handler))
        {
            throw new ArgumentException($"Handler '{name}' is in the pipeline already; two threads must not share it.", nameof(handler));
        }

        SequenceBarrier barrier = Ring.NewBarrier(options.WaitStrategy ?? _defaultWaitStrategy(), dependencies);
        var node = new HandlerNode<T>(this, new EventProcessor<T, THandler>(name, Ring, barrier, handler, options));
        _followed.UnionWith(dependencies);
        _nodes.Add(node);
        return node;
    }

    private void ThrowIfBuilt()
    {
        if (_isBuilt) { throw new InvalidOperationException("The pipeline is built; its graph is closed."); }
    }
}
