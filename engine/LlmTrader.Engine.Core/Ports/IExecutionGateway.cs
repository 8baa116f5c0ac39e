namespace LlmTrader.Engine.Core;

/// <summary>Carries orders to a venue. Called by the outbound gate alone, once the command's sequence is written.</summary>
public interface IExecutionGateway
{
    void Send(in OrderCommand command, Timestamp decidedAt);
}
