using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>Where a level of a grid stands.</summary>
internal enum GridLevelState : byte
{
    /// <summary>Holds less than its size; nothing works.</summary>
    Idle,

    /// <summary>Its entry works.</summary>
    Entering,

    /// <summary>Holds something that it is to give back; nothing works.</summary>
    Filled,

    /// <summary>Its exit works.</summary>
    Leaving,
}

/// <summary>
/// One level of a grid: it takes a size at its own price and gives it back one step nearer to where it came from, again and
/// again. At most one order works for it, and what it holds is the sum of its own fills.
/// </summary>
/// <param name="isLong">It buys and sells, rather than sells and buys back.</param>
/// <param name="number">1 is next to the base.</param>
internal struct GridLevel(bool isLong, int number)
{
    /// <summary>The longest pause after a refusal, in bars: what has no cash now may have some in an hour of minutes.</summary>
    private const int MaxRest = 64;

    private bool _isFilled;
    private int _rest;       // Bars until its next order may be sent.
    private int _nextRest;   // The same after the next refusal.

    /// <summary>What works for it; none when nothing does.</summary>
    public OrderId Order { get; private set; }

    /// <summary>Bought or sold short and not given back, never below zero.</summary>
    public Quantity Held { get; private set; }

    /// <summary>An order of it was refused or taken back a moment ago: nothing is sent before it has rested.</summary>
    public readonly bool IsResting => _rest > 0;

    public readonly GridLevelState State => (Order.IsNone, _isFilled) switch
    {
        (true, false) => GridLevelState.Idle,
        (false, false) => GridLevelState.Entering,
        (true, true) => GridLevelState.Filled,
        _ => GridLevelState.Leaving,
    };

    /// <summary>What it adds to the position.</summary>
    public readonly Quantity Exposure => isLong ? Held : -Held;

    /// <summary>Side of its next order.</summary>
    public readonly Side Side => isLong != _isFilled ? Side.Buy : Side.Sell;

    /// <summary>Price of its next order, in steps from the base.</summary>
    public readonly int Steps => (isLong ? -1 : 1) * (_isFilled ? number - 1 : number);

    /// <summary>Quantity of its next order: what is missing, or all that it holds.</summary>
    public readonly Quantity Wanted(Quantity size) => _isFilled ? Held : size - Held;

    /// <summary>Nothing works and it holds this, which it is to give back when it is anything.</summary>
    public void Begin(Quantity held) => (Order, Held, _isFilled, _rest, _nextRest) = (OrderId.None, held, !held.IsZero, 0, 0);

    public void OnBar() => _rest = Math.Max(0, _rest - 1);

    /// <summary>To be tried again at the next bar.</summary>
    public void Rest() => _rest = 1;

    /// <summary>To be tried again, but less and less often: after 1, 2, 4, … bars, until an order is accepted.</summary>
    public void Refuse()
    {
        _rest = Math.Max(1, _nextRest);
        _nextRest = Math.Min(MaxRest, 2 * _rest);
    }

    public void Sent(OrderId order)
    {
        Invariant.Holds(Order.IsNone);
        Order = order;
    }

    /// <summary>A report of its order. An end that is no fill leaves it as it is, with nothing that works.</summary>
    public void OnReport(in ExecutionReport report, Quantity size)
    {
        switch (report.Kind)
        {
            case ReportKind.Accepted:
                _nextRest = 0;
                break;
            case ReportKind.Fill:
                _nextRest = 0;
                Held += _isFilled ? -report.LastQuantity : report.LastQuantity;
                Invariant.Holds(Held.Raw >= 0);
                if (!report.LeavesQuantity.IsZero) { return; }
                Order = OrderId.None;
                _isFilled = _isFilled ? !Held.IsZero : Held >= size;
                break;
            case ReportKind.Rejected:
                Order = OrderId.None;
                Refuse();
                break;
            case ReportKind.Canceled or ReportKind.Expired or ReportKind.NotSent:
                Order = OrderId.None;
                Rest();
                break;
            default: break;   // A cancel that was refused: the order works on.
        }
    }
}
