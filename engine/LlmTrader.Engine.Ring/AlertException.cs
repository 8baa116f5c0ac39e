namespace LlmTrader.Engine.Ring;

/// <summary>
/// Thrown to a thread that asks a halted ring for more: to a producer that claims a slot after a halt or a handler's
/// fault (then the fault's exception is the inner one), and by <see cref="SequenceBarrier.CheckAlert"/>.
/// </summary>
public sealed class AlertException : Exception
{
    /// <summary>With a message that says nothing more than the type.</summary>
    public AlertException()
        : base("The ring was halted.")
    {
    }

    /// <summary>With the reason.</summary>
    public AlertException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what caused it.</summary>
    public AlertException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
