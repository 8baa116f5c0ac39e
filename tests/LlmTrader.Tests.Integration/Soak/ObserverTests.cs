using System.Globalization;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Integration.Cli;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>
/// What those who look at an engine do to its tail: windows without and with them in turn, so that whatever else the machine does falls
/// on both. A long run: <c>LLMTRADER_LONG=1 LLMTRADER_SOAK_MINUTES=30 dotnet test tests/LlmTrader.Tests.Integration -c Release
/// --filter FullyQualifiedName~ObserverTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class ObserverTests(ITestOutputHelper output)
{
    private const int Rate = 20_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    private static readonly int Minutes = int.Parse(Environment.GetEnvironmentVariable("LLMTRADER_SOAK_MINUTES") ?? "30", CultureInfo.InvariantCulture);

    // A collection holds the process up for as long at most.
    private const double LongestPause = 1e6;

    // In ns: of the engine's decisions, of a sleep in a process of its own meanwhile, and of collections; garbage in bytes a second.
    private readonly record struct Tail(double Decision99, double Decision999, double Idle99, double Idle999, double Pause99, double Pauses, double Garbage);

    [SkippableFact]
    public async Task The_tail_changes_at_most_twice_as_much_as_that_of_the_idle_machine()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1", "Half an hour: set LLMTRADER_LONG=1.");
        await using SoakRun run = await SoakRun.StartAsync(Rate, ThreadingOptions.For(Environment.ProcessorCount).SpinningThreads);
        await Task.Delay(WarmUp);
        List<(Tail Quiet, Tail Observed)> pairs = [];
        while (pairs.Count * 2 * Window < TimeSpan.FromMinutes(Minutes))
        {
            Tail quiet = await MeasureAsync(run);
            Tail observed;
            await using (SoakObservers observers = new(run))
            {
                observed = await MeasureAsync(run);
                Assert.True(observers.Answers > 5 * Window.TotalSeconds && observers.Bytes > 0, $"{observers.Answers} answers, {observers.Bytes} bytes");
            }

            pairs.Add((quiet, observed));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"quiet {Text(quiet)}; observed {Text(observed)}"));
        }

        ProcessResult stopped = await run.StopAsync();
        Assert.True(stopped.ExitCode == 0, stopped.Output + stopped.Error);
        Assert.All(pairs, pair => Assert.InRange(pair.Observed.Garbage, 0, SoakTests.MostAllocated));
        Check("p99", pairs.Select(pair => (pair.Observed.Decision99 - pair.Quiet.Decision99, pair.Observed.Idle99 - pair.Quiet.Idle99)));
        double pause = Median(pairs.Select(pair => pair.Observed.Pause99));
        Assert.True(pause <= LongestPause + Median(pairs.Select(pair => pair.Observed.Idle99)), $"pauses p99 {pause / 1e3:F0} us");   // It waits for threads, and those for their turn.
        Check("p99.9", pairs.Select(pair => (pair.Observed.Decision999 - pair.Quiet.Decision999, pair.Observed.Idle999 - pair.Quiet.Idle999)));
    }

    private static async Task<Tail> MeasureAsync(SoakRun run)
    {
        using SoakHelper hiccups = new("soak-hiccups");
        await hiccups.LineAsync();
        await run.ResetLatenciesAsync();
        SoakMetrics before = await run.MetricsAsync();
        await Task.Delay(Window);
        SoakMetrics metrics = await run.MetricsAsync();
        double[] idle = [.. (await hiccups.EndAsync()).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        Assert.Equal(0, metrics.Losses);
        return new Tail(1e9 * metrics.Latency("decision", "0.99"), 1e9 * metrics.Latency("decision", "0.999"), idle[0], idle[1], 1e9 * metrics.Latency("gc_pause", "0.99"), metrics.Collections(0) - before.Collections(0), (metrics.Allocated - before.Allocated) / (metrics.Taken - before.Taken).TotalSeconds);
    }

    private static string Text(Tail tail) =>
        string.Create(CultureInfo.InvariantCulture, $"decision p99 {tail.Decision99 / 1e3:F0} us, p99.9 {tail.Decision999 / 1e3:F0} us, idle {tail.Idle99 / 1e3:F0} us, {tail.Idle999 / 1e3:F0} us, {tail.Pauses:F0} pauses p99 {tail.Pause99 / 1e3:F0} us, {tail.Garbage / 1e6:F2} MB/s");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    // The median of the pairs against how far apart the idle figures of a pair usually are.
    private void Check(string quantile, IEnumerable<(double Decision, double Idle)> changes)
    {
        (double Decision, double Idle)[] all = [.. changes];
        (double decision, double idle) = (Median(all.Select(change => change.Decision)), Median(all.Select(change => Math.Abs(change.Idle))));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{quantile}: decisions {decision / 1e3:+0;-0} us, idle {idle / 1e3:F0} us"));
        Assert.True(decision <= 2 * idle, string.Create(CultureInfo.InvariantCulture, $"{quantile} of decisions is {decision / 1e3:F0} us later, that of the idle machine changes by {idle / 1e3:F0} us"));
    }
}
