namespace LlmTrader.Engine.Ring;

/// <summary>A handler in its place in the graph.</summary>
public sealed class HandlerNode<T>
    where T : struct
{
    internal HandlerNode(PipelineBuilder<T> builder, EventProcessor processor)
    {
        Builder = builder;
        Processor = processor;
    }

    /// <summary>Unique in its pipeline.</summary>
    public string Name => Processor.Name;

    /// <summary>What runs the handler.</summary>
    public EventProcessor Processor { get; }

    internal PipelineBuilder<T> Builder { get; }
}

/// <summary>A place in the graph: after everything it names.</summary>
public sealed class HandlerGroup<T>
    where T : struct
{
    private readonly PipelineBuilder<T> _builder;
    private readonly Sequence[] _dependencies;

    internal HandlerGroup(PipelineBuilder<T> builder, Sequence[] dependencies)
    {
        _builder = builder;
        _dependencies = dependencies;
    }

    /// <summary>And after <paramref name="node"/> too.</summary>
    public HandlerGroup<T> AndAfter(HandlerNode<T> node)
    {
        _builder.RequireOwn(node);
        return AndAfter(node.Processor.Sequence);
    }

    /// <summary>
    /// And after a sequence that a handler publishes itself, such as the journal's written one. Its owner must bring it to
    /// every sequence sooner or later, at the latest in its OnShutdown, or the ring fills and the producer waits for ever.
    /// </summary>
    public HandlerGroup<T> AndAfter(Sequence published)
    {
        ArgumentNullException.ThrowIfNull(published);
        return new HandlerGroup<T>(_builder, [.. _dependencies, published]);
    }

    /// <inheritdoc cref="PipelineBuilder{T}.Handle"/>
    public HandlerNode<T> Handle<THandler>(string name, THandler handler, HandlerOptions? options = null)
        where THandler : IEventHandler<T> => _builder.Add(name, handler, options, _dependencies);
}
