using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>
/// The one text of an observation: JSON in UTF-8, ASCII characters only, no blanks, fields in the order of this file. Prices, quantities
/// and amounts are exact decimals as text without trailing zeros; figures are numbers of 6 significant digits, null where there is none;
/// ages are seconds as text, exact.
/// </summary>
public static class CanonicalObservation
{
    public static byte[] Bytes(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream)) { Write(json, observation); }
        return stream.ToArray();
    }

    public static string Text(Observation observation) => Encoding.UTF8.GetString(Bytes(observation));

    /// <summary>SHA-256 of the text, 64 hexadecimal digits.</summary>
    public static string Hash(Observation observation) => Convert.ToHexStringLower(SHA256.HashData(Bytes(observation)));

    private static void Write(Utf8JsonWriter json, Observation observation)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Observation.Version);
        json.WriteString("asOf", observation.AsOf?.ToString());
        List(json, "universe", observation.Universe, Write);
        List(json, "breadth", observation.Breadth, Write);
        List(json, "accounts", observation.Accounts, static (json, one) => Object(json, ("name", one.Name), ("currency", one.Currency), ("cash", one.Cash), ("equity", one.Equity), ("peak", one.Peak)));
        List(json, "positions", observation.Positions, static (json, one) => Object(json,
            ("account", one.Account), ("instrument", one.Instrument), ("quantity", one.Quantity), ("averagePrice", one.AveragePrice), ("unrealized", one.Unrealized)));
        List(json, "orders", observation.Orders, static (json, one) => Object(json,
            ("id", one.Order.Id), ("account", one.Order.Account), ("instrument", one.Order.Instrument), ("strategy", one.Order.Strategy), ("side", one.Order.Side), ("type", one.Order.Type),
            ("quantity", one.Order.Quantity), ("filled", one.Order.Filled), ("price", one.Order.Price), ("trigger", one.Order.Trigger), ("age", Seconds(one.Age))));
        List(json, "limits", observation.Limits, static (json, one) => Object(json,
            ("instrument", one.Instrument), ("orderQuantity", one.OrderQuantity), ("orderNotional", one.OrderNotional), ("position", one.Position), ("priceCollar", one.PriceCollar), ("orderRate", one.OrderRate), ("shortSelling", one.ShortSelling)));
        List(json, "riskRules", observation.RiskRules, static (json, one) => Object(json,
            ("id", one.Id), ("kind", one.Kind), ("scope", one.Scope), ("target", one.Target), ("limit", one.Limit), ("action", one.Action), ("on", one.IsOn)));
        List(json, "slots", observation.Slots, static (json, one) => Object(json, ("slot", one.Slot), ("trading", one.Trading), ("ruleSet", one.RuleSet), ("ruleSetId", one.RuleSetId)));
        List(json, "decisions", observation.Decisions, static (json, one) => Object(json,
            ("decision", one.Decision.Decision), ("age", Seconds(one.Age)), ("proposer", one.Decision.Proposer), ("template", one.Decision.Template), ("outcome", one.Decision.Outcome), ("reason", one.Decision.Reason)));
        json.WritePropertyName("omitted");
        Object(json, ("bars", observation.Omitted.Bars), ("instruments", observation.Omitted.Instruments), ("orders", observation.Omitted.Orders), ("decisions", observation.Omitted.Decisions));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ObservedInstrument instrument)
    {
        InstrumentFacts facts = instrument.Facts;
        json.WriteStartObject();
        Fields(json, ("name", facts.Name), ("kind", facts.Kind), ("quote", facts.Quote), ("status", facts.Status), ("tickSize", facts.TickSize), ("lotSize", facts.LotSize),
            ("makerFee", facts.MakerFee), ("takerFee", facts.TakerFee), ("minNotional", facts.MinNotional), ("priceBand", facts.PriceBand), ("settlementDays", facts.SettlementDays), ("maxLeverage", facts.MaxLeverage), ("turnover", instrument.Turnover));
        List(json, "horizons", instrument.Horizons, Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ObservedHorizon horizon)
    {
        HorizonFigures figures = horizon.Figures;
        json.WriteStartObject();
        Fields(json, ("bar", horizon.Bar), ("count", horizon.Count), ("regime", Name(figures.Regime)), ("change1", figures.Change1), ("change5", figures.Change5), ("change20", figures.Change20),
            ("rsi", figures.Rsi), ("range", figures.Range), ("trend", figures.Trend), ("direction", figures.Direction), ("aboveAverage", figures.AboveAverage), ("zScore", figures.ZScore),
            ("choppiness", figures.Choppiness), ("volatility", figures.Volatility), ("volatilityPercentile", figures.VolatilityPercentile), ("relativeVolume", figures.RelativeVolume));
        // Rows and no objects: age, open, high, low, close, volume.
        List(json, "bars", horizon.Recent, static (json, one) =>
        {
            json.WriteStartArray();
            json.WriteStringValue(Seconds(one.Age));
            foreach (decimal number in (ReadOnlySpan<decimal>)[one.Bar.Open, one.Bar.High, one.Bar.Low, one.Bar.Close, one.Bar.Volume]) { json.WriteStringValue(Exact(number)); }
            json.WriteEndArray();
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MarketBreadth breadth) => Object(json,
        ("bar", breadth.Bar), ("regime", Name(breadth.Regime)), ("rising", breadth.Rising), ("aboveAverage", breadth.AboveAverage), ("medianChange", breadth.MedianChange), ("medianVolatilityPercentile", breadth.MedianVolatilityPercentile));

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items) { write(json, item); }
        json.WriteEndArray();
    }

    private static void Object(Utf8JsonWriter json, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        json.WriteStartObject();
        Fields(json, fields);
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        foreach ((string name, object? value) in fields)
        {
            switch (value)
            {
                case null: json.WriteNull(name); break;
                case string text: json.WriteString(name, text); break;
                case decimal number: json.WriteString(name, Exact(number)); break;
                case double number when double.IsFinite(number):
                    json.WritePropertyName(name);
                    json.WriteRawValue(Rounded(number));
                    break;
                case double: json.WriteNull(name); break;
                case bool flag: json.WriteBoolean(name, flag); break;
                case int number: json.WriteNumber(name, number); break;
                case long number: json.WriteNumber(name, number); break;
                default: throw new InvalidOperationException($"An observation has no text for {value.GetType()}.");
            }
        }
    }

    // 6 significant digits; what rounds to zero has no sign.
    private static string Rounded(double number)
    {
        string text = number.ToString("G6", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    // 1.50 and 1.5 are one amount: dividing by a one of full precision takes the zeros off.
    private static string Exact(decimal number) => number == 0 ? "0" : (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(Duration age) => Exact(age.Nanoseconds / 1_000_000_000m);

    private static string Name(MarketRegime regime) => regime switch
    {
        MarketRegime.Turbulent => "turbulent",
        MarketRegime.RisingTrend => "risingTrend",
        MarketRegime.FallingTrend => "fallingTrend",
        MarketRegime.Range => "range",
        _ => "unknown",
    };
}
