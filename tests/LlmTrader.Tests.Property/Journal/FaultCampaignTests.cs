using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using LlmTrader.Persistence.Journal;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>
/// Torn writes, reordered and dropped sectors, failed and lying syncs, full disks, short reads, flipped bits, an <c>in</c> that is cut between
/// blocks while <c>out</c> or a snapshot tells of more, and a lost <c>pruned.json</c>: 2,000
/// journals (100,000 with LLMTRADER_LONG=1), each crashed up to three times. Every crash ends in the verdict that a plain twin
/// gives, nothing that was recorded as durable goes silently, and every journal goes on.
/// </summary>
public sealed class FaultCampaignTests(ITestOutputHelper output)
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 100_000 : 2_000;

    [Fact]
    public void Every_crash_ends_in_the_right_verdict_and_the_journal_goes_on()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("LLMTRADER_FAULT_SEED"), CultureInfo.InvariantCulture, out int only))
        {
            using FaultCase single = new(only);
            single.Run();
            return;
        }

        var clock = Stopwatch.StartNew();
        ConcurrentBag<string> failures = [];
        long[] told = new long[3];
        long[] verdicts = new long[Enum.GetValues<RecoveryVerdict>().Length];
        Parallel.For(0, Cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (seed, loop) =>
        {
            try
            {
                using FaultCase run = new(seed);
                run.Run();
                foreach (RecoveryVerdict verdict in run.Verdicts) { Interlocked.Increment(ref verdicts[(int)verdict]); }
                Interlocked.Add(ref told[0], run.Told.OutEnd);
                Interlocked.Add(ref told[1], run.Told.Snapshot);
                Interlocked.Add(ref told[2], run.Told.Pruned);
            }
            catch (Exception error)
            {
                failures.Add($"seed {seed}: {error}");
                if (failures.Count > 10) { loop.Stop(); }
            }
        });
        output.WriteLine($"{Cases} journals in {clock.Elapsed.TotalSeconds:F1} s: " + string.Join(", ", Enum.GetValues<RecoveryVerdict>().Select(verdict => $"{verdict} {verdicts[(int)verdict]}")) + $"; told by out's end mark {told[0]}, by a snapshot {told[1]}, by the first block behind a lost pruned.json {told[2]}");
        Assert.True(failures.IsEmpty, string.Join('\n', failures));
        Assert.All(verdicts, count => Assert.True(count > 20, "Each verdict ought to come up."));
        Assert.All(told, count => Assert.True(count > 20, "What lies beside in ought to be needed."));
    }

    // Out records that were rescued out of a cut block counted as durable before they were written again.
    [Theory]
    [InlineData(7204)]
    [InlineData(22760)]
    [InlineData(24628)]
    [InlineData(78967)]
    [InlineData(98340)]
    public void A_seed_that_failed_once_stays(int seed)
    {
        using FaultCase run = new(seed, hasBeside: false);
        run.Run();
        Assert.NotEmpty(run.Verdicts);
    }
}
