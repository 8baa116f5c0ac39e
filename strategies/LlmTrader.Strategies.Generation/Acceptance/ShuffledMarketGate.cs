using System.Globalization;
using System.Runtime.ExceptionServices;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// Runs a candidate on markets whose bars follow one another in another order. Rules that live on that order do worse there; the others
/// were lucky with the drift. Out of sample, since in sample the candidate was chosen for this very order.
/// </summary>
internal sealed class ShuffledMarketGate(IMarketHistory history, HistoryWindow window, AcceptanceThresholds thresholds, int parallelism)
{
    // Looked at between batches, of one size on every machine, so that an early end is the same everywhere.
    private const int Batch = 50;

    public Gate Ask(RuleDocument rules, BacktestOutcome original, ulong seed, CancellationToken cancel)
    {
        double ratio = Ratio(original);
        int all = thresholds.Permutations;
        var permuted = new double[all];
        int done = 0;
        while (done < all)
        {
            int end = Math.Min(all, done + Batch);
            if (RunAll(rules, seed, permuted, done, end, cancel) is { } refused) { return Gate.Of(GateNames.Permutation, null, GateComparison.AtMost, thresholds.PermutationP, refused); }
            done = end;
            int asGood = permuted.AsSpan(0, done).ToArray().Count(one => one >= ratio);
            double least = (1.0 + asGood) / (all + 1.0);
            if (done < all && least > thresholds.PermutationP)
            {
                return Result(least, $"ended after {Count(done)} of {Count(all)} shuffled markets: {Count(asGood)} were as good, so that p is no less than this");
            }
        }

        double p = PermutationTest.PValue(ratio, permuted);
        return Result(p, $"of {Count(all)} shuffled markets the rules are as good in {Count((long)Math.Round((p * (all + 1)) - 1))}, by the Sharpe ratio out of sample");
    }

    // Null, or why the market can't be shuffled for these rules.
    private string? RunAll(RuleDocument rules, ulong seed, double[] permuted, int first, int end, CancellationToken cancel)
    {
        try
        {
            Parallel.For(first, end, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancel }, i =>
            {
                BacktestOutcome one = history.Shuffled(rules, window, SeedOf(seed, i)).Run(rules, window, BacktestCosts.Configured, cancel);
                permuted[i] = one.Failure is null ? Ratio(one) : double.PositiveInfinity;   // What can't be told counts against the candidate.
            });
            return null;
        }
        catch (AggregateException e)
        {
            if (e.InnerExceptions.FirstOrDefault(inner => inner is not ArgumentException) is { } unexpected) { ExceptionDispatchInfo.Throw(unexpected); }
            return e.InnerExceptions[0].Message;   // The same for every seed: it is about the rules and their bars.
        }
    }

    private Gate Result(double p, string reason) => Gate.Of(GateNames.Permutation, p, GateComparison.AtMost, thresholds.PermutationP, reason);

    private static double Ratio(BacktestOutcome outcome) => SharpeSample.Of([.. outcome.Returns]).Ratio;

    private static ulong SeedOf(ulong seed, int index)
    {
        ulong state = seed + (ulong)index;
        return Xoshiro256StarStar.SplitMix64(ref state);
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
