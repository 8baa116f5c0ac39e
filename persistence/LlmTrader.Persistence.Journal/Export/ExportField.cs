using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Export;

/// <summary>What a record's number means, and so how an export shows it.</summary>
internal enum FieldUnit
{
    /// <summary>The number as it is: ids, counts, flags, and limits whose unit depends on the rule.</summary>
    Raw,

    /// <summary>Decimal by the instrument's price scale; raw when the record has no instrument.</summary>
    Price,

    /// <summary>Decimal by the instrument's quantity scale; raw when the record has no instrument.</summary>
    Quantity,

    /// <summary>Decimal with 8 places: amounts of a currency, and rates.</summary>
    Amount,

    /// <summary>ISO 8601, UTC, nine decimals.</summary>
    Time,

    /// <summary>The instrument's full name; empty for none.</summary>
    Instrument,

    /// <summary>The name of an enum's value.</summary>
    Code,
}

/// <summary>A field of one kind of record.</summary>
/// <param name="Name">As in FORMAT.md.</param>
/// <param name="Unit">How it is shown.</param>
/// <param name="Codes">Of <see cref="FieldUnit.Code"/>: the names by number.</param>
internal sealed record ExportField(string Name, FieldUnit Unit, IReadOnlyDictionary<long, string>? Codes)
{
    private static readonly Dictionary<string, FieldUnit> Units = new()
    {
        ["time"] = FieldUnit.Time, ["exchangeTime"] = FieldUnit.Time, ["openTime"] = FieldUnit.Time, ["due"] = FieldUnit.Time,
        ["instrument"] = FieldUnit.Instrument, ["orderInstrument"] = FieldUnit.Instrument, ["limitInstrument"] = FieldUnit.Instrument,
        ["price"] = FieldUnit.Price, ["bidPrice"] = FieldUnit.Price, ["askPrice"] = FieldUnit.Price, ["open"] = FieldUnit.Price,
        ["high"] = FieldUnit.Price, ["low"] = FieldUnit.Price, ["close"] = FieldUnit.Price, ["lastPrice"] = FieldUnit.Price,
        ["trigger"] = FieldUnit.Price, ["mark"] = FieldUnit.Price, ["index"] = FieldUnit.Price,
        ["quantity"] = FieldUnit.Quantity, ["bidQuantity"] = FieldUnit.Quantity, ["askQuantity"] = FieldUnit.Quantity,
        ["volume"] = FieldUnit.Quantity, ["lastQuantity"] = FieldUnit.Quantity, ["cumulativeQuantity"] = FieldUnit.Quantity,
        ["leavesQuantity"] = FieldUnit.Quantity, ["position"] = FieldUnit.Quantity, ["displayQuantity"] = FieldUnit.Quantity,
        ["turnover"] = FieldUnit.Amount, ["fee"] = FieldUnit.Amount, ["fees"] = FieldUnit.Amount, ["cost"] = FieldUnit.Amount,
        ["realized"] = FieldUnit.Amount, ["cash"] = FieldUnit.Amount, ["equity"] = FieldUnit.Amount, ["peak"] = FieldUnit.Amount,
        ["amount"] = FieldUnit.Amount, ["rate"] = FieldUnit.Amount,
    };

    /// <summary>The field of this name in a kind of record.</summary>
    public static ExportField Of(string kind, string name) =>
        Units.TryGetValue(name, out FieldUnit unit) ? new(name, unit, null)
        : CodesOf(kind, name) is { } codes ? new(name, FieldUnit.Code, codes)
        : new(name, FieldUnit.Raw, null);

    private static Dictionary<long, string>? CodesOf(string kind, string name) => name switch
    {
        "aggressor" or "side" => Names<Side>(),
        "source" => Names<ReportSource>(),
        "reportKind" => Names<ReportKind>(),
        "reason" or "verdict" => Names<RejectReason>(),
        "liquidity" => Names<Liquidity>(),
        "action" => kind == nameof(OutKind.Verdict) ? Names<RiskAction>() : Names<CommandAction>(),
        "type" => Names<OrderType>(),
        "timeInForce" => Names<TimeInForce>(),
        "contingency" => Names<Contingency>(),
        "status" => Names<OrderStatus>(),
        "instrumentStatus" => Names<InstrumentStatus>(),
        "state" => Names<TradingState>(),
        "limit" when kind == nameof(EventKind.RiskLimitChange) => Names<RiskLimitKind>(),
        "change" => Names<EventKind>(),
        "code" => Names<RuleSetCode>(),
        "phase" => Names<RiskPhase>(),
        "bookAction" => Names<BookOrderAction>(),
        "cashFlowKind" => Names<CashFlowKind>(),
        _ => null,
    };

    private static Dictionary<long, string> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().Distinct().ToDictionary(value => Convert.ToInt64(value, CultureInfo.InvariantCulture), value => value.ToString());
}
