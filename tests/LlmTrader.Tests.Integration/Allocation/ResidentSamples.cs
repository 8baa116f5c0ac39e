using System.Diagnostics;
using System.Globalization;

namespace LlmTrader.Tests.Integration.Allocation;

/// <summary>The resident memory of another process over time, read from outside: reading one's own allocates.</summary>
internal sealed class ResidentSamples(int process)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<(double Hours, double Bytes)> _samples = [];

    /// <summary>Takes a sample; none when the process is gone.</summary>
    public void Take()
    {
        try
        {
            long pages = long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture);
            if (pages > 0) { Add(Stopwatch.GetElapsedTime(_start).TotalHours, pages * Environment.SystemPageSize); }
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    public void Add(double hours, double bytes) => _samples.Add((hours, bytes));

    /// <summary>Bytes an hour: the least-squares line through the second half of the samples. What happens once has happened by then.</summary>
    public double Slope()
    {
        (double Hours, double Bytes)[] half = [.. _samples.Skip(_samples.Count / 2)];
        (double hours, double bytes) = (half.Average(one => one.Hours), half.Average(one => one.Bytes));
        return half.Sum(one => (one.Hours - hours) * (one.Bytes - bytes)) / half.Sum(one => (one.Hours - hours) * (one.Hours - hours));
    }
}
