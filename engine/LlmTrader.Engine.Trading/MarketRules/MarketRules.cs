using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// What a venue asks of orders in one instrument from a date on, as data: a market with other rules is another object, not
/// other code. Tick and lot stand in the instrument. Zero and empty switch a rule off.
/// </summary>
public sealed record MarketRules
{
    /// <summary>The longest settlement that positions are kept for.</summary>
    public const int MaxSettlementDays = 1;

    private const long Day = 86_400_000_000_000;
    private const int BasisPoints = 10_000;   // In one.

    // Every order asks for these: whether the lists below have anything in them.
    private readonly bool _hasSessions;
    private readonly bool _namesOrderTypes;
    private readonly bool _namesTimesInForce;

    /// <summary>From when on they hold.</summary>
    public Timestamp From { get; init; } = Timestamp.MinValue;

    /// <summary>From UTC to the venue's clock, e.g. 8 hours in Shanghai. It never changes: no daylight saving time.</summary>
    public Duration UtcOffset { get; init; }

    /// <summary>Outside all windows the venue is closed; without any it never closes.</summary>
    public IReadOnlyList<SessionWindow> Sessions { get; init { (field, _hasSessions) = (value, value.Count > 0); } } = [];

    /// <summary>Days of the venue's calendar without any session, rising.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    public Quantity MinQuantity { get; init; }

    public Quantity MaxQuantity { get; init; }

    /// <summary>Of market orders and of what becomes one; 0 for as much as a limit order.</summary>
    public Quantity MaxMarketQuantity { get; init; }

    /// <summary>In 10^-8 of the quote currency; reduce-only orders are exempt.</summary>
    public long MinNotionalRaw { get; init; }

    /// <summary>How far limits and triggers may lie from the previous close, in 1/10,000 of it, to the nearest tick.</summary>
    public int PriceBandBasisPoints { get; init; }

    /// <summary>
    /// What buys, and sells, are multiples of. A sell may also take with it all that a position has beyond whole lots. 0: the instrument's lot.
    /// </summary>
    public Quantity BuyLot { get; init; }

    /// <summary>Trading days before what was bought may be sold: 1 is T+1. Brackets are not taken then.</summary>
    public int SettlementDays { get; init; }

    /// <summary>What the venue takes; empty takes all.</summary>
    public IReadOnlyList<OrderType> OrderTypes { get; init { (field, _namesOrderTypes) = (value, value.Count > 0); } } = [];

    /// <summary>What the venue takes; empty takes all.</summary>
    public IReadOnlyList<TimeInForce> TimesInForce { get; init { (field, _namesTimesInForce) = (value, value.Count > 0); } } = [];

    /// <summary>A venue that never closes, with the filters that the instrument names.</summary>
    public static MarketRules Of(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return new MarketRules
        {
            MinQuantity = instrument.MinQuantity,
            MaxQuantity = instrument.MaxQuantity,
            MaxMarketQuantity = instrument.MaxMarketQuantity,
            MinNotionalRaw = instrument.MinNotionalRaw,
        };
    }

    /// <summary>What the calendar says of a time.</summary>
    public SessionPhase PhaseAt(Timestamp time) => _hasSessions ? PhaseOfCalendar(time) : SessionPhase.Continuous;

    private SessionPhase PhaseOfCalendar(Timestamp time)
    {
        long day = DayOf(time);
        long inDay = Local(time) - (day * Day);
        SessionPhase today = PhaseOn(day, inDay);
        return today != SessionPhase.Closed ? today : PhaseOn(day - 1, inDay + Day);   // A window of the day before may reach into this one.
    }

    /// <summary>As <see cref="PhaseAt(Timestamp)"/>, but that a status event overrides the calendar until <see cref="InstrumentStatus.Unknown"/> gives it back.</summary>
    public SessionPhase PhaseAt(InstrumentStatus status, Timestamp time) => status switch
    {
        InstrumentStatus.Open => SessionPhase.Continuous,
        InstrumentStatus.Halted => SessionPhase.Halted,
        InstrumentStatus.Closed => SessionPhase.Closed,
        InstrumentStatus.Auction => SessionPhase.Auction,
        _ => PhaseAt(time),
    };

    /// <summary>Whether any continuous trading lies between two times, the first included: a bar may begin before its session.</summary>
    public bool TradesBetween(Timestamp from, Timestamp to)
    {
        if (Sessions.Count == 0) { return true; }
        long last = Math.Min(DayOf(to), DayOf(from) + 400);
        for (long day = DayOf(from) - 1; day <= last; day++)
        {
            if (IsHoliday(day)) { continue; }
            for (int i = 0; i < Sessions.Count; i++)
            {
                SessionWindow window = Sessions[i];
                if (window.Phase != SessionPhase.Continuous || !Holds(window, day)) { continue; }
                if (At(day, window.From) < to && At(day, window.End) > from) { return true; }
            }
        }

        return false;
    }

    /// <summary>The venue's trading day, as days since 1970 of its own clock.</summary>
    public long DayOf(Timestamp time) => new Timestamp(Local(time)).PeriodOf(Duration.OneDay);

    /// <summary>The first moment of the venue's next day.</summary>
    public Timestamp NextDay(Timestamp time) => At(DayOf(time) + 1, Duration.Zero);

    /// <summary>
    /// When a day order that is entered at a time ends: with the last window of its day, or at the venue's midnight. A window over midnight is
    /// the first of the trading day that follows (a futures exchange's night session), unless there are no others.
    /// </summary>
    public Timestamp EndOfDay(Timestamp time)
    {
        long day = DayOf(time);
        if (Sessions.Count == 0) { return At(day + 1, Duration.Zero); }
        bool hasDayWindows = HasDayWindows();
        for (long at = day - 1; at <= day + 400; at++)
        {
            Timestamp end = Timestamp.MinValue;
            for (int i = 0; i < Sessions.Count && !IsHoliday(at); i++)
            {
                if (Holds(Sessions[i], at) && !(hasDayWindows && Sessions[i].IsOverMidnight)) { end = Timestamp.Max(end, At(at, Sessions[i].End)); }
            }

            if (end > time) { return end; }
        }

        return At(day + 1, Duration.Zero);
    }

    /// <summary>Whether the venue takes an order that is well formed (<see cref="OrderShape"/>).</summary>
    public RejectReason Check(Instrument instrument, in OrderCommand command, in MarketState state)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (!Takes(in command)) { return RejectReason.UnsupportedOrder; }
        RejectReason session = CheckSession(in command, state.Phase);
        if (session != RejectReason.None) { return session; }
        if (!IsQuantityWithin(in command) || OddQuantity(in command, state.Position) != 0) { return RejectReason.InvalidQuantity; }
        if (IsBelowNotional(instrument, in command, in state)) { return RejectReason.BelowMinimumNotional; }
        if (IsOutsideBand(instrument, in command, state.PreviousClose)) { return RejectReason.PriceBand; }
        return IsUnsettled(in command, in state) ? RejectReason.SellableQuantity : RejectReason.None;
    }

    /// <summary>
    /// As <see cref="Check"/>, for the order by which the engine closes a position: the venue's filters of type, quantity and value don't
    /// keep it from that, but its hours do, and what may not be sold yet.
    /// </summary>
    public RejectReason CheckClose(in OrderCommand command, in MarketState state)
    {
        RejectReason session = CheckSession(in command, state.Phase);
        if (session != RejectReason.None) { return session; }
        return IsUnsettled(in command, in state) ? RejectReason.SellableQuantity : RejectReason.None;
    }

    /// <summary>The largest quantity that the venue takes of such an order; 0 for any.</summary>
    public Quantity MostOf(in OrderCommand command) => !command.HasLimit && !MaxMarketQuantity.IsZero ? MaxMarketQuantity : MaxQuantity;

    /// <summary>What of an order's quantity is beyond whole lots and may not be, raw; 0 when the venue takes it.</summary>
    public long OddQuantity(in OrderCommand command, Quantity position)
    {
        if (BuyLot.IsZero) { return 0; }
        long odd = command.Quantity.Raw % BuyLot.Raw;
        return command.Side == Side.Sell && position.Raw > 0 && odd == position.Raw % BuyLot.Raw ? 0 : odd;
    }

    /// <summary>
    /// Whether a price is farther from the previous close than the band lets it be. The exchange rounds its limits to the nearest
    /// tick, halves up (Shanghai's and Shenzhen's trading rules). Without a band or a close no price is.
    /// </summary>
    public bool IsOutsideBand(Instrument instrument, Price price, Price close)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (PriceBandBasisPoints == 0 || close.Raw <= 0) { return false; }
        Int128 tick = (Int128)BasisPoints * instrument.TickSize.Raw;
        Int128 low = Rounding.Floor(((Int128)close.Raw * (BasisPoints - PriceBandBasisPoints)) + (tick / 2), tick) * instrument.TickSize.Raw;
        Int128 high = Rounding.Floor(((Int128)close.Raw * (BasisPoints + PriceBandBasisPoints)) + (tick / 2), tick) * instrument.TickSize.Raw;
        return price.Raw < low || price.Raw > high;
    }

    /// <summary>Whether an order may come in during a phase: outside continuous trading, only one that can wait, and none while it is closed.</summary>
    public static RejectReason CheckSession(in OrderCommand command, SessionPhase phase) => phase switch
    {
        SessionPhase.Continuous => RejectReason.None,
        SessionPhase.Halted => RejectReason.InstrumentHalted,
        SessionPhase.Closed => RejectReason.SessionClosed,
        _ when command.Type == OrderType.Market || command.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill => RejectReason.SessionClosed,
        _ => RejectReason.None,
    };

    /// <summary>Throws <see cref="ArgumentException"/> that names the field when a value can't be used.</summary>
    public MarketRules Validated(string owner)
    {
        Require(Math.Abs(UtcOffset.Nanoseconds) <= Day, owner, nameof(UtcOffset), "at most a day");
        foreach (SessionWindow window in Sessions)
        {
            Require(window.Days is > SessionDays.None and <= SessionDays.All, owner, nameof(Sessions), "on a day at least");
            Require(window.From.Nanoseconds >= 0 && window.From.Nanoseconds < Day && window.To.Nanoseconds >= 0 && window.To.Nanoseconds <= Day && window.From != window.To, owner, nameof(Sessions), "within a day, and not end when they begin");
            Require(window.Phase <= SessionPhase.Break, owner, nameof(Sessions), "of a phase that a calendar has");
        }

        for (int i = 1; i < Holidays.Count; i++) { Require(Holidays[i - 1] < Holidays[i], owner, nameof(Holidays), "rising"); }
        Require(MinQuantity.Raw >= 0 && MaxQuantity.Raw >= 0 && MaxMarketQuantity.Raw >= 0 && BuyLot.Raw >= 0, owner, nameof(MinQuantity), "not negative, as the other quantities");
        Require(MinNotionalRaw >= 0, owner, nameof(MinNotionalRaw), "not negative");
        Require(PriceBandBasisPoints is >= 0 and <= BasisPoints, owner, nameof(PriceBandBasisPoints), "0 to 10,000");
        Require(SettlementDays is >= 0 and <= MaxSettlementDays, owner, nameof(SettlementDays), $"0 to {MaxSettlementDays}");
        return this;
    }

    private SessionPhase PhaseOn(long day, long inDay)
    {
        if (IsHoliday(day)) { return SessionPhase.Closed; }
        for (int i = 0; i < Sessions.Count; i++)
        {
            SessionWindow window = Sessions[i];
            if (Holds(window, day) && window.From.Nanoseconds <= inDay && inDay < window.End.Nanoseconds) { return window.Phase; }
        }

        return SessionPhase.Closed;
    }

    private bool HasDayWindows()
    {
        for (int i = 0; i < Sessions.Count; i++)
        {
            if (!Sessions[i].IsOverMidnight) { return true; }
        }

        return false;
    }

    private static bool Holds(SessionWindow window, long day)
    {
        long weekday = (day + 3) % 7;   // 1970-01-01 was a Thursday.
        if (weekday < 0) { weekday += 7; }
        return ((int)window.Days & (1 << (int)weekday)) != 0;
    }

    private bool Takes(in OrderCommand command) =>
        (!_namesOrderTypes && !_namesTimesInForce && SettlementDays == 0) || TakesNamed(in command);

    private bool TakesNamed(in OrderCommand command)
    {
        bool type = !_namesOrderTypes;
        for (int i = 0; !type && i < OrderTypes.Count; i++) { type = OrderTypes[i] == command.Type; }
        bool time = !_namesTimesInForce;
        for (int i = 0; !time && i < TimesInForce.Count; i++) { time = TimesInForce[i] == command.TimeInForce; }
        return type && time && (SettlementDays == 0 || command.Contingency is not (Contingency.Parent or Contingency.Child));
    }

    private bool IsUnsettled(in OrderCommand command, in MarketState state) =>
        SettlementDays > 0 && command.Side == Side.Sell && command.Quantity > state.Sellable;

    private bool IsQuantityWithin(in OrderCommand command)
    {
        Quantity max = MostOf(in command);
        return command.Quantity >= MinQuantity && (max.IsZero || command.Quantity <= max);
    }

    // An order that is not yet at the market is valued at its own price.
    private bool IsBelowNotional(Instrument instrument, in OrderCommand command, in MarketState state)
    {
        if (MinNotionalRaw == 0 || (command.Flags & OrderFlags.ReduceOnly) != 0) { return false; }
        Price price = command.HasLimit ? command.Price : command.HasTrigger && command.Type != OrderType.TrailingStop ? command.Trigger : state.Last;
        if (price.Raw <= 0) { return false; }

        Int128 value = (Int128)price.Raw * command.Quantity.Raw;
        int shift = Money.Scale - instrument.PriceScale - instrument.QuantityScale;
        if (shift < 0) { return value < (Int128)MinNotionalRaw * FixedPoint.Pow10(-shift); }
        return value <= long.MaxValue && value * FixedPoint.Pow10(shift) < MinNotionalRaw;
    }

    private bool IsOutsideBand(Instrument instrument, in OrderCommand command, Price close) =>
        (command.HasLimit && IsOutsideBand(instrument, command.Price, close))
        || (command.HasTrigger && command.Type != OrderType.TrailingStop && IsOutsideBand(instrument, command.Trigger, close));

    private bool IsHoliday(long day)
    {
        int low = 0, high = Holidays.Count - 1;
        long number = day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int at = Holidays[middle].DayNumber;
            if (at == number) { return true; }
            if (at < number) { low = middle + 1; } else { high = middle - 1; }
        }

        return false;
    }

    private long Local(Timestamp time) => checked(time.Nanoseconds + UtcOffset.Nanoseconds);

    private Timestamp At(long day, Duration inDay) => new(checked((day * Day) + inDay.Nanoseconds - UtcOffset.Nanoseconds));

    private static void Require(bool condition, string owner, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Market rules of {owner}: {field} must be {expected}."); }
    }
}
