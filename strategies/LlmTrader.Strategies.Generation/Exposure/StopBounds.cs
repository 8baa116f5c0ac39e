using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>How far from the entry stops are, as shares of the price. Only percentages say that of every market.</summary>
internal static class StopBounds
{
    /// <summary>The least distance of the stop loss; 0 when it is not known.</summary>
    public static double NearestLoss(RuleDocument document, RuleProgram program) =>
        document.StopLoss is { Kind: PriceRuleKind.Percent } ? Math.Max(0, ProgramBounds.Of(program, RuleClause.StopLoss).Low / 100) : 0;

    /// <summary>
    /// The most that is lost of a position's value before its stop loss or its trailing stop is reached; null when neither's distance is
    /// known. A trailing stop begins at the entry and only comes nearer.
    /// </summary>
    public static double? FarthestLoss(RuleDocument document, RuleProgram program)
    {
        double least = Math.Min(Share(document.StopLoss, RuleClause.StopLoss), Share(document.TrailingStop, RuleClause.TrailingStop));
        return least < 1 ? least : null;

        double Share(PriceRule? rule, RuleClause clause) =>
            rule is { Kind: PriceRuleKind.Percent } && ProgramBounds.Of(program, clause) is { Low: >= 0 } bounds ? bounds.High / 100 : double.PositiveInfinity;
    }
}
