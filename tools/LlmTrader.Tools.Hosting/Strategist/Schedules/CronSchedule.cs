using LlmTrader.Engine.Core;
using Quartz;

namespace LlmTrader.Tools.Hosting.Strategist.Schedules;

/// <summary>Moments by cron expressions of Quartz, in UTC.</summary>
public sealed class CronSchedule
{
    private readonly CronExpression[] _expressions;

    /// <exception cref="FormatException">One is no cron expression; the message says why.</exception>
    public CronSchedule(IEnumerable<string> expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        _expressions = [.. expressions.Select(text => new CronExpression(text, TimeZoneInfo.Utc))];
    }

    /// <summary>The first moment behind a time; null when there is none.</summary>
    public Timestamp? Next(Timestamp after)
    {
        DateTimeOffset from = DateTimeOffset.UnixEpoch.AddTicks(after.Nanoseconds / 100);
        DateTimeOffset? next = _expressions.Select(expression => expression.GetNextValidTimeAfter(from)).Where(time => time is not null).Min();
        return next is { } time ? Timestamp.FromUnixMilliseconds(time.ToUnixTimeMilliseconds()) : null;
    }
}
