using System.Runtime.InteropServices;
using LlmTrader.Engine.Ring;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>
/// The ring against System.Threading.Channels, BlockingCollection, a lock and external peers, and the slot layouts against each other:
/// those that are compared take turns within each run, so that whatever else the machine does meets all of them. Prints nothing; the
/// caller has the records.
/// </summary>
public static class RingBenchmark
{
    // Below this, producer and stages share cores, and a spinning one would keep the others from working.
    private const int CoresToSpin = 4;

    // A method's last form comes some 100 ms after its thirtieth call; one pass would leave the first runs without it.
    private const int WarmUpPasses = 3;

    /// <summary>Runs everything; some two seconds per run on four free cores, and a second more for each figure of a peer.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="onRun">Told before each run: its number (0 is the warm-up) and how many there are.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">A scenario lost or tore an event.</exception>
    /// <exception cref="RingPeerException">A peer failed.</exception>
    public static RingBenchmarkResult Run(RingBenchmarkOptions? options = null, Action<int, int>? onRun = null)
    {
        options ??= new RingBenchmarkOptions();
        options.Validate();
        Func<IWaitStrategy> newWaitStrategy = WaitStrategy(options.Wait);
        RingContests contests = new(options, newWaitStrategy);
        IReadOnlyList<RingContest> all = contests.All();
        Dictionary<string, List<double>> runs = all.SelectMany(Figures).ToDictionary(figure => figure.Name, _ => new List<double>(options.Runs));
        var placements = new List<RunPlacement>();

        for (int run = 0; run <= options.Runs; run++)
        {
            onRun?.Invoke(run, options.Runs);
            foreach (RingContest contest in all)
            {
                RunPlacement placement = Hold(contest, run, runs);
                if (run > 0) { placements.Add(placement); }
            }
        }

        return new RingBenchmarkResult(
            options,
            Environment.ProcessorCount,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}",
            newWaitStrategy().GetType().Name,
            contests.Peers,
            placements,
            [.. all.SelectMany(contest => Figures(contest).Select(figure =>
                new RingSeries(new Measurement(figure.Name, figure.Unit, figure.Better, runs[figure.Name]), contest.Name, figure.Description)))],
            [.. all.SelectMany(contest => Ratios(contest, runs, [.. placements.Where(placement => placement.Contest == contest.Name)]))]);
    }

    private static Func<IWaitStrategy> WaitStrategy(RingWait wait)
    {
        if (Environment.ProcessorCount < CoresToSpin) { return () => new BlockingWaitStrategy(); }
        return wait == RingWait.Spinning ? () => new BusySpinWaitStrategy() : () => new YieldingWaitStrategy();
    }

    // Probed again before each contest: on a virtual machine the host may have moved the cores.
    private static RunPlacement Hold(RingContest contest, int run, Dictionary<string, List<double>> runs)
    {
        IReadOnlyList<CorePair> pairs = CoreProbe.Measure();
        var placement = new RunPlacement(run, contest.Name, pairs.Count > 0 ? pairs[0] : null, CoreProbe.Chain(pairs, RingContests.ChainLength));
        for (int turn = 0; turn < contest.Entrants.Count; turn++)
        {
            RingEntrant entrant = contest.Entrants[(turn + run) % contest.Entrants.Count];   // Another one first each time: nobody has the best place.
            if (run == 0)
            {
                for (int pass = 0; entrant.WarmsUp && pass < WarmUpPasses; pass++) { entrant.Measure(placement); }
                continue;
            }

            IReadOnlyList<double> values = entrant.Measure(placement);
            for (int i = 0; i < values.Count; i++) { runs[entrant.Figures[i].Name].Add(values[i]); }
        }

        return placement.Pair is { } pair ? placement with { RoundTripAfterNs = CoreProbe.RoundTrip(pair.First, pair.Second) } : placement;
    }

    private static IEnumerable<RingRatio> Ratios(RingContest contest, Dictionary<string, List<double>> runs, IReadOnlyList<RunPlacement> placements)
    {
        foreach (RingFigure figure in Figures(contest))
        {
            if (figure.Rival is not { } ours) { continue; }
            double[] ratios = [.. runs[ours].Zip(runs[figure.Name], (our, their) => figure.Better == Better.Higher ? our / their : their / our)];
            yield return new RingRatio(ours, figure.Name, ratios, [.. ratios.Where((_, run) => placements[run].IsClean)]);
        }
    }

    private static IEnumerable<RingFigure> Figures(RingContest contest) => contest.Entrants.SelectMany(entrant => entrant.Figures);
}
