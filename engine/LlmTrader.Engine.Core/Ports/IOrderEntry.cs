namespace LlmTrader.Engine.Core;

/// <summary>A venue's order entry: one session, or a pool of them. What the venue answers comes back on threads of its own.</summary>
public interface IOrderEntry
{
    /// <summary>
    /// Writes one command to the venue, and returns once the connection has it. Never two at a time, but from more than one thread. It must
    /// not wait for the venue's answer.
    /// </summary>
    /// <param name="command">A new order, an amendment or a cancel.</param>
    /// <param name="epoch">In which its order was sent: part of the <see cref="ClientOrderId"/>.</param>
    void Write(in OrderCommand command, int epoch);
}
