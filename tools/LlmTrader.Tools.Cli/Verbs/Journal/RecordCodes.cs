using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary>The names of the numbers that records hold for enum values, by the field's name in FORMAT.md.</summary>
internal static class RecordCodes
{
    private static readonly Dictionary<string, Func<long, string>> ByField = new()
    {
        ["action"] = NameOf<CommandAction>,
        ["aggressor"] = NameOf<Side>,
        ["bookAction"] = NameOf<BookOrderAction>,
        ["bookFlags"] = NameOf<BookFlags>,
        ["cashFlowKind"] = NameOf<CashFlowKind>,
        ["change"] = NameOf<EventKind>,
        ["code"] = NameOf<RuleSetCode>,
        ["contingency"] = NameOf<Contingency>,
        ["flags"] = NameOf<OrderFlags>,
        ["instrumentStatus"] = NameOf<InstrumentStatus>,
        ["liquidity"] = NameOf<Liquidity>,
        ["phase"] = NameOf<RiskPhase>,
        ["reason"] = NameOf<RejectReason>,
        ["reportKind"] = NameOf<ReportKind>,
        ["side"] = NameOf<Side>,
        ["source"] = NameOf<ReportSource>,
        ["state"] = NameOf<TradingState>,
        ["status"] = NameOf<OrderStatus>,
        ["timeInForce"] = NameOf<TimeInForce>,
        ["type"] = NameOf<OrderType>,
        ["verdict"] = NameOf<RejectReason>,
    };

    /// <summary>The name; null of a field that holds no enum. A number that has no name stands for itself.</summary>
    /// <param name="kind">The record's, since some fields mean different things in different ones.</param>
    /// <param name="field">As in FORMAT.md.</param>
    /// <param name="value">As journaled.</param>
    public static string? Find(string kind, string field, long value) => (kind, field) switch
    {
        (nameof(OutKind.Verdict), "action") => NameOf<RiskAction>(value),
        (nameof(EventKind.RiskLimitChange), "limit") => NameOf<RiskLimitKind>(value),
        _ => ByField.TryGetValue(field, out Func<long, string>? name) ? name(value) : null,
    };

    // Flags that are set together are joined, without the blanks that separate fields.
    private static string NameOf<T>(long value)
        where T : struct, Enum =>
        value is >= 0 and <= byte.MaxValue
            ? Enum.ToObject(typeof(T), (byte)value).ToString()!.Replace(", ", "+", StringComparison.Ordinal)
            : value.ToString(CultureInfo.InvariantCulture);
}
