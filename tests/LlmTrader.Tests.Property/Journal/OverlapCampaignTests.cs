using System.Collections.Concurrent;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>
/// Mode group with its two threads, on disks that are slow, fail or fill at moments that a seed names: 300 journals (10,000 with
/// LLMTRADER_LONG=1). Durable is never ahead of what a sync covered, a failure is final and told, a completed journal is whole,
/// and a power loss at any moment leaves a whole prefix that holds everything that was durable.
/// </summary>
public sealed class OverlapCampaignTests(ITestOutputHelper output)
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10_000 : 300;

    [Fact]
    public void Whatever_the_disk_does_durable_is_what_a_sync_covered()
    {
        ConcurrentBag<string> failures = [];
        ConcurrentBag<string> ends = [];
        int losses = 0;
        Parallel.For(0, Cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (seed, loop) =>
        {
            try
            {
                using OverlapCase run = new(seed);
                run.Run();
                ends.Add(run.End);
                Interlocked.Add(ref losses, run.Losses);
            }
            catch (Exception error)
            {
                failures.Add($"seed {seed}: {error}");
                if (failures.Count > 10) { loop.Stop(); }
            }
        });
        output.WriteLine($"{Cases} journals: {string.Join(", ", ends.GroupBy(end => end).Select(group => $"{group.Key} {group.Count()}"))}; {losses} crashes lost what was not synced");
        Assert.True(failures.IsEmpty, string.Join('\n', failures));
        Assert.All(new[] { "completed", "failed", "full", "left" }, end => Assert.True(ends.Count(other => other == end) > 5, $"'{end}' ought to come up."));
        Assert.True(losses > Cases, "Crashes ought to lose something.");
    }
}
