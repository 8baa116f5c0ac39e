using System.Numerics;

namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>
/// The probability of backtest overfitting by combinatorially symmetric cross-validation: D. H. Bailey, J. Borwein, M. López de Prado and
/// Q. J. Zhu, "The Probability of Backtest Overfitting", J. of Computational Finance 20(4), 2017 (SSRN 2326253). Time is cut into S blocks;
/// each choice of S/2 of them is once what a search sees, and the rest what comes of what it chose. The measure is the Sharpe ratio.
/// </summary>
public static class BacktestOverfitting
{
    /// <summary>20 blocks are 184,756 splits; more cost time and tell nothing new.</summary>
    public const int MaxBlocks = 20;

    // A variance below this share of the mean square is what rounding leaves of returns that do not vary.
    private const double Noise = 1e-12;

    /// <summary>
    /// Estimates it. Of equally good ones in one half the first is chosen; ranks of equals in the other are their mean. Where the periods are
    /// no multiple of the blocks, the oldest are left out.
    /// </summary>
    /// <param name="trials">Returns of each trial, all over the same periods; at least two trials.</param>
    /// <param name="blocks">S: even, from 2 to <see cref="MaxBlocks"/>; 10 give 252 splits, 16 give 12,870.</param>
    public static OverfittingEstimate Estimate(IReadOnlyList<IReadOnlyList<double>> trials, int blocks)
    {
        ArgumentNullException.ThrowIfNull(trials);
        if (blocks < 2 || blocks > MaxBlocks || blocks % 2 != 0) { throw new ArgumentOutOfRangeException(nameof(blocks), blocks, $"Blocks are even and from 2 to {MaxBlocks}."); }
        if (trials.Count < 2) { throw new ArgumentException("Overfitting is a matter of choice: it takes two trials at least.", nameof(trials)); }
        int periods = trials[0].Count;
        if (periods < 2 * blocks) { throw new ArgumentException($"{blocks} blocks need at least {2 * blocks} periods; there are {periods}.", nameof(trials)); }
        if (trials.Any(trial => trial.Count != periods)) { throw new ArgumentException("The trials are not of the same periods.", nameof(trials)); }

        BlockMoments[][] moments = [.. trials.Select(trial => Blocks(trial, blocks))];
        List<double> logits = [];
        var inside = new double[trials.Count];
        var outside = new double[trials.Count];
        int worse = 0;
        int losing = 0;
        uint all = (1u << blocks) - 1;
        for (uint chosen = (1u << (blocks / 2)) - 1; chosen <= all; chosen = NextOfSameSize(chosen))
        {
            for (int trial = 0; trial < moments.Length; trial++)
            {
                inside[trial] = Ratio(moments[trial], chosen);
                outside[trial] = Ratio(moments[trial], all & ~chosen);
            }

            int best = Array.IndexOf(inside, inside.Max());
            double place = Rank(outside, best) / (trials.Count + 1);
            double logit = Math.Log(place / (1 - place));
            if (logit <= 0) { worse++; }
            if (outside[best] < 0) { losing++; }
            logits.Add(logit);
        }

        return new((double)worse / logits.Count, (double)losing / logits.Count, logits);
    }

    private static BlockMoments[] Blocks(IReadOnlyList<double> returns, int blocks)
    {
        int length = returns.Count / blocks;
        int skipped = returns.Count - (length * blocks);
        var result = new BlockMoments[blocks];
        for (int block = 0; block < blocks; block++)
        {
            double sum = 0;
            double squares = 0;
            for (int i = skipped + (block * length); i < skipped + ((block + 1) * length); i++)
            {
                sum += returns[i];
                squares += returns[i] * returns[i];
            }

            result[block] = new(length, sum, squares);
        }

        return result;
    }

    private static double Ratio(BlockMoments[] blocks, uint chosen)
    {
        int n = 0;
        double sum = 0;
        double squares = 0;
        for (uint rest = chosen; rest != 0; rest &= rest - 1)
        {
            BlockMoments block = blocks[BitOperations.TrailingZeroCount(rest)];
            n += block.Count;
            sum += block.Sum;
            squares += block.Squares;
        }

        double mean = sum / n;
        double variance = (squares - (sum * mean)) / (n - 1);
        return variance <= Noise * squares / n ? SharpeSample.Unvarying(mean) : mean / Math.Sqrt(variance);
    }

    // 1 is the worst.
    private static double Rank(double[] values, int index)
    {
        int below = 0;
        int same = 0;
        foreach (double value in values)
        {
            if (value < values[index]) { below++; }
            else if (value == values[index]) { same++; }
        }

        return below + ((same + 1) / 2.0);
    }

    // The next larger number with as many bits set (R. W. Gosper). Beyond the last choice it is above `all`.
    private static uint NextOfSameSize(uint bits)
    {
        uint lowest = bits & (~bits + 1);
        uint carried = bits + lowest;
        return carried | (((bits ^ carried) >> 2) / lowest);
    }

    private readonly record struct BlockMoments(int Count, double Sum, double Squares);
}
