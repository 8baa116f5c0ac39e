using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Views;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>Values as replies write them, and requests read them.</summary>
internal static class Texts
{
    /// <summary>An enum's value in camel case.</summary>
    public static string Name<T>(T value) where T : struct, Enum => Known<T>.Names.GetOrAdd(value, static known => JsonNamingPolicy.CamelCase.ConvertName(known.ToString()));

    /// <summary>Reads what <see cref="Name"/> writes.</summary>
    public static T ParseEnum<T>(string field, string text, params ReadOnlySpan<T> without) where T : struct, Enum
    {
        List<string> allowed = [];
        foreach (T value in Enum.GetValues<T>())
        {
            if (without.Contains(value)) { continue; }
            if (string.Equals(Name(value), text, StringComparison.OrdinalIgnoreCase)) { return value; }
            allowed.Add(Name(value));
        }

        throw ProblemException.BadField(field, $"'{Short(text)}' is no {field}; one of {string.Join(", ", allowed)} is expected.");
    }

    /// <summary>RFC 3339 with nanoseconds; null when there is no time.</summary>
    public static string? Time(Timestamp time) => time == Timestamp.MinValue ? null : time.ToString();

    public static long? TimeNs(Timestamp time) => time == Timestamp.MinValue ? null : time.Nanoseconds;

    public static string Price(Instrument instrument, Price price) => FixedPoint.Format(price.Raw, instrument.PriceScale);

    public static string Quantity(Instrument instrument, Quantity quantity) => FixedPoint.Format(quantity.Raw, instrument.QuantityScale);

    public static string Money(long raw) => FixedPoint.Format(raw, Engine.Core.Money.Scale);

    /// <summary>Of a slot's capital: 0.25, or 1 for all of it.</summary>
    public static string Share(int share) => ((decimal)share / CapitalShareChange.All).ToString("0.####", CultureInfo.InvariantCulture);

    public static string Strategy(StrategyId strategy) =>
        strategy == StrategyId.Manual ? "manual" : strategy == StrategyId.Risk ? "risk" : strategy == StrategyId.Liquidation ? "liquidation" : strategy.Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Price × quantity over quantity, to the instrument's price scale, ties to even; null without a quantity.</summary>
    public static string? Average(Instrument instrument, Int128 cost, Quantity quantity) =>
        quantity.Raw <= 0 ? null : FixedPoint.Format((long)Rounding.HalfEven(cost, quantity.Raw), instrument.PriceScale);

    public static OrderId ParseOrderId(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) && sequence < 1L << 54
            && int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < OrderId.MaxCommandsPerEvent)
        {
            return OrderId.From(sequence, index);
        }

        throw ProblemException.BadField("id", $"'{Short(text)}' is no order id; SEQUENCE-INDEX is expected, as orders are listed.");
    }

    public static Instrument FindInstrument(ViewState views, string name) => FindInstrument(views.Instruments, name);

    public static Instrument FindInstrument(InstrumentTable instruments, string name) => instruments.TryFind(name, out Instrument? instrument)
        ? instrument
        : throw ProblemException.NotFound("unknown_instrument", $"There is no instrument '{Short(name)}', or more than one venue has it.", "GET /v1/instruments lists them; symbol and venue together, BTCUSDT.BINANCE, are never ambiguous.");

    public static long ParseNumber(string field, string? text, int scale)
    {
        if (text is null) { throw ProblemException.BadField(field, $"{field} is missing."); }
        FixedPointError error = FixedPoint.TryParse(System.Text.Encoding.UTF8.GetBytes(text), scale, out long raw);
        return error == FixedPointError.None ? raw : throw ProblemException.BadField(field, $"'{Short(text)}' {FixedPoint.Describe(error, scale)}.");
    }

    /// <summary>An account by its name or number.</summary>
    public static AccountId FindAccount(IReadOnlyList<Engine.Trading.AccountOptions> accounts, string text)
    {
        foreach (Engine.Trading.AccountOptions account in accounts)
        {
            if (account.Name == text || account.Id.Value.ToString(CultureInfo.InvariantCulture) == text) { return account.Id; }
        }

        throw ProblemException.BadField("account", $"There is no account '{Short(text)}'; known are {string.Join(", ", accounts.Select(account => account.Name))}.");
    }

    /// <summary>What a client sent, short enough for a message and without what a terminal would obey.</summary>
    public static string Short(string text)
    {
        string head = text.Length > 64 ? text[..64] + "…" : text;
        return new string([.. head.Select(c => char.IsControl(c) ? '?' : c)]);
    }

    public static bool TryStrategy(string text, out StrategyId strategy)
    {
        strategy = text == "manual" ? StrategyId.Manual : default;
        if (text == "manual") { return true; }
        bool isNumber = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
        strategy = new StrategyId(number);
        return isNumber;
    }

    // By type, so that looking a value up makes no object of it: the event stream does so for each field.
    private static class Known<T> where T : struct, Enum
    {
        public static readonly ConcurrentDictionary<T, string> Names = new();
    }
}
