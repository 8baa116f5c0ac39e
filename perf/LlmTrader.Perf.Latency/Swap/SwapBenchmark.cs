using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>One campaign and the replay of its journal.</summary>
public sealed record SwapRun(SwapCampaignResult Campaign, SwapReplayResult Replay)
{
    /// <summary>What was lost, doubled or came out otherwise; null when nothing was.</summary>
    public string? Finding =>
        Campaign.Problem
        ?? Replay.Difference
        ?? (Replay.StateHash != Campaign.StateHash ? $"the replay ends with StateHash {Replay.StateHash}, the run ended with {Campaign.StateHash}" : null)
        ?? (Replay.MarketEvents != Campaign.Fed ? $"{Campaign.Fed} market events were fed, the journal has {Replay.MarketEvents}" : null)
        ?? (Campaign.Activated != Campaign.Swaps ? $"{Campaign.Activated} of {Campaign.Swaps} swaps were done" : null);
}

/// <param name="Runs">One after the other.</param>
/// <param name="IdleHiccups">How late an idle thread is woken on this machine, before the runs.</param>
/// <param name="Cores">Of this machine.</param>
public sealed record SwapBenchmarkResult(IReadOnlyList<SwapRun> Runs, LatencySummary IdleHiccups, int Cores);

/// <summary>What a swap costs the running engine, and what it leaves behind.</summary>
public static class SwapBenchmark
{
    /// <summary>Bytes of garbage that one staging may make.</summary>
    public const long GarbageGoal = 1 << 20;

    /// <summary>Bytes by which the process may grow from the end of the warm-up (swap 1,000 of a long campaign) to the last swap.</summary>
    public const long ResidentGoal = 32 << 20;

    /// <param name="campaigns">To run, in this order.</param>
    /// <param name="newJournal">Gives each campaign a journal to write and then to read.</param>
    /// <param name="onSwap">Hears of progress as (done, all); may end it by an exception.</param>
    /// <param name="cancel">Ends a replay early.</param>
    public static SwapBenchmarkResult Run(IReadOnlyList<SwapCampaignOptions> campaigns, Func<ISwapJournal> newJournal, Action<int, int>? onSwap = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(campaigns);
        ArgumentNullException.ThrowIfNull(newJournal);
        LatencyHistogram idle = LatencyHistogram.OfNanoseconds();
        List<SwapRun> runs = [];
        Rehearse(newJournal);
        int all = campaigns.Sum(campaign => campaign.Swaps), done = 0;
        foreach (SwapCampaignOptions options in campaigns)
        {
            using (HiccupMeter hiccups = HiccupMeter.Start())
            {
                Thread.Sleep(200);
                idle.Add(hiccups.Stop());
            }

            using ISwapJournal journal = newJournal();
            SwapCampaignResult campaign = new SwapCampaign(options, journal.Write()).Run((swap, _) => onSwap?.Invoke(done + swap, all));
            using IJournalReader reader = journal.Read();
            runs.Add(new SwapRun(campaign, SwapReplay.Run(reader, cancel)));
            done += options.Swaps;
        }

        return new SwapBenchmarkResult(runs, LatencySummary.From(idle), Environment.ProcessorCount);
    }

    // What runs for the first time is slower, and the runtime's own profiling of it allocates once or twice.
    private static void Rehearse(Func<ISwapJournal> newJournal)
    {
        SwapCampaignOptions options = new() { Swaps = 200, Rate = 0, Pause = TimeSpan.Zero };
        using ISwapJournal journal = newJournal();
        new SwapCampaign(options, journal.Write()).Run();
    }
}

/// <summary>A journal that is written once, then read, and gone when disposed of.</summary>
public interface ISwapJournal : IDisposable
{
    IJournal Write();

    /// <summary>After the writer was completed.</summary>
    IJournalReader Read();
}
