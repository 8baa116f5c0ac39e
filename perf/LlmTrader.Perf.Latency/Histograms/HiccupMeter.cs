namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>
/// Measures what the platform itself adds: a thread that does nothing but sleep for a fixed interval, and a histogram
/// of how much too late it woke up, in ns. The idle figure to put beside every tail.
/// </summary>
/// <remarks>
/// As jHiccup: a stall of many intervals counts once for each interval in it, as it would have hit work arriving at
/// that rate. Unlike jHiccup, the shortest delay seen is not taken off: the timer's constant slack stays visible as
/// <see cref="LatencyHistogram.Min"/>, because every blocking wait pays it as well. The thread never spins.
/// </remarks>
public sealed class HiccupMeter : IDisposable
{
    private readonly LatencyHistogram _histogram = LatencyHistogram.OfNanoseconds();
    private readonly int _intervalMilliseconds;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    private HiccupMeter(int intervalMilliseconds)
    {
        _intervalMilliseconds = intervalMilliseconds;
        _thread = new Thread(Run) { IsBackground = true, Name = "hiccup-meter" };
    }

    /// <summary>Starts a meter on a thread of its own.</summary>
    /// <param name="intervalMilliseconds">Time to sleep, 1 to 1000 ms; whole ms are what a sleep can keep.</param>
    public static HiccupMeter Start(int intervalMilliseconds = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervalMilliseconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intervalMilliseconds, 1_000);
        var meter = new HiccupMeter(intervalMilliseconds);
        meter._thread.Start();
        return meter;
    }

    /// <summary>Ends the thread (within about an interval) and returns what it measured; again: the same histogram.</summary>
    public LatencyHistogram Stop()
    {
        _isStopping = true;
        _thread.Join();
        return _histogram;
    }

    /// <summary>Stops the meter.</summary>
    public void Dispose() => Stop();

    private void Run()
    {
        long intervalNs = _intervalMilliseconds * 1_000_000L;
        RecordOneSleep(intervalNs);
        _histogram.Reset();   // The first round paid for compiling the code.
        while (!_isStopping) { RecordOneSleep(intervalNs); }
    }

    private void RecordOneSleep(long intervalNs)
    {
        long start = ExternalClock.NowTicks;
        Thread.Sleep(_intervalMilliseconds);
        long elapsedNs = ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - start);

        // A sleep may end a little early, by the rounding of the timer: no hiccup.
        _histogram.RecordWithExpectedInterval(Math.Max(elapsedNs - intervalNs, 0), intervalNs);
    }
}
