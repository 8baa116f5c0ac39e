using System.Diagnostics;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>Two cores and what a message from one to the other and back costs.</summary>
public sealed record CorePair(int First, int Second, double RoundTripNs);

/// <summary>
/// Measures which cores are near each other: two pinned threads pass a number to and fro. Cores of one cache complex
/// answer several times faster than those of two, and a benchmark that does not know where it ran can't be repeated.
/// </summary>
public static class CoreProbe
{
    /// <summary>All pairs of n cores cost n(n-1)/2 measurements; with 8 that is some 30 ms.</summary>
    public const int MaxCores = 8;

    private const int Rounds = 5;
    private const int TripsPerRound = 1_000;
    private const int SpinsBeforeYield = 20_000;   // The partner lost its core; let others run.

    // Far apart, so that the two threads share only the line that is meant to travel.
    private const int PingIndex = 16;
    private const int PongIndex = 48;
    private const int Words = 64;

    /// <summary>Every pair of the first <see cref="MaxCores"/> allowed cores, nearest first; empty where threads can't be pinned.</summary>
    public static IReadOnlyList<CorePair> Measure() => Measure(CorePlacement.AllowedCores());

    /// <summary>Every pair of the first <see cref="MaxCores"/> of <paramref name="among"/>, nearest first.</summary>
    public static IReadOnlyList<CorePair> Measure(IReadOnlyList<int> among)
    {
        int[] cores = [.. among.Take(MaxCores)];
        var pairs = new List<CorePair>();
        for (int first = 0; first < cores.Length; first++)
        {
            for (int second = first + 1; second < cores.Length; second++)
            {
                pairs.Add(new CorePair(cores[first], cores[second], RoundTrip(cores[first], cores[second])));
            }
        }

        return [.. pairs.OrderBy(pair => pair.RoundTripNs)];
    }

    /// <summary>
    /// A chain of <paramref name="length"/> different cores in which neighbours are near: the nearest pair, then each time
    /// the core that is nearest to the last one. Empty if there are too few cores.
    /// </summary>
    /// <param name="pairs">From <see cref="Measure"/>.</param>
    /// <param name="length">At least 2.</param>
    public static IReadOnlyList<int> Chain(IReadOnlyList<CorePair> pairs, int length)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        if (pairs.Count == 0) { return []; }
        CorePair nearest = pairs.MinBy(pair => pair.RoundTripNs)!;
        var chain = new List<int> { nearest.First, nearest.Second };
        while (chain.Count < length)
        {
            int last = chain[^1];
            CorePair? link = pairs
                .Where(pair => (pair.First == last && !chain.Contains(pair.Second)) || (pair.Second == last && !chain.Contains(pair.First)))
                .MinBy(pair => pair.RoundTripNs);
            if (link is null) { return []; }
            chain.Add(link.First == last ? link.Second : link.First);
        }

        return chain;
    }

    /// <summary>Nanoseconds from one core to the other and back. The best of several rounds: other load can only make a round slower.</summary>
    public static double RoundTrip(int first, int second)
    {
        long[] words = new long[Words];
        var echo = new Thread(() =>
        {
            CorePlacement.TryPinCurrentThread(second);
            for (long trip = 1; trip <= Rounds * TripsPerRound; trip++)
            {
                Await(ref words[PingIndex], trip);
                Volatile.Write(ref words[PongIndex], trip);
            }
        }) { IsBackground = true, Name = "probe-echo" };

        double best = double.MaxValue;
        var origin = new Thread(() =>
        {
            CorePlacement.TryPinCurrentThread(first);
            long trip = 0;
            for (int round = 0; round < Rounds; round++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < TripsPerRound; i++)
                {
                    Volatile.Write(ref words[PingIndex], ++trip);
                    Await(ref words[PongIndex], trip);
                }

                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / TripsPerRound);
            }
        }) { IsBackground = true, Name = "probe-origin" };

        echo.Start();
        origin.Start();
        origin.Join();
        echo.Join();
        return best;
    }

    private static void Await(ref long word, long value)
    {
        int spins = 0;
        while (Volatile.Read(ref word) != value)
        {
            if (++spins > SpinsBeforeYield) { Thread.Yield(); }
        }
    }
}
