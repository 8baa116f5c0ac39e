using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>The market rules of one instrument from a date on, as people write them. What is left out is the instrument's own, or off.</summary>
public sealed record MarketRulesConfiguration
{
    [Description("The venue's day from which they hold, as 2020-08-24; from the beginning when left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    [Description("From UTC to the venue's clock, as +08:00; UTC when left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UtcOffset { get; init; }

    [Description("Outside of them the venue is closed; without any it never closes.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SessionConfiguration>? Sessions { get; init; }

    [Description("Days without a session, as 2024-01-01, rising.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Holidays { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The smallest order.")]
    public string? MinQuantity { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The largest limit order.")]
    public string? MaxQuantity { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The largest market order.")]
    public string? MaxMarketQuantity { get; init; }

    [Description("An amount of the quote currency.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MinNotional { get; init; }

    [Description("Around the previous close, as 10%, 9.5% or 950bp.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PriceBand { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Purchases are multiples of it.")]
    public string? BuyLot { get; init; }

    [Description("1 is T+1.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SettlementDays { get; init; }

    [Description("What the venue takes; all when left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderType>? OrderTypes { get; init; }

    [Description("What the venue takes; all when left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TimeInForce>? TimesInForce { get; init; }

    /// <summary>The rules of all instruments that have any. Throws <see cref="ArgumentException"/> that names instrument, entry and field.</summary>
    public static IReadOnlyDictionary<InstrumentId, IReadOnlyList<MarketRules>> ToRules(
        IReadOnlyDictionary<string, IReadOnlyList<MarketRulesConfiguration>> byName, InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(byName);
        ArgumentNullException.ThrowIfNull(instruments);
        Dictionary<InstrumentId, IReadOnlyList<MarketRules>> rules = [];
        foreach ((string name, IReadOnlyList<MarketRulesConfiguration> dated) in byName)
        {
            if (!instruments.TryFind(name, out Instrument? instrument)) { throw new ArgumentException($"Market rules are given for '{name}', which is no instrument of this run."); }
            rules[instrument.Id] = [.. dated.Select((one, i) => one.ToRules(instrument, $"Market rules of {name}, entry {i + 1}"))];
        }

        _ = new MarketRulesTable(instruments, rules);   // It says what can't be used.
        return rules;
    }

    private MarketRules ToRules(Instrument instrument, string owner)
    {
        MarketRules own = MarketRules.Of(instrument);
        Duration offset = UtcOffset is null ? default : OffsetOf(UtcOffset, owner);
        return new MarketRules
        {
            UtcOffset = offset,
            From = From is null ? Timestamp.MinValue : new Timestamp(NanosecondsOf(DateOf(From, owner, "from")) - offset.Nanoseconds),
            Sessions = [.. (Sessions ?? []).Select((session, i) => session.ToWindow($"{owner}: sessions[{i}]"))],
            Holidays = [.. (Holidays ?? []).Select((day, i) => DateOf(day, owner, $"holidays[{i}]"))],
            MinQuantity = QuantityOf(MinQuantity, own.MinQuantity, instrument, owner, "minQuantity"),
            MaxQuantity = QuantityOf(MaxQuantity, own.MaxQuantity, instrument, owner, "maxQuantity"),
            MaxMarketQuantity = QuantityOf(MaxMarketQuantity, own.MaxMarketQuantity, instrument, owner, "maxMarketQuantity"),
            MinNotionalRaw = MinNotional is null ? own.MinNotionalRaw : Fixed(MinNotional, Money.Scale) ?? throw Wrong(owner, "minNotional", MinNotional, "an amount such as 10"),
            PriceBandBasisPoints = PriceBand is null ? 0 : BandOf(PriceBand, owner),
            BuyLot = QuantityOf(BuyLot, Quantity.Zero, instrument, owner, "buyLot"),
            SettlementDays = SettlementDays,
            OrderTypes = OrderTypes ?? [],
            TimesInForce = TimesInForce ?? [],
        };
    }

    internal static ArgumentException Wrong(string owner, string field, string? value, string expected) => new($"{owner}: {field} is '{value}'; {expected} is expected.");

    private static Quantity QuantityOf(string? text, Quantity own, Instrument instrument, string owner, string field) => text is null ? own
        : new Quantity(Fixed(text, instrument.QuantityScale) ?? throw Wrong(owner, field, text, $"a quantity with at most {instrument.QuantityScale} decimals"));

    private static long? Fixed(string text, int scale)
    {
        try { return FixedPoint.Parse(text, scale) is >= 0 and long raw ? raw : null; }
        catch (Exception e) when (e is FormatException or OverflowException) { return null; }
    }

    private static int BandOf(string text, string owner)
    {
        bool isPercent = text.EndsWith('%');
        long? band = isPercent ? Fixed(text[..^1], 2) : text.EndsWith("bp", StringComparison.Ordinal) ? Fixed(text[..^2], 0) : null;
        return band is <= 10_000 ? (int)band : throw Wrong(owner, "priceBand", text, "a percentage with at most 2 decimals such as 9.5%, or basis points such as 950bp,");
    }

    private static Duration OffsetOf(string text, string owner)
    {
        Duration offset = default;
        bool isRead = text is ['+' or '-', ..] && SessionConfiguration.TryTime(text.AsSpan(1), out offset);
        if (!isRead) { throw Wrong(owner, "utcOffset", text, "hours and minutes such as +08:00"); }
        return text[0] == '-' ? new Duration(-offset.Nanoseconds) : offset;
    }

    private static DateOnly DateOf(string text, string owner, string field) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : throw Wrong(owner, field, text, "a day such as 2024-01-01");

    private static long NanosecondsOf(DateOnly day) => (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * Duration.OneDay.Nanoseconds;
}

/// <summary>A part of the venue's day.</summary>
public sealed record SessionConfiguration
{
    [Description("Such as weekdays, all or monday, friday.")]
    public SessionDays Days { get; init; } = SessionDays.All;

    [Description("By the venue's clock, as 09:30, inclusive.")]
    public required string From { get; init; }

    [Description("Exclusive; up to 24:00. Before from, it is on the day after: a night session of the days on which it begins.")]
    public required string To { get; init; }

    [Description("What the venue does in it.")]
    public SessionPhase Phase { get; init; } = SessionPhase.Continuous;

    internal SessionWindow ToWindow(string owner) => new(Days, TimeOf(From, owner, "from"), TimeOf(To, owner, "to"), Phase);

    /// <summary>HH:mm or HH:mm:ss, up to 24:00.</summary>
    internal static bool TryTime(ReadOnlySpan<char> text, out Duration time)
    {
        time = Duration.OneDay;
        if (text is "24:00") { return true; }
        bool isRead = TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly found)
            || TimeOnly.TryParseExact(text, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out found);
        time = new Duration(found.Ticks * 100);
        return isRead;
    }

    private static Duration TimeOf(string text, string owner, string field) =>
        TryTime(text, out Duration time) ? time : throw MarketRulesConfiguration.Wrong(owner, field, text, "a time such as 09:30");
}
