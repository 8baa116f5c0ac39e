namespace LlmTrader.Tools.Hosting.Admin.Contracts;

public sealed record OrdersReply(long Sequence, int Open, IReadOnlyList<OrderReply> Orders);

public sealed record OrderReply
{
    public required string Id { get; init; }

    public required string Symbol { get; init; }

    public required string Account { get; init; }

    /// <summary>A slot's number, <c>manual</c>, <c>risk</c> or <c>liquidation</c>.</summary>
    public required string Strategy { get; init; }

    public required string Side { get; init; }

    public required string Type { get; init; }

    public required string TimeInForce { get; init; }

    public required string Quantity { get; init; }

    public string? Price { get; init; }

    public string? Trigger { get; init; }

    public bool PostOnly { get; init; }

    public bool ReduceOnly { get; init; }

    public required string Status { get; init; }

    public required bool Open { get; init; }

    public required string Filled { get; init; }

    /// <summary>Of the fills that the views have seen.</summary>
    public string? AveragePrice { get; init; }

    public string? Reason { get; init; }

    public required string Created { get; init; }

    public required long CreatedNs { get; init; }

    public required string Updated { get; init; }

    public required long UpdatedNs { get; init; }

    public required IReadOnlyList<OrderChangeReply> Changes { get; init; }

    /// <summary>Changes that are not listed.</summary>
    public required int ChangesDropped { get; init; }
}

public sealed record OrderChangeReply(long Sequence, string Time, long TimeNs, string? Report, string Status, string? Price, string? Quantity, string? Reason);

public sealed record FillsReply(long Sequence, long Total, IReadOnlyList<FillReply> Fills);

public sealed record FillReply(
    long Sequence, string Time, long TimeNs, string OrderId, string Symbol, string Account, string Strategy, string Side, string Price, string Quantity, string Fee, string FeeCurrency, string Liquidity);

public sealed record DecisionsReply(long Sequence, IReadOnlyList<DecisionReply> Decisions);

/// <summary>What a rule set or a person wanted, and what risk said.</summary>
public sealed record DecisionReply(
    long Sequence, string Time, long TimeNs, string Action, string OrderId, string Symbol, string Account, string Strategy, string Side, string Type, string Quantity, string? Price, bool Shadow, string Verdict);

public sealed record RejectsReply(long Sequence, IReadOnlyList<RejectCount> Rejects, IReadOnlyList<BreachReply> Breaches);

/// <summary>Orders and changes that risk refused, since the journal began.</summary>
public sealed record RejectCount(string Reason, long Count);

/// <summary>What a risk rule said that was broken: what it saw and what it allows, raw in the unit of its kind, and as people write it.</summary>
public sealed record BreachReply(long Sequence, string Time, long TimeNs, int RuleId, string Phase, string Action, string Reason, string? Symbol, string? OrderId, string Strategy, string Kind, long Observed, long Limit, string ObservedText, string LimitText);

/// <summary>A new order.</summary>
public sealed record PlaceOrderRequest
{
    public required string Symbol { get; init; }

    /// <summary>buy or sell.</summary>
    public required string Side { get; init; }

    /// <summary>market, limit, stop, stopLimit, trailingStop or marketIfTouched.</summary>
    public required string Type { get; init; }

    public required string Quantity { get; init; }

    public string? Price { get; init; }

    /// <summary>Of a trailing stop the distance.</summary>
    public string? Trigger { get; init; }

    /// <summary>goodTillCancel (the default), immediateOrCancel, fillOrKill, day or goodTillDate.</summary>
    public string? TimeInForce { get; init; }

    /// <summary>Of goodTillDate: seconds since 1970 UTC.</summary>
    public long? ExpireSeconds { get; init; }

    public bool PostOnly { get; init; }

    public bool ReduceOnly { get; init; }

    /// <summary>Name or number; the strategies' account when it is not said.</summary>
    public string? Account { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Which orders are to be cancelled; all when nothing is said.</summary>
public sealed record CancelAllRequest
{
    public string? Symbol { get; init; }

    /// <summary>A slot's number, or <c>manual</c>.</summary>
    public string? Strategy { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Only why.</summary>
public sealed record ReasonRequest
{
    public string? Reason { get; init; }
}

/// <summary>What became of a request that changes something.</summary>
public sealed record CommandReply
{
    /// <summary>accepted, rejected, or pending when it is not known in time.</summary>
    public required string Outcome { get; init; }

    /// <summary>As the journal's record of the request has it.</summary>
    public required long RequestId { get; init; }

    /// <summary>Of the command that it became, of the last one when they are several; null while it waits to be sequenced.</summary>
    public long? Sequence { get; init; }

    /// <summary>Of the first command, when they are several.</summary>
    public long? FirstSequence { get; init; }

    public required int Commands { get; init; }

    public int Rejected { get; init; }

    /// <summary>Of an order: its id.</summary>
    public string? OrderId { get; init; }

    /// <summary>Of a rule set that was staged: its id.</summary>
    public int? SetId { get; init; }

    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a kill: whether a restart after a crash stays killed whatever the journal holds.</summary>
    public bool? LatchDurable { get; init; }

    /// <summary>Why not.</summary>
    public string? LatchProblem { get; init; }

    /// <summary>What the reply can't say in fewer words.</summary>
    public string? Note { get; init; }

    /// <summary>It had been done before under this idempotency key.</summary>
    public bool Replayed { get; init; }
}
