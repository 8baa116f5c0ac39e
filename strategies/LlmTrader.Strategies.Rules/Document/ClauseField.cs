using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>An expression of a document with its field and what it must be.</summary>
internal readonly record struct ClauseField(RuleClause Clause, string Path, Expression Value, RuleType Type, bool IsPercent)
{
    /// <summary>Those that the document has, in its canonical order.</summary>
    public static IEnumerable<ClauseField> Of(RuleDocument document)
    {
        if (document.EntryLong is { } entryLong) { yield return Condition(RuleClause.EntryLong, "entry_long", entryLong); }
        if (document.ExitLong is { } exitLong) { yield return Condition(RuleClause.ExitLong, "exit_long", exitLong); }
        if (document.EntryShort is { } entryShort) { yield return Condition(RuleClause.EntryShort, "entry_short", entryShort); }
        if (document.ExitShort is { } exitShort) { yield return Condition(RuleClause.ExitShort, "exit_short", exitShort); }
        if (document.Sizing is { } sizing) { yield return new(RuleClause.Size, $"sizing.{RuleWords.Sizing[(int)sizing.Kind]}", sizing.Size, RuleType.Number, sizing.Kind >= SizingKind.PercentOfEquity); }
        if (document.StopLoss is { } stop) { yield return Price(RuleClause.StopLoss, "stop_loss", stop); }
        if (document.TakeProfit is { } profit) { yield return Price(RuleClause.TakeProfit, "take_profit", profit); }
        if (document.TrailingStop is { } trailing) { yield return Price(RuleClause.TrailingStop, "trailing_stop", trailing); }
        if (document.Order.LimitOffset is { } offset) { yield return Price(RuleClause.LimitOffset, "order.limit", offset); }
        if (document.Grid is not { } grid) { yield break; }
        yield return Price(RuleClause.GridSpacing, "grid.spacing", grid.Spacing);
        yield return new(RuleClause.GridSize, $"grid.size.{RuleWords.Sizing[(int)grid.SizeKind]}", grid.Size, RuleType.Number, grid.SizeKind == SizingKind.PercentOfEquity);
    }

    private static ClauseField Condition(RuleClause clause, string path, Expression value) => new(clause, path, value, RuleType.Boolean, IsPercent: false);

    private static ClauseField Price(RuleClause clause, string path, PriceRule rule) =>
        new(clause, $"{path}.{RuleWords.Price[(int)rule.Kind]}", rule.Value, RuleType.Number, rule.Kind == PriceRuleKind.Percent);
}
