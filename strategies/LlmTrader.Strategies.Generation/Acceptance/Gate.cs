namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>How a value stands to its limit.</summary>
public enum GateComparison : byte
{
    AtLeast = 1,
    AtMost = 2,
    Above = 3,
}

/// <summary>One question that a candidate was asked, and the answer.</summary>
/// <param name="Name">As in <see cref="GateNames"/>.</param>
/// <param name="Value">What was measured; null when nothing could be, or it was not asked.</param>
/// <param name="Comparison">How it must stand to the limit.</param>
/// <param name="Limit">What it is measured by; null when that follows from what was not measured.</param>
/// <param name="Passed">Null when it was not asked, or not yet.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record Gate(string Name, double? Value, GateComparison Comparison, double? Limit, bool? Passed, string Reason)
{
    public bool Failed => Passed == false;

    /// <summary>Compares; what could not be measured has failed.</summary>
    public static Gate Of(string name, double? value, GateComparison comparison, double? limit, string reason) => new(name, value, comparison, limit, Holds(value, comparison, limit), reason);

    private static bool Holds(double? value, GateComparison comparison, double? limit) => comparison switch
    {
        GateComparison.AtLeast => value >= limit,
        GateComparison.AtMost => value <= limit,
        _ => value > limit,
    };
}

/// <summary>The gates, in the order in which they are asked.</summary>
public static class GateNames
{
    public const string RanToEnd = "ran_to_end";
    public const string OutOfSampleTrades = "out_of_sample_trades";
    public const string OutOfSampleReturn = "out_of_sample_return";
    public const string MaxDrawdown = "max_drawdown";
    public const string StableSubPeriods = "stable_sub_periods";
    public const string WalkForwardEfficiency = "walk_forward_efficiency";
    public const string BacktestYears = "backtest_years";
    public const string DeflatedSharpe = "deflated_sharpe";
    public const string OverfittingProbability = "overfitting_probability";
    public const string DoubledCosts = "return_at_doubled_costs";
    public const string Permutation = "permutation_p";
    public const string HoldOut = "hold_out_return";
}
