namespace LlmTrader.Engine.Core;

/// <summary>What a slot knows of its position in an instrument, whichever versions of its rule set opened and held it.</summary>
/// <param name="Opened">Engine time at which the open position was opened, or turned; zero when flat.</param>
/// <param name="Closed">Engine time at which the position before was closed, or turned; zero when there was none.</param>
/// <param name="High">
/// The highest price since it was opened at which it could have been closed: trades, the bid when long, the ask when short;
/// of bars the close, and the range when the bar began after the position. Zero before the first.
/// </param>
/// <param name="Low">As <paramref name="High"/>, the lowest.</param>
/// <param name="BarsInTrade">Bars of the asked specification that have closed over it; 0 when flat.</param>
/// <param name="BarsSinceClose">Bars closed after the one in which the position before was closed; the largest number when there was none.</param>
public readonly record struct PositionHistory(Timestamp Opened, Timestamp Closed, Price High, Price Low, int BarsInTrade, int BarsSinceClose);
