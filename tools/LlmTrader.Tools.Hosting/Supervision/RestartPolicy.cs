namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>Says whether, and after what pause, a process that died is started again. Pure: time is given to it.</summary>
public sealed class RestartPolicy(RestartLimits limits)
{
    private readonly Queue<DateTimeOffset> _restarts = new();

    /// <summary>It has died. The pause before the next start; null when it died too often.</summary>
    public TimeSpan? OnDeath(DateTimeOffset now)
    {
        while (_restarts.TryPeek(out DateTimeOffset oldest) && now - oldest >= limits.Window) { _restarts.Dequeue(); }
        if (_restarts.Count >= limits.Restarts) { return null; }
        double delay = limits.FirstDelay.TotalSeconds * Math.Pow(2, _restarts.Count);
        _restarts.Enqueue(now);
        return TimeSpan.FromSeconds(Math.Min(delay, limits.LongestDelay.TotalSeconds));
    }
}
