using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The last stage. It runs behind the journal's written (or durable) sequence, so that no command reaches a gateway
/// before the events that caused it are kept. Without a gateway (paper trading, backtests) it only measures.
/// </summary>
public sealed class OutboundGate(StageBuffer<OrderCommand> commands, IExecutionGateway? gateway, ILatencyProbe? probe)
{
    public void OnEvent(ref EngineEvent e)
    {
        if (gateway is not null) { Release(ref e); }
        probe?.OnRelease(in e);
    }

    public void EndOfBatch() => probe?.EndOfReleases();

    private void Release(ref EngineEvent e)
    {
        for (int i = 0; i < e.Commands.Count; i++)
        {
            ref OrderCommand command = ref commands.At(e.Commands, i);
            if (command.Verdict == RejectReason.None) { gateway!.Send(in command, e.Time); }
        }
    }
}
