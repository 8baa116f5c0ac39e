using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>One column of a golden file and the indicator that must print it.</summary>
/// <param name="File">Relative to indicator-golden.</param>
/// <param name="Column">Its name in the file's header.</param>
/// <param name="Create">The indicator with the file's parameters.</param>
/// <param name="Values">How many cells are compared: a reader that skipped some would not go unnoticed.</param>
internal sealed record GoldenCase(string File, string Column, Func<IIndicator> Create, int Values)
{
    /// <summary>Which output prints the column.</summary>
    public int Output { get; init; }

    /// <summary>From the indicator and the row's index to the printed number, where it is no output as it stands.</summary>
    public Func<IIndicator, int, double>? Read { get; init; }

    /// <summary>The indicator's inputs; the file's own bars unless said.</summary>
    public Func<SheetTable, IndicatorInput[]> Inputs { get; init; } = table => table.Bars();

    /// <summary>The data rows that are compared; all unless a reason is given beside the case.</summary>
    public Range Rows { get; init; } = ..;

    /// <summary>Whether the indicator is defined on rows where the file prints nothing, for the reason given beside the case.</summary>
    public bool PrintsLess { get; init; }

    /// <summary>What is added to the printed digits' tolerance, for the reason given beside the case.</summary>
    public double Slack { get; init; }

    /// <summary>
    /// Whether the file was computed in single precision (seven digits, the last ones wrong): a price and a result may
    /// each be off by a unit in the last place of a float.
    /// </summary>
    public bool IsSingle { get; init; }

    public override string ToString() => $"{File} [{Column}]";
}
