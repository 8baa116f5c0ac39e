using System.Collections.Immutable;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>What an indicator is updated with.</summary>
public enum IndicatorInputs : byte
{
    /// <summary>The stream's bar; the call has parameters only: <c>atr(14)</c>.</summary>
    Bar,

    /// <summary>One series, the call's first argument: <c>ema(close, 20)</c>. Update with <c>IndicatorInput.Of(A)</c>.</summary>
    Series,

    /// <summary>Two series, the first two arguments: <c>correlation(close, close of "X.Y", 20)</c>. Update with <c>SeriesPair.Of(A, B)</c>.</summary>
    SeriesPair,

    /// <summary>One series and the bar's volume: <c>vwma(close, 20)</c>. Update with the stream's bar, its Value set to A.</summary>
    SeriesAndBar,
}

/// <summary>A constant that an indicator is made with.</summary>
/// <param name="Name">For messages and the schema.</param>
/// <param name="Minimum">Included.</param>
/// <param name="Maximum">Included; a whole number is also bounded by <see cref="RuleLimits.MaxLookBack"/>.</param>
/// <param name="Default">NaN when it must be given.</param>
/// <param name="IsInteger">Whole numbers only.</param>
public sealed record IndicatorParameter(string Name, double Minimum, double Maximum, double Default, bool IsInteger)
{
    public bool IsRequired => double.IsNaN(Default);

    /// <summary>A number of bars.</summary>
    public static IndicatorParameter Length(string name = "length", double @default = double.NaN, int minimum = 1) =>
        new(name, minimum, Indicators.Numerics.Parameter.MaxLength, @default, IsInteger: true);

    public static IndicatorParameter Number(string name, double minimum, double maximum, double @default = double.NaN) =>
        new(name, minimum, maximum, @default, IsInteger: false);
}

/// <summary>An indicator as the language knows it.</summary>
public sealed record IndicatorDefinition
{
    /// <summary>The function's name, e.g. <c>macd</c>.</summary>
    public required string Name { get; init; }

    public required IndicatorInputs Inputs { get; init; }

    public required ImmutableArray<IndicatorParameter> Parameters { get; init; }

    /// <summary>Names of the outputs in the class's order. The first is the call's own value: <c>macd(close)</c> is <c>macd(close).macd</c>.</summary>
    public required ImmutableArray<string> Outputs { get; init; }

    /// <summary>What it measures, a few words, for <c>explain</c> and the schema.</summary>
    public required string Summary { get; init; }

    /// <summary>Cost units of one update (<see cref="RuleCost"/>).</summary>
    public required int Cost { get; init; }

    /// <summary>Makes the class; throws <see cref="ArgumentException"/> when parameters do not fit one another (fast above slow).</summary>
    public required IndicatorFactory Create { get; init; }

    /// <summary>Series arguments before the parameters.</summary>
    public int SeriesCount => Inputs switch
    {
        IndicatorInputs.Bar => 0,
        IndicatorInputs.SeriesPair => 2,
        _ => 1,
    };

    /// <summary>E.g. <c>macd(series, fast = 12, slow = 26, signal = 9)</c>.</summary>
    public string Signature
    {
        get
        {
            IEnumerable<string> series = SeriesCount == 2 ? ["series", "reference"] : Enumerable.Repeat("series", SeriesCount);
            return $"{Name}({string.Join(", ", series.Concat(Parameters.Select(p => p.IsRequired ? p.Name : $"{p.Name} = {NumberText.Format(p.Default)}")))})";
        }
    }
}

/// <summary>Makes an indicator from one value for each parameter of its definition.</summary>
public delegate IIndicator IndicatorFactory(ReadOnlySpan<double> parameters);
