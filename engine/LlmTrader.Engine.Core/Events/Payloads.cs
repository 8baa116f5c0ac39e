namespace LlmTrader.Engine.Core;

/// <summary>Who asked for a timer, and which of its timers; ties in time go by this number.</summary>
public readonly record struct TimerId(int Value)
{
    /// <summary>The bars stage's timers: one per bar specification.</summary>
    public static TimerId BarClose(BarSpecId spec) => new(spec.Value);

    /// <summary>The simulated venue's: an order is due to arrive.</summary>
    public static TimerId VenueArrival => new(1 << 16);
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

/// <summary>How much a full inbox dropped.</summary>
public struct GapMark
{
    public long Dropped;
}

/// <summary>A run of entries in a preallocated stage buffer.</summary>
public readonly record struct StageRange(int First, int Count);
