namespace LlmTrader.Engine.Trading;

/// <summary>
/// How many reports of one order may be on their way through the Sequencer at once. Risk reserves this many places when
/// it lets an order pass, so that a report always finds room and matching never waits.
/// </summary>
/// <remarks>
/// A fill is only sent while no more than <see cref="MaxInFlightBeforeFill"/> are on their way, so that with it there are three: that
/// covers the acceptance and the trigger, which come once and before all fills. Beside them there can be one answer to a
/// cancel or an amendment, since risk lets one of either pass at a time, and the end of the order.
/// </remarks>
public static class ReportCredit
{
    /// <summary>Three of acceptance, trigger and fills, the answer to an amendment or to a cancel that came too late, and the end of the order.</summary>
    public const int PerOrder = 5;

    /// <summary>With more than this many on their way a fill must wait: it would take the place of an answer or of the end.</summary>
    public const int MaxInFlightBeforeFill = PerOrder - 3;
}
