using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>How the latencies of a table's rows are used.</summary>
public enum LatencyUse : byte
{
    /// <summary>Each command and each report draws a row, by the seed and the order's id, orders of one group the same; when it is plays no part.</summary>
    Sampled = 0,

    /// <summary>The latencies of the rows around a time, in a straight line between them; before the first and after the last, theirs.</summary>
    Interpolated = 1,
}

/// <summary>One recorded order, or one quantile of many.</summary>
/// <param name="Request">When it was sent, in nanoseconds; of quantiles, the probability in 10^-6.</param>
/// <param name="Entry">From there until the venue had it, in nanoseconds; 0 or more.</param>
/// <param name="Response">From what the venue did until the answer was here, in nanoseconds; 0 or more.</param>
public readonly record struct LatencyRow(long Request, long Entry, long Response);

/// <summary>A recorded distribution of order latencies. Part of what a run's result depends on, so its rows belong in the configuration hash.</summary>
/// <remarks>
/// A recording has one row for each order, in the order of <see cref="LatencyRow.Request"/>: hftbacktest's order latency files. A table
/// of quantiles says for each probability, from 0 to 1,000,000 in 10^-6, which latency that share of orders does not exceed;
/// a draw between two rows lies in a straight line between their latencies.
/// </remarks>
public sealed record LatencyTable
{
    /// <summary>The probability 1 of a quantile.</summary>
    public const long Certain = 1_000_000;

    public const int MaxRows = 1 << 17;

    public required IReadOnlyList<LatencyRow> Rows { get; init; }

    /// <summary><see cref="LatencyRow.Request"/> is a probability, not a time.</summary>
    public bool IsQuantiles { get; init; }

    public LatencyUse Use { get; init; }

    /// <summary>Of the draws: another seed is another series of latencies.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> that names the row and what is wrong with it.</summary>
    public LatencyTable Validated()
    {
        Require(Rows.Count is >= 1 and <= MaxRows, $"needs 1 to {MaxRows} rows, but has {Rows.Count}");
        Require(!IsQuantiles || Use == LatencyUse.Sampled, "of quantiles has no times to interpolate between");
        Require(Use <= LatencyUse.Interpolated, $"can't be used as {Use}");
        for (int i = 0; i < Rows.Count; i++)
        {
            LatencyRow row = Rows[i];
            Require(row.Entry >= 0 && row.Response >= 0, $"has a negative latency in row {i + 1}");
            Require(i == 0 || row.Request > Rows[i - 1].Request || (!IsQuantiles && row.Request == Rows[i - 1].Request), $"goes back in row {i + 1}");
            bool grows = !IsQuantiles || i == 0 || (row.Entry >= Rows[i - 1].Entry && row.Response >= Rows[i - 1].Response);
            Require(grows, $"of quantiles falls in row {i + 1}");
        }

        Require(!IsQuantiles || (Rows[0].Request == 0 && Rows[^1].Request == Certain), $"of quantiles must go from probability 0 to {Certain}");
        return this;
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition) { throw new ArgumentException($"A latency table {problem}."); }
    }
}
