using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Where a resting order stands in the queue at its price, as a <see cref="QueueModel"/> estimates it. Our own orders are not in it.</summary>
/// <remarks>
/// <para>After hftbacktest (queue.rs). The order arrives behind all that is displayed. A trade at its price takes from the front. When the
/// book then shows less, what the trades took is subtracted first; of the rest a part, by the model's probability, stood behind
/// the order, and the other part before it. What is before never exceeds what is displayed.</para>
/// <para>Two differences: quantities are exact, and the part that stood behind is rounded to the raw unit, ties to the even neighbour; and
/// a decrease of the book alone brings an order to the front but never beyond it, so that only trades fill.</para>
/// </remarks>
internal struct QueuePosition
{
    /// <summary>Before the order, in raw quantity; 0 or more between two events.</summary>
    public long Front;

    /// <summary>What trades took at the price since the book last showed it.</summary>
    public long Traded;

    /// <summary>What the book, or the quote, last showed at the price.</summary>
    public long Displayed;

    /// <summary>What the trade that is being looked at leaves for the order.</summary>
    public long Executable;

    /// <summary>The order is in a queue; false while it takes, or where nobody knows what stands at its price.</summary>
    public bool IsKnown;

    /// <summary>The level was named by a message that is not complete yet.</summary>
    public bool IsTouched;

    /// <summary>Behind everything at the price.</summary>
    public void Join(long displayed)
    {
        Front = displayed;
        Displayed = displayed;
        Traded = 0;
        Executable = 0;
        IsKnown = true;
        IsTouched = false;
    }

    /// <summary>
    /// A trade at the price. Returns what is left of it when all before the order is served; the order's share of that is
    /// decided by who asks.
    /// </summary>
    public long OnTrade(long quantity)
    {
        Traded += quantity;
        Front -= quantity;
        if (Front >= 0) { return 0; }
        long over = -Front;
        Front = 0;
        return over;
    }

    /// <summary>The displayed quantity is now this.</summary>
    public void OnDepth(QueueModel model, long displayed, long unit)
    {
        long change = Displayed - displayed - Traded;
        if (model.Kind != QueueModelKind.RiskAverse && change > 0)
        {
            long back = Math.Max(0, Displayed - Front);
            long behind = (long)Rounding.HalfEven((Int128)QueueProbability.Behind(model, Front, back, unit) * change, QueueProbability.One);
            Front = Math.Max(0, Front - (change - behind) + Math.Min(back - behind, 0));
        }

        Forget(displayed);
    }

    /// <summary>Something was lost between then and now: only what is displayed still says something.</summary>
    public void Forget(long displayed)
    {
        Front = Math.Min(Front, displayed);
        Displayed = displayed;
        Traded = 0;
        IsTouched = false;
    }
}
