namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>One measured value.</summary>
/// <param name="Name">One of <see cref="AlertMetricNames"/>.</param>
/// <param name="Subject">The feed or the account; empty for the engine.</param>
/// <param name="Value">In the name's unit; NaN when it is not known at this moment.</param>
public readonly record struct AlertMetric(string Name, string Subject, double Value);

/// <summary>What can be measured of an engine.</summary>
public interface IAlertMetrics
{
    /// <summary>Adds every value as it is now. Called about once a second by one thread, never by one of the ring's; it must not wait for them.</summary>
    void Measure(AlertMetricSet into);
}

/// <summary>The values of one look, in a store that is used again and again. One thread.</summary>
public sealed class AlertMetricSet
{
    /// <summary>Values in one look; what is added beyond them is left out and counted.</summary>
    public const int Capacity = 4096;

    private readonly List<AlertMetric> _metrics = new(64);

    public IReadOnlyList<AlertMetric> All => _metrics;

    /// <summary>Values for which there was no room, ever.</summary>
    public long LeftOut { get; private set; }

    public void Add(string name, double value) => Add(name, "", value);

    public void Add(string name, string subject, double value)
    {
        if (_metrics.Count == Capacity) { LeftOut++; return; }
        _metrics.Add(new AlertMetric(name, subject, value));
    }

    public void Clear() => _metrics.Clear();
}
