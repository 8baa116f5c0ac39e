using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>An indicator under test beside its plain twin.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Create">A fresh indicator.</param>
/// <param name="Twin">Bars to one series per output, by the formula as it is published.</param>
/// <param name="Unit">What a difference is measured against when the output itself is smaller.</param>
internal sealed record Subject(string Name, Func<IIndicator> Create, Func<IndicatorInput[], double[][]> Twin, Unit Unit)
{
    /// <summary>False where a NaN matters only at single later updates, as in x - x[n].</summary>
    public bool StartsAnewAfterNaN { get; init; } = true;

    /// <summary>False where a jump of scale saturates an inner output, so that its last digit is all that the outer one sees.</summary>
    public bool StandsJumps { get; init; } = true;

    public override string ToString() => Name;
}

/// <summary>An output's natural size: cancellation below it is the formula's and not an error.</summary>
internal enum Unit
{
    /// <summary>A mean of prices: its own size.</summary>
    Own,

    /// <summary>A difference of prices: the price's size.</summary>
    Price,

    /// <summary>A percentage or an oscillator: 100.</summary>
    Percent,
}
