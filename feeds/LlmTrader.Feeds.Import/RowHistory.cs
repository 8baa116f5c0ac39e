using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// What the rows so far mean for the next: order, trade ids, the bars' open times. Handed from file to file it makes
/// several files of one instrument one sequence, so that neither a row that two of them hold nor a file in the wrong place
/// slips through. One thread, one file at a time.
/// </summary>
public sealed class RowHistory
{
    private DepthSynchroniser? _depth;

    /// <summary>The latest time that rows are ordered by: receive time with <see cref="ImportOptions.UseReceiveTime"/>, else exchange time.</summary>
    internal Timestamp LastOrdered { get; set; } = Timestamp.MinValue;

    /// <summary>The latest event time.</summary>
    internal Timestamp LastTime { get; set; } = Timestamp.MinValue;

    /// <summary>The latest exchange time of a row that became an event.</summary>
    internal Timestamp LastExchangeTime { get; set; } = Timestamp.MinValue;

    /// <summary>The latest open time of a bar.</summary>
    internal Timestamp LastOpen { get; set; } = Timestamp.MinValue;

    internal TradeIdWindow TradeIds { get; } = new();

    /// <summary>Where the chain of changes of the book stands.</summary>
    internal DepthSynchroniser Depth => _depth ??= new DepthSynchroniser();
}
