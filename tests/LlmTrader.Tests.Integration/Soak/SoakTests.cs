using System.Globalization;
using LlmTrader.Tests.Integration.Cli;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>
/// An engine process for a while on a loopback venue that publishes 20,000 messages a second (5,000 where there are two cores, which venue,
/// engine and the other tests share). Two minutes; the hour that a change of the edge should see is
/// <c>LLMTRADER_SOAK_MINUTES=60 dotnet test tests/LlmTrader.Tests.Integration -c Release --filter FullyQualifiedName~SoakTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    /// <summary>What the edge may allocate a second at 20,000 messages a second (DESIGN.md, contract 7).</summary>
    internal const double MostAllocated = 1e6;

    private const double LongestPause = 1e-3;

    // Above this a sleeper wakes up too late, by its 99th percentile in seconds, for anything to be said of times.
    private const double QuietMachine = 5e-3;

    // The heap's own size comes and goes by its youngest generation; what stays behind with each message would be far more.
    private const double ResidentSlack = 32 << 20;

    private static readonly int Minutes = int.Parse(Environment.GetEnvironmentVariable("LLMTRADER_SOAK_MINUTES") ?? (Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? "60" : "0"), CultureInfo.InvariantCulture);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(Minutes > 0 ? 120 : 30);

    private static readonly TimeSpan Measured = Minutes > 0 ? TimeSpan.FromMinutes(Minutes) : TimeSpan.FromSeconds(75);

    private static int Rate => Environment.ProcessorCount <= 2 ? 5_000 : 20_000;

    [Fact]
    public async Task Garbage_and_memory_stay_within_their_budget()
    {
        await using SoakRun run = await SoakRun.StartAsync(Rate);
        using SoakHelper hiccups = new("soak-hiccups");
        await hiccups.LineAsync();
        await Task.Delay(WarmUp);
        await run.ResetLatenciesAsync();
        List<SoakMetrics> samples = [await run.MetricsAsync()];
        TimeSpan interval = Measured / 15;
        while (samples.Count <= 15)
        {
            await Task.Delay(interval);
            samples.Add(await run.MetricsAsync());
            Tell(samples[^2], samples[^1]);
        }

        string[] hiccup = await hiccups.EndAsync();
        (long published, double latestMs) = await run.EndVenueAsync();
        (SoakMetrics first, SoakMetrics last) = (samples[0], samples[^1]);
        double seconds = (last.Taken - first.Taken).TotalSeconds;
        (double messages, double allocated) = ((last.FeedMessages - first.FeedMessages) / seconds, (last.Allocated - first.Allocated) / seconds);
        (double pause, double idle) = (last.Latency("gc_pause", "0.99"), double.Parse(hiccup[0], CultureInfo.InvariantCulture) / 1e9);
        double idleMost = double.Parse(hiccup[2], CultureInfo.InvariantCulture) / 1e9;
        double pauses = last.Collections(0) - first.Collections(0);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{messages:F0} messages/s of {Rate}, {allocated / 1e6:F2} MB/s, {allocated / messages:F1} B a message, {pauses} pauses p99 {1e3 * pause:F2} ms; idle hiccup p99 {1e3 * idle:F2} ms, most {1e3 * idleMost:F0} ms; {published} published, {latestMs:F0} ms late at most"));

        ProcessResult stopped = await run.StopAsync();
        Assert.True(stopped.ExitCode == 0, stopped.Output + stopped.Error);
        Assert.Equal(first.Collections(2), last.Collections(2));
        Assert.True(allocated <= MostAllocated, $"{allocated / 1e6:F2} MB/s");
        Assert.True(Growth(samples) <= ResidentSlack, $"{Growth(samples) / (1 << 20):F1} MiB");
        if (idle > QuietMachine) { output.WriteLine("The machine is too busy to judge pauses, losses and the rate: a thread that sleeps wakes up too late."); }
        else
        {
            // A collection waits for threads, and those for their turn; of fewer than a hundred pauses the 99th percentile is the longest.
            Assert.True(pause <= LongestPause + (pauses < 100 ? idleMost : idle), $"{1e3 * pause:F2} ms in {pauses} pauses");
            Assert.Equal(0, last.Losses);
            Assert.True(messages >= 0.9 * Rate, $"{messages:F0} messages/s: the machine does not keep up.");
        }

        await ProveAsync(run);
    }

    // The journal is sound, and replays to what was traded.
    private static async Task ProveAsync(SoakRun run)
    {
        ProcessResult verified = await run.CommandAsync(Measured + TimeSpan.FromMinutes(5), "journal", "verify", run.Journal);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        ProcessResult replayed = await run.CommandAsync(Measured + TimeSpan.FromMinutes(5), "replay", "--journal", run.Journal, "--verify");
        Assert.True(replayed.ExitCode == 0, replayed.Output + replayed.Error);
    }

    // Between the middles of the first and the last third: single readings go up and down with the youngest generation.
    private static double Growth(List<SoakMetrics> samples)
    {
        int third = samples.Count / 3;
        return samples.TakeLast(third).Select(sample => sample.Resident).Order().ElementAt(third / 2) - samples.Take(third).Select(sample => sample.Resident).Order().ElementAt(third / 2);
    }

    private void Tell(SoakMetrics before, SoakMetrics now)
    {
        double seconds = (now.Taken - before.Taken).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{now.Taken:HH:mm:ss} {(now.FeedMessages - before.FeedMessages) / seconds:F0} messages/s, {(now.Allocated - before.Allocated) / seconds / 1e6:F2} MB/s, collections {now.Collections(0)}/{now.Collections(1)}/{now.Collections(2)}, resident {now.Resident / (1 << 20):F1} MiB, decision p99 {1e6 * now.Latency("decision", "0.99"):F0} us, losses {now.Losses}"));
    }
}
