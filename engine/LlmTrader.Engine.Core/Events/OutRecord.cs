using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>Kinds of the derived stream. The numbers are journaled: never renumber, only add.</summary>
public enum OutKind : byte
{
    /// <summary>An order or a cancel that a rule set or a person wanted, with risk's verdict.</summary>
    Decision = 1,

    /// <summary>An order's new state after a report.</summary>
    Order = 2,
    Position = 3,
    Equity = 4,

    /// <summary>What an event did to a rule set, or why it did nothing.</summary>
    RuleSet = 5,

    /// <summary>An order or a cancel that a shadow would have sent; no order id, since it never was one.</summary>
    ShadowDecision = 6,

    /// <summary>What a risk rule said and saw.</summary>
    Verdict = 7,

    /// <summary>Money that moved without a trade: a deposit, a withdrawal, funding.</summary>
    CashFlow = 8,

    /// <summary>A position that a flatten could not close yet, and why.</summary>
    Unclosed = 9,
}

/// <summary>When a risk rule is asked. The numbers are journaled.</summary>
public enum RiskPhase : byte
{
    /// <summary>Before an order is let through.</summary>
    Before = 1,

    /// <summary>On each event.</summary>
    During = 2,

    /// <summary>After a fill.</summary>
    After = 3,
}

/// <summary>What a risk rule that is broken does. The numbers are journaled, and rise with severity.</summary>
public enum RiskAction : byte
{
    /// <summary>Nothing: the rule is kept.</summary>
    None = 0,

    /// <summary>Refuses the order.</summary>
    Reject = 1,

    /// <summary>From here on only orders that reduce.</summary>
    Reduce = 2,

    /// <summary>The strategy sends nothing more and its orders are cancelled.</summary>
    HaltStrategy = 3,

    /// <summary>Nothing new passes and all orders are cancelled.</summary>
    HaltAll = 4,
}

/// <summary>One risk rule's verdict with the values that it saw, both in the rule's unit.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct RiskVerdict
{
    /// <summary>The order that was judged; none for a rule that watches.</summary>
    public OrderId OrderId;

    public long Observed;
    public long Limit;

    /// <summary>As in the configuration.</summary>
    public int RuleId;

    public AccountId Account;
    public StrategyId Strategy;
    public RiskPhase Phase;
    public RiskAction Action;

    /// <summary><see cref="RejectReason.None"/> when the rule is kept.</summary>
    public RejectReason Reason;
}

/// <summary>What a flatten has left open.</summary>
public struct UnclosedPosition
{
    public Quantity Position;
    public AccountId Account;
    public RejectReason Reason;
}

/// <summary>An order's state after a report.</summary>
public struct OrderUpdate
{
    public ExecutionReport Report;
    public OrderStatus Status;
}

/// <summary>A position after a fill. Amounts are 10^-8 of the instrument's quote currency.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct PositionUpdate
{
    /// <summary>Signed: long is positive.</summary>
    public Quantity Position;

    /// <summary>What the open position cost, positive also for a short; average price = cost / |position|.</summary>
    public long CostRaw;

    /// <summary>Realised so far, fees not deducted.</summary>
    public long RealizedRaw;

    public long FeesRaw;
    public AccountId Account;
}

/// <summary>An account in one currency after a fill or a closed bar. Amounts are 10^-8 of the currency.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct EquityUpdate
{
    public Currency Currency;
    public long CashRaw;

    /// <summary>Cash plus positions at their last price.</summary>
    public long EquityRaw;

    /// <summary>The highest equity so far.</summary>
    public long PeakRaw;

    public AccountId Account;
}

/// <summary>What an event did to a rule set.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct RuleSetUpdate
{
    /// <summary>Of a slot's new share of its capital, the set that decides there; −1 when none does.</summary>
    public int SetId;
    public StrategyId Slot;

    /// <summary>The kind of the event that asked for it; <see cref="EventKind.RuleSetQuarantine"/> also when the set failed by itself.</summary>
    public EventKind Change;

    /// <summary><see cref="RuleSetCode.None"/> when it was done.</summary>
    public RuleSetCode Code;
}

/// <summary>One record of the derived (<c>out</c>) stream: rebuilt by replay and compared byte for byte.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
public struct OutRecord
{
    /// <summary>The event that caused it.</summary>
    [FieldOffset(0)] public long Sequence;
    [FieldOffset(8)] public Timestamp Time;
    [FieldOffset(16)] public InstrumentId Instrument;
    [FieldOffset(20)] public OutKind Kind;
    [FieldOffset(24)] public OrderCommand Decision;
    [FieldOffset(24)] public OrderUpdate Order;
    [FieldOffset(24)] public PositionUpdate Position;
    [FieldOffset(24)] public EquityUpdate Equity;
    [FieldOffset(24)] public RuleSetUpdate RuleSet;
    [FieldOffset(24)] public RiskVerdict Verdict;
    [FieldOffset(24)] public CashFlow CashFlow;
    [FieldOffset(24)] public UnclosedPosition Unclosed;
}
