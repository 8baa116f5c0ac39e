namespace LlmTrader.Engine.Trading;

/// <summary>
/// What the bars stage did since it started. Trades are counted once per bar specification, since one trade can be in
/// time for a day's bar and late for a second's.
/// </summary>
public struct BarCounters
{
    /// <summary>Bars handed on, of every origin.</summary>
    public long Closed;

    /// <summary>Trades whose bar had closed; the sum of <see cref="Dropped"/> and <see cref="Folded"/>.</summary>
    public long Late;

    /// <summary>Late trades that were kept out.</summary>
    public long Dropped;

    /// <summary>Late trades that count in a later bar.</summary>
    public long Folded;

    /// <summary>Trades dropped because their exchange time was too far ahead of engine time.</summary>
    public long TooFarAhead;

    /// <summary>Bars that closed before their time because trades of two later bars had come.</summary>
    public long EarlyClosed;

    /// <summary>Flat bars put where nothing traded.</summary>
    public long Filled;

    /// <summary>Bars that filling left out because the run of flat bars had reached its limit.</summary>
    public long Unfilled;

    /// <summary>Ready-made bars passed through.</summary>
    public long ReadyMade;

    /// <summary>Trades not built into bars because the instrument's bars of that specification come ready-made.</summary>
    public long NotBuilt;

    /// <summary>Open bars thrown away because the first ready-made bar came while they were being built.</summary>
    public long Discarded;
}
