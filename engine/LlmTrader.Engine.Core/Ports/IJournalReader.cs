namespace LlmTrader.Engine.Core;

/// <summary>Reads sequenced events back, in order and without gaps.</summary>
public interface IJournalReader : IDisposable
{
    /// <summary>Fills the whole event part of the slot. False at the end of the journal.</summary>
    bool TryRead(ref EngineEvent next);
}
