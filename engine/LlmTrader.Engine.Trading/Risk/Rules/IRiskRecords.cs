using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Takes what the risk engine has to tell with an event, for the derived stream.</summary>
public interface IRiskRecords
{
    /// <summary>The place of one more verdict, all of whose fields are to be written; a null reference when the event can carry no more.</summary>
    ref RiskVerdict Claim(InstrumentId instrument);

    /// <summary>Counts verdicts where nobody reads them; false where each is to be claimed.</summary>
    /// <param name="verdicts">How many.</param>
    /// <param name="dropped">Those that the event can't carry.</param>
    bool TryCount(int verdicts, out int dropped)
    {
        dropped = 0;
        return false;
    }

    /// <summary>Takes a position that a flatten has not closed yet; false when the event can carry no more.</summary>
    bool TryRecord(in UnclosedPosition position, InstrumentId instrument);
}
