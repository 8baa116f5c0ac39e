using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What a venue does at a time of its day.</summary>
public enum SessionPhase : byte
{
    /// <summary>Takes no orders; cancels pass.</summary>
    Closed = 0,

    /// <summary>Takes orders that can wait; nothing trades.</summary>
    PreOpen = 1,

    /// <summary>Orders collect for one price. Here they wait: what trades in the auction itself fills none of them.</summary>
    Auction = 2,

    /// <summary>Trades.</summary>
    Continuous = 3,

    /// <summary>As <see cref="PreOpen"/>, between two sessions.</summary>
    Break = 4,

    /// <summary>Takes no orders, by a status event of the instrument; cancels pass.</summary>
    Halted = 5,
}

/// <summary>Days of the week on which a window holds.</summary>
[Flags]
public enum SessionDays : byte
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    Weekdays = Monday | Tuesday | Wednesday | Thursday | Friday,
    All = Weekdays | Saturday | Sunday,
}

/// <summary>A part of the venue's day.</summary>
/// <param name="Days">On which it begins.</param>
/// <param name="From">Since the venue's midnight, inclusive.</param>
/// <param name="To">Since the venue's midnight, exclusive; at most 24 hours. Before <paramref name="From"/>, it is on the day after.</param>
/// <param name="Phase">What happens then.</param>
public sealed record SessionWindow(SessionDays Days, Duration From, Duration To, SessionPhase Phase)
{
    /// <summary>Whether it ends on the day after.</summary>
    public bool IsOverMidnight => To < From;

    /// <summary>Since the midnight before it begins.</summary>
    internal Duration End => IsOverMidnight ? new Duration(To.Nanoseconds + Duration.OneDay.Nanoseconds) : To;
}
