namespace LlmTrader.Tools.Hosting.Admin.Contracts;

public sealed record PositionsReply(long Sequence, IReadOnlyList<PositionReply> Positions);

/// <summary>What an account holds of an instrument, and which strategies hold it.</summary>
public sealed record PositionReply
{
    public required string Account { get; init; }

    public required string Symbol { get; init; }

    /// <summary>Signed.</summary>
    public required string Quantity { get; init; }

    public required string AveragePrice { get; init; }

    public required string Currency { get; init; }

    public required string Cost { get; init; }

    public required string Value { get; init; }

    public required string Unrealized { get; init; }

    public required string Realized { get; init; }

    public required string Fees { get; init; }

    public required string Funding { get; init; }

    /// <summary>What working orders may still buy.</summary>
    public required string WorkingBuys { get; init; }

    public required string WorkingSells { get; init; }

    public required IReadOnlyList<HoldingReply> Strategies { get; init; }
}

public sealed record HoldingReply(int Strategy, string Quantity);

public sealed record AccountsReply(long Sequence, IReadOnlyList<AccountReply> Accounts);

public sealed record AccountReply(int Id, string Name, IReadOnlyList<BalanceReply> Balances);

/// <summary>An account in one currency.</summary>
public sealed record BalanceReply
{
    public required string Currency { get; init; }

    public required string Cash { get; init; }

    /// <summary>Set aside for working orders.</summary>
    public required string Reserved { get; init; }

    public required string Equity { get; init; }

    public required string Peak { get; init; }

    public required string Drawdown { get; init; }

    public required string MaxDrawdown { get; init; }

    public required string Realized { get; init; }

    public required string Unrealized { get; init; }

    public required string Fees { get; init; }

    public required string Funding { get; init; }

    /// <summary>Deposits less withdrawals.</summary>
    public required string Flows { get; init; }
}

public sealed record CashFlowsReply(long Sequence, IReadOnlyList<CashFlowReply> CashFlows);

public sealed record CashFlowReply(long Sequence, string Time, long TimeNs, string Account, string Currency, string Kind, string Amount);

/// <summary>Money that has been moved outside.</summary>
public sealed record DepositRequest
{
    /// <summary>Name or number.</summary>
    public required string Account { get; init; }

    public required string Currency { get; init; }

    /// <summary>Positive puts in, negative takes out.</summary>
    public required string Amount { get; init; }

    public string? Reason { get; init; }
}
