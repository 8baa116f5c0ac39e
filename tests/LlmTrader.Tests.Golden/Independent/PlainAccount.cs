namespace LlmTrader.Tests.Golden.Independent;

/// <summary>Cash, position and the market orders that are not filled yet, oldest first.</summary>
internal sealed class PlainAccount(PlainResult result, decimal takerRate)
{
    private readonly List<WorkingOrder> _working = [];
    private long _entryMs;
    private decimal _bought;
    private decimal _entryNotional;
    private decimal _exitNotional;
    private decimal _fees;

    /// <summary>
    /// Places a market order for what separates position and working orders from the target. What works in the other
    /// direction is taken back first, at once, since nothing is on its way here.
    /// </summary>
    public void MoveTo(decimal target, long timeMs)
    {
        decimal missing = target - result.Position;
        foreach (WorkingOrder order in _working) { missing -= order.IsBuy ? order.Leaves : -order.Leaves; }
        if (missing == 0) { return; }

        bool isBuy = missing > 0;
        foreach (WorkingOrder order in _working.Where(order => order.IsBuy != isBuy)) { missing += order.IsBuy ? order.Leaves : -order.Leaves; }
        result.TakenBack += _working.RemoveAll(order => order.IsBuy != isBuy);
        if (missing == 0 || missing > 0 != isBuy) { return; }

        result.Orders++;
        _working.Add(new WorkingOrder { IsBuy = isBuy, Leaves = Math.Abs(missing), PlacedMs = timeMs });
    }

    /// <summary>
    /// Fills what works, all of it in one direction, from a quantity that traded at a price: the oldest first, and all of
    /// them share the quantity. Orders placed after that time get nothing.
    /// </summary>
    public void Offer(long timeMs, int sourceIndex, decimal price, decimal quantity)
    {
        foreach (WorkingOrder order in _working)
        {
            decimal filled = order.PlacedMs <= timeMs ? Math.Min(order.Leaves, quantity) : 0;
            if (filled == 0) { continue; }
            quantity -= filled;
            order.Leaves -= filled;
            Book(timeMs, sourceIndex, order.IsBuy, price, filled);
        }

        _working.RemoveAll(order => order.Leaves == 0);
    }

    private void Book(long timeMs, int sourceIndex, bool isBuy, decimal price, decimal quantity)
    {
        decimal notional = Math.Round(price * quantity, 8, MidpointRounding.ToEven);
        decimal fee = Math.Round(notional * takerRate, 8, MidpointRounding.ToEven);
        result.Fills.Add(new PlainFill(timeMs, sourceIndex, isBuy, price, quantity, fee));
        if (isBuy && result.Position == 0) { _entryMs = timeMs; }

        result.Position += isBuy ? quantity : -quantity;
        result.Cash += (isBuy ? -notional : notional) - fee;
        _fees += fee;
        if (isBuy)
        {
            _bought += quantity;
            _entryNotional += notional;
            return;
        }

        _exitNotional += notional;
        if (result.Position != 0) { return; }
        result.RoundTrips.Add(new PlainRoundTrip(_entryMs, timeMs, _bought, _entryNotional, _exitNotional, _fees));
        (_bought, _entryNotional, _exitNotional, _fees) = (0, 0, 0, 0);
    }

    private sealed class WorkingOrder
    {
        public required bool IsBuy { get; init; }

        public required decimal Leaves { get; set; }

        public required long PlacedMs { get; init; }
    }
}
