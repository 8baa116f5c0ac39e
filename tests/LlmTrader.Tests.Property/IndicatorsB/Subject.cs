using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>An indicator and its plain twin.</summary>
/// <param name="Name">With its parameters.</param>
/// <param name="Create">The streaming indicator.</param>
/// <param name="Plain">All outputs at all bars, from scratch: [output][bar].</param>
internal sealed record Subject(string Name, Func<IIndicator> Create, Func<IndicatorInput[], double[][]> Plain)
{
    /// <summary>Whether an output follows from the last WarmUp bars alone, so that the twin can be given just those.</summary>
    public bool IsWindowed { get; init; }

    /// <summary>
    /// The size below which an output counts as zero for a relative error: near a crossing of zero the twin's own
    /// rounding, of the order of its summands, is all that is left. 0 for outputs that do not cross it.
    /// </summary>
    public double Zero { get; init; }

    public override string ToString() => Name;

    /// <summary>The error relative to the expected value; infinite when just one of the two is missing.</summary>
    public double Error(double expected, double actual)
    {
        if (double.IsNaN(expected) || double.IsNaN(actual)) { return double.IsNaN(expected) && double.IsNaN(actual) ? 0.0 : double.PositiveInfinity; }
        return expected.Equals(actual) ? 0.0 : Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), Zero);
    }
}
