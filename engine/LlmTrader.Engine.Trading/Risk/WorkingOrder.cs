using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the risk gate keeps of an order that has passed and is not done.</summary>
internal struct WorkingOrder
{
    /// <summary>The order as the venue has it: the original with all amendments that took effect.</summary>
    public OrderCommand Command;

    public Quantity Filled;

    /// <summary>What may still fill.</summary>
    public Quantity Leaves;

    /// <summary>Cash or margin set aside for <see cref="Opening"/>; zero for a sell of spot.</summary>
    public long ReservedRaw;

    /// <summary>The part of <see cref="Leaves"/>, its last, that the reserve is for: all of spot; of a perpetual what opens a position.</summary>
    public Quantity Opening;

    /// <summary>While an amendment is unanswered: what the order will be if it takes effect.</summary>
    public Price WantedPrice;
    public Price WantedTrigger;
    public Quantity WantedQuantity;
    public Quantity WantedLeaves;
    public long WantedReservedRaw;
    public Quantity WantedOpening;

    public OrderState State;
    public bool IsAmending;

    /// <summary>
    /// Whether its quantity counts as its own in the exposure. Of a group's exits only one can fill, which the venue keeps to: they
    /// count once, with the group (<see cref="WorkingGroup"/>).
    /// </summary>
    public bool CountsItself;

    /// <summary>It is to be cancelled, whatever else is stopped.</summary>
    public bool IsUnwanted;

    /// <summary>The risk engine has asked for its cancel, and nobody has said no.</summary>
    public bool IsBeingCancelled;

    /// <summary>The larger of what it is and of what it may be after the amendment.</summary>
    public readonly Quantity HeldLeaves => IsAmending ? Quantity.Max(Leaves, WantedLeaves) : Leaves;

    public readonly long HeldReservedRaw => IsAmending ? Math.Max(ReservedRaw, WantedReservedRaw) : ReservedRaw;

    /// <summary>Whether a fill and what it says is left can be: only of reduce-only orders and in groups a venue cuts off what is left.</summary>
    public readonly bool CanFill(Quantity filled, Quantity leaves)
    {
        Quantity left = Leaves - filled;
        bool isCut = Command.Contingency != Contingency.None || (Command.Flags & OrderFlags.ReduceOnly) != 0;
        return left.Raw >= 0 && (leaves.IsZero || leaves == left || (isCut && leaves < left));
    }

    /// <summary>Takes a fill out. What stays reserved still covers what still works.</summary>
    public void Fill(Quantity filled)
    {
        Invariant.Holds(filled <= Leaves);
        Filled += filled;
        Cut(Leaves - filled);
        if (!IsAmending || WantedLeaves.IsZero) { return; }
        Quantity left = Quantity.Max(Quantity.Zero, WantedLeaves - filled);
        (WantedReservedRaw, WantedOpening) = PartOf(WantedReservedRaw, WantedOpening, left);
        WantedLeaves = left;
    }

    /// <summary>No more than this may fill any more: the venue has cut the rest off, or it has filled.</summary>
    public void Cut(Quantity leaves)
    {
        if (leaves >= Leaves) { return; }
        (ReservedRaw, Opening) = PartOf(ReservedRaw, Opening, leaves);
        Leaves = leaves;
    }

    public void BeginAmend(in OrderCommand wanted, Quantity leaves, long reservedRaw, Quantity opening)
    {
        IsAmending = true;
        WantedPrice = wanted.Price;
        WantedTrigger = wanted.Trigger;
        WantedQuantity = wanted.Quantity;
        WantedLeaves = leaves;
        WantedReservedRaw = reservedRaw;
        WantedOpening = opening;
    }

    public void EndAmend(bool tookEffect)
    {
        IsAmending = false;
        if (!tookEffect) { return; }
        Command.Price = WantedPrice;
        Command.Trigger = WantedTrigger;
        Command.Quantity = WantedQuantity;
        Leaves = WantedLeaves;
        ReservedRaw = WantedReservedRaw;
        Opening = WantedOpening;
    }

    /// <summary>What stays reserved, and for how much, when so much is left. What does not open fills first and had no reserve; what goes is rounded down.</summary>
    internal static (long ReservedRaw, Quantity Opening) PartOf(long reservedRaw, Quantity opening, Quantity left)
    {
        if (left >= opening) { return (reservedRaw, opening); }
        return (reservedRaw - (long)Rounding.Floor((Int128)reservedRaw * (opening.Raw - left.Raw), opening.Raw), left);
    }
}

/// <summary>What the ledger has of the order that a report names.</summary>
internal enum ReportedOrder : byte
{
    /// <summary>Nothing: it never passed here, or was done before.</summary>
    Unknown = 0,

    /// <summary>It is open.</summary>
    Open,

    /// <summary>It was, and the report has ended it.</summary>
    Done,
}

/// <summary>Orders of which only one can fill, counted once: the exits of a bracket by what its entry has filled, or orders that cancel each other.</summary>
internal struct WorkingGroup
{
    /// <summary>The side of those that count once.</summary>
    public Side Side;

    /// <summary>What they count.</summary>
    public Quantity Counted;

    /// <summary>How many of them are open, and how many of the whole group.</summary>
    public int Exits;
    public int Open;
}
