using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>What an operator can ask of trading itself, as events that are ready to be sequenced.</summary>
public static class OperatorEvents
{
    /// <summary>No new order, what works is cancelled, and with <paramref name="flatten"/> positions are closed, until the reset.</summary>
    public static EngineEvent Kill(bool flatten)
    {
        EngineEvent e = Empty(EventKind.Kill);
        e.Kill.Flatten = (byte)(flatten ? 1 : 0);
        return e;
    }

    /// <summary>Opens the kill switch.</summary>
    public static EngineEvent KillReset() => Empty(EventKind.KillReset);

    private static EngineEvent Empty(EventKind kind) => new() { Kind = kind, Instrument = InstrumentId.None };
}
