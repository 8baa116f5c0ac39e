namespace LlmTrader.Engine.Trading;

/// <summary>
/// How many reports of one order may be on their way through the Sequencer at once. Risk reserves this many places when
/// it lets an order pass, so that a report always finds room and matching never waits.
/// </summary>
public static class ReportCredit
{
    /// <summary>
    /// Acceptance or a fill, another fill, the end of the order, and the answer to a cancel that came too late. Risk lets
    /// one cancel of an order pass at a time.
    /// </summary>
    public const int PerOrder = 4;

    /// <summary>With more than this many on their way a fill must wait: it would take the place of the terminal report.</summary>
    public const int MaxInFlightBeforeFill = PerOrder - 2;
}
