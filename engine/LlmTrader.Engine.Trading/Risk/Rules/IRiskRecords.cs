using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Takes what the risk engine has to tell with an event, for the derived stream.</summary>
public interface IRiskRecords
{
    /// <summary>The place of one more verdict, all of whose fields are to be written; a null reference when the event can carry no more.</summary>
    ref RiskVerdict Claim(InstrumentId instrument);

    /// <summary>Takes a position that a flatten has not closed yet; false when the event can carry no more.</summary>
    bool TryRecord(in UnclosedPosition position, InstrumentId instrument);
}
