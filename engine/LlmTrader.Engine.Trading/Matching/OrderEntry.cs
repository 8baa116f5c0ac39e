using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the venue does with a command that has arrived: takes it, refuses it, changes or ends an order.</summary>
internal sealed class OrderEntry(
    InstrumentTable instruments, VenueOrders orders, VenueMarket[] markets, VenueBook book, OrderGroups groups, ExpiryQueue expiries, VenuePositions positions,
    SessionGate sessions, SelfTradeGuard selfTrade, BookEntry entry, TriggerBook triggers, OfferMatcher matcher, VenueReports reports)
{
    public void Cancel(in OrderCommand command, Timestamp arrival)
    {
        int slot = orders.Find(command.OrderId);
        if (slot == VenueOrders.None) { reports.Refused(command, ReportKind.CancelRejected, RejectReason.UnknownOrder, arrival); }
        else { matcher.End(slot, ReportKind.Canceled, RejectReason.None, arrival); }
    }

    public void Place(in OrderCommand command, Timestamp arrival)
    {
        Invariant.Holds(command.Side is Side.Buy or Side.Sell);
        bool isGrouped = command.Contingency != Contingency.None;
        int group = isGrouped ? groups.Arrive(command) : VenueOrders.None;
        VenueOrder.Write(in command, arrival, sessions.ExpiryOf(command, arrival), out VenueOrder order);
        RejectReason reason = Check(command, order, group, arrival);
        if (reason != RejectReason.None)
        {
            if (isGrouped) { groups.Break(group); }
            reports.Refused(command, ReportKind.Rejected, reason, arrival);
            return;
        }

        if (order.IsReduceOnly && !isGrouped) { order.Leaves = Quantity.Min(order.Leaves, positions.Reducible(order.Account, order.Instrument, order.Side)); }
        int slot = orders.Add(in order);
        if (isGrouped) { groups.Join(slot, group); }
        expiries.Add(slot, arrival);
        reports.Accepted(ref orders[slot], arrival);
        if (command.Contingency == Contingency.Child || orders[slot].Leaves.IsZero) { return; }   // The settlement says what becomes of it.
        if (order.HasTrigger) { triggers.Start(slot, triggers.ReferenceFor(order), arrival); }
        else { entry.Enter(slot, arrival); }
    }

    public void Amend(in OrderCommand command, Timestamp arrival)
    {
        int slot = orders.Find(command.OrderId);
        if (slot == VenueOrders.None)
        {
            reports.Refused(command, ReportKind.ReplaceRejected, RejectReason.UnknownOrder, arrival);
            return;
        }

        ref VenueOrder order = ref orders[slot];
        OrderCommand wanted = Amended(order, command);
        if (!order.IsGrouped && wanted.Quantity <= order.Cumulative && command.Quantity.Raw > 0)
        {
            Finish(slot, arrival);
            return;
        }

        RejectReason reason = CheckAmend(order, wanted, arrival);
        if (reason != RejectReason.None) { reports.NotReplaced(order, reason, arrival); }
        else { Apply(slot, wanted, arrival); }
    }

    // It has filled all that it is now to have ordered.
    private void Finish(int slot, Timestamp arrival)
    {
        ref VenueOrder order = ref orders[slot];
        order.Quantity = order.Cumulative;
        order.Leaves = Quantity.Zero;
        reports.Replaced(ref order, arrival);
        book.Remove(slot);
    }

    private void Apply(int slot, in OrderCommand wanted, Timestamp arrival)
    {
        ref VenueOrder order = ref orders[slot];
        Price limit = order.HasLimit ? wanted.Price : order.Limit;
        bool losesPlace = limit != order.Limit || wanted.Quantity > order.Quantity;
        bool isMoved = order.HasTrigger && Retrigger(ref order, wanted.Trigger);
        order.Limit = limit;
        if (!order.IsGrouped && wanted.Quantity != order.Quantity) { order.Leaves = wanted.Quantity - order.Cumulative; }
        order.Quantity = wanted.Quantity;
        if (order.IsReduceOnly && !order.IsGrouped) { order.Leaves = Quantity.Min(order.Leaves, positions.Reducible(order.Account, order.Instrument, order.Side)); }
        order.Shown = Quantity.Min(order.Shown, order.Leaves);
        reports.Replaced(ref order, arrival);
        if (order.Stage == OrderStage.Waiting && (isMoved || losesPlace))
        {
            order.Arrival = arrival;
            triggers.Start(slot, triggers.ReferenceFor(order), arrival);
        }
        else if (order.Stage == OrderStage.Working && losesPlace)
        {
            order.Arrival = arrival;
            entry.Enter(slot, arrival);
        }
    }

    // A trailing stop's trigger is a distance: the price that it has come to moves by what the distance changes.
    private static bool Retrigger(ref VenueOrder order, Price trigger)
    {
        if (order.Type != OrderType.TrailingStop)
        {
            bool isMoved = order.Trigger != trigger;
            order.Trigger = trigger;
            return isMoved;
        }

        PriceOffset change = new(trigger.Raw - order.Distance.Raw);
        order.Distance = new PriceOffset(trigger.Raw);
        bool hasSeenMarket = order.Trigger.Raw != 0 && order.Trigger != FillRules.Worst(order.Side);
        if (hasSeenMarket) { order.Trigger = order.Side == Side.Buy ? FillRules.Above(order.Trigger, change) : order.Trigger - change; }
        return change.Raw != 0;
    }

    // What any venue checks for itself. Risk has looked before: a refusal of a form tells of a gap in its rules.
    private RejectReason Check(in OrderCommand command, in VenueOrder order, int group, Timestamp arrival)
    {
        RejectReason shape = OrderShape.Check(instruments[command.Instrument], command, arrival);
        if (shape != RejectReason.None) { return shape; }
        RejectReason rules = CheckRules(command, VenueOrders.None, arrival);
        if (rules != RejectReason.None) { return rules; }
        if (group != VenueOrders.None && !groups.Accepts(group, command)) { return RejectReason.InvalidGroup; }
        if (orders.IsFullFor(command.Strategy)) { return RejectReason.Overloaded; }
        if (command.Contingency == Contingency.Child) { return RejectReason.None; }   // Nothing of the market is known yet for when it is released.
        if (order.IsReduceOnly && positions.Reducible(order.Account, order.Instrument, order.Side).IsZero) { return RejectReason.NothingToReduce; }
        return order.HasTrigger ? RejectReason.None : CheckBook(order, arrival);
    }

    private RejectReason CheckAmend(in VenueOrder order, in OrderCommand wanted, Timestamp arrival)
    {
        if (order.IsGrouped && wanted.Quantity != order.Quantity) { return RejectReason.UnsupportedOrder; }
        RejectReason shape = OrderShape.Check(instruments[order.Instrument], wanted, arrival);
        if (shape != RejectReason.None) { return shape; }
        RejectReason rules = CheckRules(wanted, orders.Find(order.Id), arrival);
        if (rules != RejectReason.None) { return rules; }
        if (order.IsReduceOnly && !order.IsGrouped && positions.Reducible(order.Account, order.Instrument, order.Side).IsZero) { return RejectReason.NothingToReduce; }
        if (order.Stage != OrderStage.Working || !order.HasLimit || wanted.Price == order.Limit) { return RejectReason.None; }
        VenueOrder moved = order;
        moved.Limit = wanted.Price;
        return CheckBook(moved, arrival);
    }

    // The self-trade rule comes last: where it cancels others for this one, nothing may refuse this one any more.
    private RejectReason CheckBook(in VenueOrder order, Timestamp arrival)
    {
        if (order.IsPostOnly && markets[order.Instrument.Value].Offers(order.Side, order.Limit)) { return RejectReason.WouldTake; }
        if (order.Strategy == StrategyId.Liquidation)
        {
            selfTrade.Clear(order, arrival);   // Nothing of the account's own stands in its way.
            return RejectReason.None;
        }

        return selfTrade.Refuses(order, arrival) ? RejectReason.SelfTrade : RejectReason.None;
    }

    private RejectReason CheckRules(in OrderCommand command, int amended, Timestamp arrival)
    {
        sessions.Roll(command.Instrument, arrival);
        ref VenueMarket market = ref markets[command.Instrument.Value];
        MarketRules rules = sessions.RulesAt(command.Instrument, arrival);
        MarketState state = new()
        {
            Phase = sessions.PhaseAt(command.Instrument, arrival),
            Last = market.LastPrice,
            PreviousClose = market.PreviousClose,
            Position = positions.Of(command.Account, command.Instrument),
            Sellable = rules.SettlementDays > 0 ? SellableTo(command, amended, rules.DayOf(arrival)) : Quantity.Zero,
        };
        bool isClose = command.Strategy.IsEngine && (command.Flags & OrderFlags.ReduceOnly) != 0;
        return isClose ? rules.CheckClose(command, state) : rules.Check(instruments[command.Instrument], command, state);
    }

    // Less what other orders of the account already sell; orders of its own group take its place, not more.
    private Quantity SellableTo(in OrderCommand command, int amended, long day)
    {
        ref VenueMarket market = ref markets[command.Instrument.Value];
        Quantity settled = positions.Settled(command.Account, command.Instrument, day);
        for (int slot = market.Sells.Head; slot != VenueOrders.None; slot = orders[slot].Next) { Subtract(slot, command, amended, ref settled); }
        for (int slot = market.Triggers.Head; slot != VenueOrders.None; slot = orders[slot].Next) { Subtract(slot, command, amended, ref settled); }
        return settled;
    }

    private void Subtract(int slot, in OrderCommand command, int amended, ref Quantity settled)
    {
        ref VenueOrder order = ref orders[slot];
        bool isOther = slot != amended && !(order.IsGrouped && command.Contingency != Contingency.None && groups[order.Group].Id == command.GroupId);
        if (isOther && order.Side == Side.Sell && order.Account == command.Account) { settled -= order.Leaves; }
    }

    /// <summary>The order as it would stand after the amendment.</summary>
    private OrderCommand Amended(in VenueOrder order, in OrderCommand command) => new()
    {
        OrderId = order.Id,
        Price = command.Price.Raw != 0 ? command.Price : order.HasLimit ? order.Limit : Price.Zero,
        Quantity = command.Quantity.Raw != 0 ? command.Quantity : order.Quantity,
        Trigger = command.Trigger.Raw != 0 ? command.Trigger : !order.HasTrigger ? Price.Zero : order.Type == OrderType.TrailingStop ? new Price(order.Distance.Raw) : order.Trigger,
        DisplayQuantity = order.Display,
        Instrument = order.Instrument,
        Account = order.Account,
        Strategy = order.Strategy,
        ExpireSeconds = order.TimeInForce == TimeInForce.GoodTillDate ? (uint)(order.Expiry.Nanoseconds / 1_000_000_000) : 0,
        Action = CommandAction.New,
        Side = order.Side,
        Type = order.Type,
        TimeInForce = order.TimeInForce,
        Flags = order.Flags,
        Contingency = order.Contingency,
        Group = order.IsGrouped ? (byte)(groups[order.Group].Id.Raw & (OrderId.MaxCommandsPerEvent - 1)) : (byte)0,
    };
}
