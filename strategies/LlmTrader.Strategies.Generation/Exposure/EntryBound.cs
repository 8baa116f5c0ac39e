using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>
/// The most that one entry is worth at the close at which it is sized: an amount, plus a part of the slot's equity, plus units at their
/// price. Only one of them is not 0.
/// </summary>
/// <param name="Amount">In the quote currency.</param>
/// <param name="EquityShare">Of the equity that sizing sees.</param>
/// <param name="Units">Of the base asset.</param>
/// <param name="LossShare">Of that equity, what is lost when the stop holds, where the sizing itself sees to it; else NaN.</param>
public readonly record struct EntryBound(double Amount, double EquityShare, double Units, double LossShare)
{
    /// <summary>What it comes to.</summary>
    public double Value(double equity, double price) => Amount + Product(EquityShare, Math.Max(0, equity)) + Product(Units, price);

    /// <summary>Of a document's sizing, or of a level of its grid.</summary>
    public static EntryBound Of(RuleDocument document, RuleProgram program)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(program);
        if (document.Grid is { } grid) { return Of(grid.SizeKind, Math.Max(0, ProgramBounds.Of(program, RuleClause.GridSize).High)); }
        SizingRule sizing = document.Sizing ?? throw new ArgumentException($"Rule set '{document.Name}' has no sizing.");
        double most = Math.Max(0, ProgramBounds.Of(program, RuleClause.Size).High);
        return sizing.Kind switch
        {
            SizingKind.VolatilityTarget => new EntryBound(0, most > 0 ? sizing.MaxLeverage : 0, 0, double.NaN),    // A market that stands still asks for the whole leverage.
            SizingKind.RiskPerTrade => new EntryBound(0, Product(most / 100, 1 / StopBounds.NearestLoss(document, program)), 0, most / 100),
            _ => Of(sizing.Kind, most),
        };
    }

    private static EntryBound Of(SizingKind kind, double most) => kind switch
    {
        SizingKind.Quantity => new EntryBound(0, 0, most, double.NaN),
        SizingKind.Notional => new EntryBound(most, 0, 0, double.NaN),
        _ => new EntryBound(0, most / 100, 0, double.NaN),
    };

    // Nothing of an endless number is nothing.
    private static double Product(double a, double b) => a == 0 || b == 0 ? 0 : a * b;
}
