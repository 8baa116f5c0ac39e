namespace LlmTrader.Engine.Core;

/// <summary>The only source of time; the Sequencer alone reads it.</summary>
public interface IClock
{
    Timestamp Now { get; }
}
