using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>One column of a golden file and the indicator that must print it.</summary>
/// <param name="File">Relative to indicator-golden.</param>
/// <param name="Column">Name in the file's header.</param>
/// <param name="Create">The indicator with the file's parameters.</param>
internal sealed record GoldenCase(string File, string Column, Func<IIndicator> Create)
{
    /// <summary>Which output prints the column.</summary>
    public int Output { get; init; }

    /// <summary>The file that holds the bars, where it is not the golden file itself.</summary>
    public string? Bars { get; init; }

    /// <summary>What the indicator reads as its value; the close unless said.</summary>
    public Func<IndicatorInput, double> Value { get; init; } = bar => bar.Close;

    /// <summary>From an output and its bar to the printed column, such as a band around an average.</summary>
    public Func<double, IndicatorInput, double> Then { get; init; } = (output, _) => output;

    /// <summary>The sheet prints the value of so many rows before.</summary>
    public int ShiftedBy { get; init; }

    /// <summary>How many cells the file prints there: a reader that skipped some would not go unnoticed.</summary>
    public required int Values { get; init; }

    /// <summary>How many cells the file leaves empty where the indicator is defined; the reason stands beside the case.</summary>
    public int AlsoDefined { get; init; }

    /// <summary>The file was computed in single precision, from prices rounded to it.</summary>
    public bool IsSingle { get; init; }

    /// <summary>The significant digits that the file keeps, where it prints more; the reason stands beside the case.</summary>
    public int? Digits { get; init; }

    /// <summary>An absolute difference that is allowed beside the printed digits; the reason stands beside the case.</summary>
    public double Tolerance { get; init; }

    public override string ToString() => $"{File} [{Column}]";
}
