using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Which price a call auction takes of several at which the same volume trades and the same surplus stays. The exchanges'
/// trading rules agree on what comes first (largest volume, then smallest surplus) and differ here.
/// </summary>
public enum AuctionTieBreak : byte
{
    /// <summary>
    /// The lowest of them when asks are left over, the highest when bids are, and the middle when neither holds for all. So the
    /// Shanghai Stock Exchange decides: of its indicative prices of 600519 on 2023-02-01, the 11 at which it matters say so.
    /// </summary>
    Pressure = 1,

    /// <summary>
    /// The middle of the lowest and the highest of them, half a tick rounding up: the letter of the Shanghai Stock Exchange's
    /// Trading Rules (仍有两个以上使未成交量最小的申报价格符合上述条件的,其中间价为成交价格).
    /// </summary>
    Middle = 2,

    /// <summary>
    /// The one nearest to a reference, which is the previous close at the opening and the last price otherwise; of two at the
    /// same distance the higher. The Shenzhen Stock Exchange's Trading Rules (取最接近即时行情显示的前收盘价的价格为成交价).
    /// </summary>
    NearestReference = 3,
}

/// <summary>Where a call auction stands or has ended.</summary>
/// <param name="HasPrice">False when no two orders could trade; all else is then zero.</param>
/// <param name="Price">The one price of all trades.</param>
/// <param name="Volume">What trades at it.</param>
/// <param name="Surplus">What is willing to trade at it and finds nobody: bids less asks, negative when asks are left.</param>
public readonly record struct AuctionPrice(bool HasPrice, Price Price, Quantity Volume, Quantity Surplus);
