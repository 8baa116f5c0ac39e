using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Records what it was given and how far the journal was then.</summary>
internal sealed class FakeGateway(IJournal journal) : IExecutionGateway
{
    private readonly List<(OrderCommand Command, long Durable)> _sent = [];

    /// <summary>While true, the venue's connection is stuck and with it the gate.</summary>
    public ManualResetEventSlim Open { get; } = new(initialState: true);

    public List<(OrderCommand Command, long Durable)> Sent
    {
        get { lock (_sent) { return [.. _sent]; } }
    }

    public void Send(in OrderCommand command, Timestamp decidedAt)
    {
        Open.Wait();
        lock (_sent) { _sent.Add((command, journal.DurableSequence)); }
    }
}
