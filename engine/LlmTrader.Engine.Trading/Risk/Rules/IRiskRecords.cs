using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Takes what the risk engine has to tell with an event, for the derived stream.</summary>
public interface IRiskRecords
{
    /// <summary>False when the event can carry no more.</summary>
    bool TryRecord(in RiskVerdict verdict, InstrumentId instrument);

    /// <summary>As above, of a position that a flatten has not closed yet.</summary>
    bool TryRecord(in UnclosedPosition position, InstrumentId instrument);
}
