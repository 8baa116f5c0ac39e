using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Limits of risk rules as people write them, exactly, or not at all.</summary>
internal static class RiskLimitText
{
    private static readonly (string Suffix, long Nanoseconds)[] Times =
        [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    /// <summary>In the unit of the kind. When it can't be read, what is expected instead.</summary>
    public static bool TryParse(RiskRuleKind kind, string? text, IReadOnlyList<Instrument> about, out long limit, [NotNullWhen(false)] out string? expected)
    {
        limit = 0;
        expected = null;
        switch (UnitOf(kind))
        {
            case RiskUnit.None:
                expected = text is null ? null : "no limit";
                break;
            case RiskUnit.Quantity:
                bool isOneScale = about.All(instrument => instrument.QuantityScale == about[0].QuantityScale);
                expected = !isOneScale ? "a target (these instruments count with different decimals)"
                    : TryFixed(text, about[0].QuantityScale, out limit) ? null : $"a quantity with at most {about[0].QuantityScale} decimals, such as 1.5";
                break;
            case RiskUnit.Amount:
                expected = TryFixed(text, Money.Scale, out limit) ? null : "an amount of the quote currency, such as 25000";
                break;
            case RiskUnit.Ratio:
                expected = TryRatio(text, out limit) ? null : "a ratio in whole hundredths of a percent, such as 8%, 0.08 or 3x";
                break;
            case RiskUnit.Time:
                expected = TryTime(text, out limit) ? null : "a time, such as 500ms, 5s or 1m";
                break;
            case RiskUnit.Word:
                limit = text == "reduce" ? 1 : 0;
                expected = text is null or "none" or "reduce" ? null : "none (no order passes) or reduce (those that reduce do)";
                break;
            default:
                expected = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) ? null : "a whole number";
                break;
        }

        return expected is null;
    }

    /// <summary>What people read for a limit, or for what a rule saw.</summary>
    /// <param name="kind">Of the rule.</param>
    /// <param name="raw">In the unit of the kind.</param>
    /// <param name="instrument">Whose decimals quantities have; null leaves them raw.</param>
    public static string Format(RiskRuleKind kind, long raw, Instrument? instrument) => UnitOf(kind) switch
    {
        RiskUnit.Quantity => instrument is null ? Number(raw) : FixedPoint.Format(raw, instrument.QuantityScale),
        RiskUnit.Amount => Number((decimal)raw / Money.One),
        RiskUnit.Ratio => $"{Number(raw / 100m)} %",
        RiskUnit.Time => raw >= 1_000_000_000 ? $"{Number(raw / 1_000_000_000m)} s" : $"{Number(raw / 1_000_000m)} ms",
        _ when kind == RiskRuleKind.Session => ((InstrumentStatus)raw).ToString(),
        _ => Number(raw),
    };

    /// <summary>In what the limit of a kind is written.</summary>
    public static RiskUnit UnitOf(RiskRuleKind kind) => kind switch
    {
        RiskRuleKind.OrderQuantity or RiskRuleKind.Position or RiskRuleKind.SellableQuantity => RiskUnit.Quantity,
        RiskRuleKind.OrderNotional or RiskRuleKind.AvailableFunds or RiskRuleKind.GrossExposure or RiskRuleKind.NetExposure or RiskRuleKind.TradeLoss
            or RiskRuleKind.DailyLoss => RiskUnit.Amount,
        RiskRuleKind.PriceCollar or RiskRuleKind.PriceBand or RiskRuleKind.PositionRatio or RiskRuleKind.Leverage or RiskRuleKind.Concentration
            or RiskRuleKind.Drawdown or RiskRuleKind.SpreadTooWide => RiskUnit.Ratio,
        RiskRuleKind.StaleMarketData or RiskRuleKind.DuplicateOrder => RiskUnit.Time,
        RiskRuleKind.Restricted => RiskUnit.Word,
        RiskRuleKind.Session or RiskRuleKind.Condition => RiskUnit.None,
        _ => RiskUnit.Count,
    };

    private static string Number(decimal value) => value.ToString("#,0.########", CultureInfo.InvariantCulture);

    private static bool TryRatio(string? text, out long ratio)
    {
        int scale = text is [.., '%'] ? 2 : 4;
        return TryFixed(text?.TrimEnd('%', 'x'), scale, out ratio) && text!.Count(c => c is '%' or 'x') <= 1;
    }

    private static bool TryTime(string? text, out long nanoseconds)
    {
        nanoseconds = 0;
        int digits = text?.TakeWhile(char.IsAsciiDigit).Count() ?? 0;
        if (digits == 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long count)) { return false; }
        foreach ((string suffix, long unit) in Times)
        {
            if (text![digits..] != suffix || count > long.MaxValue / unit) { continue; }
            nanoseconds = count * unit;
            return true;
        }

        return false;
    }

    private static bool TryFixed(string? text, int scale, out long raw)
    {
        raw = 0;
        if (string.IsNullOrEmpty(text)) { return false; }
        try { raw = FixedPoint.Parse(text, scale); }
        catch (Exception e) when (e is FormatException or OverflowException) { return false; }
        return raw >= 0;
    }
}
