using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>
/// How the daily profits of two runs differ: those of B less those of A, paired by UTC day. A day's profit is the change of
/// equity over (00:00, 24:00] in units of the currency, not a share of it: the days are those whose relative changes the
/// daily Sharpe ratio is made of, and the differences of all days add up to the difference of the net profits.
/// </summary>
public sealed record DailyDifference
{
    /// <summary>
    /// Below this many common days there is no interval: it would hold the true mean far less often than it says (of ten
    /// independent normal days, in 79 % and not 95 %). As many as returns need to be daily.
    /// </summary>
    public const int MinDays = EquityCurve.MinDays;

    /// <summary>Of the bootstrap.</summary>
    public const int Resamples = 10_000;

    // Of the sorted means, as many lie outside on each side as 2.5 % are, less one: the limits themselves are inside.
    private const int Outside = Resamples / 40;
    private const ulong Seed = 1994;

    /// <summary>Days that both runs have; the first and the last may be cut by the data.</summary>
    public required int Days { get; init; }

    /// <summary>The first of them, such as 2024-01-31; null without any.</summary>
    public required string? FirstDay { get; init; }

    public required string? LastDay { get; init; }

    /// <summary>Days on which B earned more than A.</summary>
    public required int DaysBetter { get; init; }

    /// <summary>Days on which B earned less than A.</summary>
    public required int DaysWorse { get; init; }

    /// <summary>The mean of the differences, ties to even at 10^-8; null without days.</summary>
    public required decimal? Mean { get; init; }

    /// <summary>
    /// The lower limit of the mean's 95 % interval: the percentile interval (B. Efron, R. J. Tibshirani, An Introduction to
    /// the Bootstrap, 1993, chapter 13) of <see cref="StationaryBootstrap"/>, between the 250th smallest and the 250th
    /// largest of 10,000 resampled means. Null where <see cref="NoInterval"/> says why.
    /// </summary>
    public required decimal? Lower { get; init; }

    /// <summary>The upper limit; see <see cref="Lower"/>.</summary>
    public required decimal? Upper { get; init; }

    /// <summary>
    /// P(B &gt; A): the share of the resampled means above 0, those equal to 0 counted half. It says how often the days of
    /// this run, drawn again, favour B; it is no forecast. Null without an interval.
    /// </summary>
    public required double? ProbabilityBetter { get; init; }

    /// <summary>Mean length of the bootstrap's blocks in days (<see cref="StationaryBootstrap.BlockLength"/>); null without an interval.</summary>
    public required int? BlockDays { get; init; }

    /// <summary>Why there is no interval; null when there is one.</summary>
    public required string? NoInterval { get; init; }

    /// <summary>Whether no day differs.</summary>
    public bool IsZero => DaysBetter == 0 && DaysWorse == 0;

    /// <summary>Compares two series, each by ascending day. A day that only one of them has is left out.</summary>
    public static DailyDifference Between(IReadOnlyList<DailyProfit> a, IReadOnlyList<DailyProfit> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        (List<long> differences, long first, long last) = Pair(a, b);
        int days = differences.Count;
        DailyDifference plain = new()
        {
            Days = days,
            FirstDay = days > 0 ? DayText(first) : null,
            LastDay = days > 0 ? DayText(last) : null,
            DaysBetter = differences.Count(difference => difference > 0),
            DaysWorse = differences.Count(difference => difference < 0),
            Mean = days > 0 ? Units(Sum(differences), days) : null,
            Lower = null,
            Upper = null,
            ProbabilityBetter = null,
            BlockDays = null,
            NoInterval = days < MinDays ? $"the runs have {days} days in common; an interval needs {MinDays}" : null,
        };
        return days < MinDays ? plain : plain.WithInterval([.. differences]);
    }

    private DailyDifference WithInterval(long[] differences)
    {
        int days = differences.Length;
        int block = StationaryBootstrap.BlockLength(days);
        Int128[] sums = StationaryBootstrap.SortedSums(differences, block, Resamples, Seed);
        int above = sums.Count(sum => sum > 0);
        int equal = sums.Count(sum => sum == 0);
        return this with
        {
            Lower = Units(sums[Outside - 1], days),
            Upper = Units(sums[^Outside], days),
            ProbabilityBetter = ((2L * above) + equal) / (2.0 * Resamples),
            BlockDays = block,
        };
    }

    private static (List<long> Differences, long First, long Last) Pair(IReadOnlyList<DailyProfit> a, IReadOnlyList<DailyProfit> b)
    {
        var differences = new List<long>();
        (long first, long last) = (0, 0);
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            long day = a[i].Day;
            if (day < b[j].Day) { i++; continue; }
            if (day > b[j].Day) { j++; continue; }
            if (differences.Count == 0) { first = day; }
            last = day;
            differences.Add(checked((long)(b[j++].ProfitRaw - a[i++].ProfitRaw)));
        }

        return (differences, first, last);
    }

    private static Int128 Sum(List<long> values)
    {
        Int128 sum = 0;
        foreach (long value in values) { sum += value; }
        return sum;
    }

    private static decimal Units(Int128 sumRaw, int count) => (decimal)Rounding.HalfEven(sumRaw, count) * 0.00000001m;

    private static string DayText(long day) => new Timestamp(checked(day * Duration.FromDays(1).Nanoseconds)).ToString()[..10];
}
