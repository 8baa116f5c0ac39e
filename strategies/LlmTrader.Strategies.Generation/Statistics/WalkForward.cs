using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>A window to choose on, and a later one that shows what the choice was worth.</summary>
public readonly record struct WalkForwardSplit(HistoryWindow Train, HistoryWindow Test);

/// <summary>How a history is walked through.</summary>
public sealed record WalkForwardPlan
{
    /// <summary>How many tests; at least 1.</summary>
    public int Splits { get; init; } = 5;

    /// <summary>The share of the history in front of the first test, in (0, 1).</summary>
    public double TrainShare { get; init; } = 0.5;

    /// <summary>Whether every training begins where the history begins; else all are of one length.</summary>
    public bool IsAnchored { get; init; }

    /// <summary>Left out at the end of a training: as long as a position may last that was opened in it.</summary>
    public Duration Purge { get; init; }

    /// <summary>Left out between a training and its test besides, since what happens goes on having effects.</summary>
    public Duration Embargo { get; init; }
}

/// <summary>Splits of a history in which every test lies behind all that was learned for it.</summary>
public static class WalkForward
{
    /// <summary>Splits in order of time. The tests follow on one another without a gap, up to the end of the window, their lengths equal to the nanosecond.</summary>
    /// <exception cref="ArgumentException">Nothing is left of the window or of a training.</exception>
    public static IReadOnlyList<WalkForwardSplit> Splits(HistoryWindow window, WalkForwardPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Splits, 1);
        if (!(plan.TrainShare > 0 && plan.TrainShare < 1)) { throw new ArgumentException($"A training share of {plan.TrainShare} is not between 0 and 1.", nameof(plan)); }
        if (plan.Purge < Duration.Zero || plan.Embargo < Duration.Zero) { throw new ArgumentException("Purge and embargo can't be negative.", nameof(plan)); }

        long first = (long)(window.Length.Nanoseconds * plan.TrainShare);
        long tested = window.Length.Nanoseconds - first;
        long gap = plan.Purge.Nanoseconds + plan.Embargo.Nanoseconds;
        if (first - gap <= 0 || tested < plan.Splits) { throw new ArgumentException($"A window of {Text(window.Length.Nanoseconds)} has no room for {plan.Splits} tests behind a training of {Text(first)}, of which purge and embargo take {Text(gap)}."); }

        List<WalkForwardSplit> splits = [];
        for (int i = 0; i < plan.Splits; i++)
        {
            Timestamp begin = window.Start + new Duration(first + (long)((Int128)tested * i / plan.Splits));
            Timestamp end = window.Start + new Duration(first + (long)((Int128)tested * (i + 1) / plan.Splits));
            Timestamp trainStart = plan.IsAnchored ? window.Start : begin - new Duration(first);
            splits.Add(new(new(trainStart, begin - new Duration(gap)), new(begin, end)));
        }

        return splits;
    }

    // In the largest unit of which there is one.
    private static string Text(long nanoseconds)
    {
        TimeSpan time = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        (double value, string unit) = time switch
        {
            { TotalDays: >= 1 } => (time.TotalDays, "days"),
            { TotalHours: >= 1 } => (time.TotalHours, "hours"),
            { TotalMinutes: >= 1 } => (time.TotalMinutes, "minutes"),
            _ => (time.TotalSeconds, "seconds"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {unit}");
    }

    /// <summary>
    /// Annualised return out of sample over that in sample: 1 is a choice that kept its promise. Null when there was no promise, a return in sample
    /// that is not above 0. R. Pardo, "The Evaluation and Optimization of Trading Strategies", 2nd ed., 2008, ch. 11.
    /// </summary>
    public static double? Efficiency(double inSampleAnnual, double outOfSampleAnnual) => inSampleAnnual > 0 ? outOfSampleAnnual / inSampleAnnual : null;

    /// <summary>A total return as one a year, compounded; -1 when all was lost.</summary>
    public static double Annualised(double totalReturn, double years)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(years);
        return totalReturn <= -1 ? -1 : Math.Pow(1 + totalReturn, 1 / years) - 1;
    }
}
