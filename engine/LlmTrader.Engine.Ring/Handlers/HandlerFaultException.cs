namespace LlmTrader.Engine.Ring;

/// <summary>A <see cref="HandlerFault"/> on its way to the producer, as the inner exception of its <see cref="AlertException"/>.</summary>
/// <param name="fault">What happened; its exception becomes the inner one.</param>
public sealed class HandlerFaultException(HandlerFault fault) : Exception(fault.Describe(), fault.Exception)
{
    /// <summary>What happened.</summary>
    public HandlerFault Fault { get; } = fault;
}
