using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Strategies.Indicators;

/// <summary>The one wording for an output that an indicator does not have.</summary>
internal static class OutputIndex
{
    [DoesNotReturn, StackTraceHidden]
    public static double Throw(int output, IIndicator indicator) => throw new ArgumentOutOfRangeException(
        nameof(output), output, $"{indicator.GetType().Name} has outputs 0 to {indicator.OutputCount - 1}.");
}
