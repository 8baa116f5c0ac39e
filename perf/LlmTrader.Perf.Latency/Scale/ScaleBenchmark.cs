using System.Diagnostics;
using System.Globalization;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>What is measured.</summary>
public sealed record ScaleOptions
{
    /// <summary>Counted runs of every point, all points in turn; a second and a half of each curve warms up.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Events of a run.</summary>
    public int Events { get; init; } = 100_000;

    /// <summary>Which curves, by <see cref="ScaleSeries.Name"/>; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];
}

/// <summary>A curve with what is wanted of it.</summary>
/// <param name="Cost">By quantity.</param>
/// <param name="What">Costs it.</param>
/// <param name="UpTo">The goal ends here.</param>
/// <param name="Exponent">Of a power law through the points up to there: 0 costs the same however many there are, 1 is in proportion to them.</param>
/// <param name="Measurements">The curve's points with every run: <c>scale.instruments.1000.event</c>.</param>
public sealed record ScaleCurve(Curve Cost, string What, double UpTo, double Exponent, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>What noise may add to a cost in proportion.</summary>
    public const double Tolerance = 0.1;

    public bool IsLinearOrBetter => Exponent <= 1 + Tolerance;
}

/// <param name="Curves">Nanoseconds of processor time by what grows.</param>
/// <param name="Memory">Bytes of the managed heap that one more takes.</param>
public sealed record ScaleResult(IReadOnlyList<ScaleCurve> Curves, IReadOnlyList<Measurement> Memory);

/// <summary>What the engine's work costs as instruments, rule sets, indicators and books grow; one thread, by processor time.</summary>
public static class ScaleBenchmark
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1.5);   // Until the code is in its final form.

    /// <param name="options">What.</param>
    /// <param name="onRun">Hears of progress as (done, all).</param>
    public static ScaleResult Run(ScaleOptions options, Action<int, int>? onRun = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ScaleSeries[] all = [.. ScaleSeries.All.Where(one => options.Only.Count == 0 || options.Only.Contains(one.Name))];
        int done = 0;
        int measurements = all.Sum(one => one.Quantities.Count) * options.Runs;
        List<ScaleCurve> curves = [];
        foreach (ScaleSeries series in all)
        {
            Func<double>[] points = [.. series.Quantities.Select(quantity => series.Prepare(quantity, options.Events))];
            List<double>[] costs = [.. points.Select(_ => new List<double>())];
            WarmUp(points);
            for (int run = 0; run < options.Runs; run++)
            {
                for (int i = 0; i < points.Length; i++)
                {
                    costs[i].Add(points[i]());
                    onRun?.Invoke(++done, measurements);
                }
            }

            Measurement[] figures =
            [
                .. series.Quantities.Zip(costs, (quantity, runs) => new Measurement(
                    string.Create(CultureInfo.InvariantCulture, $"scale.{series.Name}.{quantity}.{series.Of}"), "ns", Better.Lower, runs)),
            ];
            Curve curve = new(
                $"scale.{series.Name}.{series.Of}", series.Name, "ns", [.. series.Quantities.Zip(figures, (quantity, cost) => new CurvePoint(quantity, cost.Spread()))]);
            curves.Add(new ScaleCurve(curve, series.What, series.UpTo, Exponent(curve.Points, series.UpTo), figures));
        }

        return new ScaleResult(curves, ScaleMemory.Measure());
    }

    private static void WarmUp(Func<double>[] points)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            foreach (Func<double> point in points) { point(); }
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime);
    }

    /// <summary>The slope of log cost over log quantity, by least squares over the points up to a quantity; the fastest run of each point, which noise moves least.</summary>
    public static double Exponent(IReadOnlyList<CurvePoint> points, double upTo)
    {
        ArgumentNullException.ThrowIfNull(points);
        (double X, double Y)[] logs = [.. points.Where(point => point.Quantity <= upTo).Select(point => (Math.Log(point.Quantity), Math.Log(point.Cost.Min)))];
        double meanX = logs.Average(log => log.X);
        double meanY = logs.Average(log => log.Y);
        double spread = logs.Sum(log => (log.X - meanX) * (log.X - meanX));
        return spread == 0 ? 0 : logs.Sum(log => (log.X - meanX) * (log.Y - meanY)) / spread;
    }
}
