using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Strategist.Schedules;

/// <summary>The moments of a schedule that nothing came of yet: one at which nothing could begin waits until something can; of several that passed meanwhile one is left.</summary>
/// <param name="schedule">The moments.</param>
/// <param name="since">Those up to here are over.</param>
public sealed class DueOccasions(CronSchedule schedule, Timestamp since)
{
    private Timestamp _since = since;

    /// <summary>Whether one has passed.</summary>
    public bool IsDue(Timestamp now) => schedule.Next(_since) is { } due && due <= now;

    /// <summary>Something has begun: what lies before is over.</summary>
    public void Met(Timestamp now) => _since = now;
}
