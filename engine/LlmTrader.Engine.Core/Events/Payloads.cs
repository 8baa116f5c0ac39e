using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>Who asked for a timer, and which of its timers; ties in time go by this number.</summary>
public readonly record struct TimerId(int Value)
{
    /// <summary>The bars stage's timers: one per bar specification.</summary>
    public static TimerId BarClose(BarSpecId spec) => new(spec.Value);

    /// <summary>The simulated venue's: an order is due to arrive.</summary>
    public static TimerId VenueArrival => new(1 << 16);

    /// <summary>The simulated venue's: orders expire.</summary>
    public static TimerId VenueExpiry => new((1 << 16) + 1);

    /// <summary>The risk stage's: look again, since time alone may have changed something.</summary>
    public static TimerId RiskSecond => new(1 << 17);

    /// <summary>
    /// The signals stage's: everything of its due time has entered. The one timer that comes after the events of its due time
    /// rather than before them, with that time as its engine time: its number is the highest.
    /// </summary>
    public static TimerId MomentOver => new(1 << 18);

    /// <summary>Whether it comes after the events of its due time.</summary>
    public bool EntersAfter => this == MomentOver;
}

/// <summary>A timer that is due.</summary>
public struct TimerFired
{
    public Timestamp Due;
    public TimerId Id;
}

/// <summary>The StateHash after all events up to and including <see cref="UpTo"/>; itself unhashed.</summary>
public struct HashCheckpoint
{
    public long UpTo;
    public ulong Hash;
}

/// <summary>One limit of the risk gate. The numbers are journaled.</summary>
public enum RiskLimitKind : byte
{
    /// <summary>Raw quantity.</summary>
    OrderQuantity = 1,

    /// <summary>10^-8 of the quote currency.</summary>
    OrderNotional = 2,

    /// <summary>Raw quantity, long or short.</summary>
    Position = 3,

    /// <summary>Distance from the last price, in 1/10,000.</summary>
    PriceCollar = 4,

    /// <summary>Orders in a second of engine time.</summary>
    OrderRate = 5,

    /// <summary>0 forbids a position below zero, anything else allows it.</summary>
    ShortSelling = 6,
}

/// <summary>A new value of a limit; 0 switches the limit off (but see <see cref="RiskLimitKind.ShortSelling"/>).</summary>
public struct RiskLimitChange
{
    public long Value;

    /// <summary><see cref="InstrumentId.None"/> changes it for all instruments.</summary>
    public InstrumentId Instrument;
    public RiskLimitKind Limit;
}

/// <summary>What the risk gate lets pass from here on.</summary>
public struct TradingStateChange
{
    public TradingState State;
}

/// <summary>What the risk gate lets pass of one strategy from here on, besides what the state of all trading and rules say.</summary>
public struct StrategyStateChange
{
    /// <summary>A rule-set slot.</summary>
    public StrategyId Strategy;

    /// <summary>
    /// <see cref="TradingState.Reducing"/> pauses it: exits pass, entries don't and are taken back. <see cref="TradingState.Halted"/> takes all
    /// back. Not <see cref="TradingState.Observe"/>.
    /// </summary>
    public TradingState State;
}

/// <summary>Which working orders are to be cancelled; the engine's own are not.</summary>
public struct CancelAll
{
    /// <summary><see cref="InstrumentId.None"/> of all instruments.</summary>
    public InstrumentId Instrument;

    /// <summary>Of whom, when <see cref="OfStrategy"/> is 1; people are <see cref="StrategyId.Manual"/>.</summary>
    public StrategyId Strategy;

    /// <summary>0 of everybody.</summary>
    public byte OfStrategy;
}

/// <summary>The share of its capital that a slot's rule sets may use from here on; at the start it is all.</summary>
public struct CapitalShareChange
{
    /// <summary>A share counts in these parts; so many of them are all of it.</summary>
    public const int All = 10_000;

    /// <summary>1 to <see cref="All"/>.</summary>
    public ushort Share;

    /// <summary>A rule-set slot.</summary>
    public StrategyId Slot;
}

/// <summary>Why money came or went. The numbers are journaled.</summary>
public enum CashFlowKind : byte
{
    Deposit = 1,
    Withdrawal = 2,

    /// <summary>Paid or received on a perpetual's position; part of the profit, unlike the two above.</summary>
    Funding = 3,
}

/// <summary>Money in or out of an account.</summary>
public struct CashFlow
{
    /// <summary>10^-8 of the currency; negative takes it out.</summary>
    public long AmountRaw;
    public Currency Currency;
    public AccountId Account;
    public CashFlowKind Kind;
}

/// <summary>A perpetual's funding: a long pays position × mark × rate to the shorts, and receives it when the rate is negative.</summary>
public struct FundingPayment
{
    /// <summary>Decimal places of <see cref="RateRaw"/>.</summary>
    public const int RateScale = 8;

    /// <summary>10^-8 of the position's value.</summary>
    public long RateRaw;

    /// <summary>The price at which the position is valued for it.</summary>
    public Price Mark;
}

/// <summary>The price at which a venue reckons margin and liquidates.</summary>
public struct MarkPrice
{
    public Price Mark;

    /// <summary>Of the underlying; 0 when it is not told.</summary>
    public Price Index;
}

/// <summary>What an instrument's venue lets happen. The numbers are journaled.</summary>
public enum InstrumentStatus : byte
{
    /// <summary>Nobody has said; its session calendar decides.</summary>
    Unknown = 0,
    Open = 1,
    Halted = 2,
    Closed = 3,

    /// <summary>Orders collect and trade at one price at its end.</summary>
    Auction = 4,
}

/// <summary>An instrument's status from here on.</summary>
public struct InstrumentStatusChange
{
    public InstrumentStatus Status;
}

/// <summary>Stop (contract 14): nothing new is let through, and everything that works is cancelled.</summary>
public struct Kill
{
    /// <summary>1 closes every position as well, with reduce-only orders.</summary>
    public byte Flatten;
}

/// <summary>Another limit for a configured rule.</summary>
public struct RiskRuleChange
{
    /// <summary>In the rule's unit.</summary>
    public long Limit;

    /// <summary>As in the configuration.</summary>
    public int RuleId;

    /// <summary>0 switches the rule off, 1 on.</summary>
    public byte On;
}

/// <summary>How much a full inbox dropped.</summary>
public struct GapMark
{
    public long Dropped;
}

/// <summary>A run of entries in a preallocated stage buffer: at most 65,535. Six bytes, so that a slot carries four of them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly record struct StageRange(int First, ushort Count);

/// <summary>Why an epoch begins. The numbers are journaled: never renumber, only add.</summary>
public enum EpochReason : byte
{
    None = 0,

    /// <summary>A start after a stop or a crash: nothing that counts was lost.</summary>
    Recovery = 1,

    /// <summary>A start from a backup: others may have traded on since, so the engine only observes at first.</summary>
    Restore = 2,

    /// <summary>A start from a damaged journal, by somebody who accepted the loss.</summary>
    Repair = 3,
}

/// <summary>The first event of each start but the first.</summary>
public struct EpochStart
{
    /// <summary>Higher than every one before; part of each client order id.</summary>
    public int Epoch;
    public EpochReason Reason;
}
