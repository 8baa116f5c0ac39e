using System.Globalization;

namespace LlmTrader.Tools.Hosting.Alerts.Rules;

/// <summary>How one rule stands for one subject's metric.</summary>
internal sealed class MetricState
{
    private TimeSpan? _since;
    private TimeSpan? _told;
    private bool _isTold;
    private bool _isHeld;
    private int _held;
    private TimeSpan _seen;

    /// <summary>The message that a new value is worth; null for none.</summary>
    public AlertNotice? Apply(AlertRule rule, AlertTiming timing, TimeSpan now, in AlertMetric metric)
    {
        _seen = now;
        if (!rule.IsBrokenBy(metric.Value)) { return Recover(rule, now, metric); }
        TimeSpan since = _since ??= now;
        if (now - since < rule.For) { return null; }
        if (_isTold) { return Remind(rule, timing, now, metric); }
        if (_told is { } told && now - told < timing.RepeatOf(rule))
        {
            if (!_isHeld) { (_isHeld, _held) = (true, _held + 1); }   // Once an episode.
            return null;
        }

        int before = _isHeld ? _held - 1 : _held;   // This one is no other time.
        (_isTold, _isHeld, _held, _told) = (true, false, 0, now);
        string again = before > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {before} more times since the last message") : "";
        return Notice(rule, AlertMessageKind.Raised, metric, $"is {AlertRule.Number(metric.Value)} ({rule.Bounds()}){again}");
    }

    /// <summary>Nothing would be different if it began anew.</summary>
    public bool IsIdle(AlertTiming timing, TimeSpan now) =>
        now - _seen >= timing.Forget || (_since is null && (_told is not { } told || now - told >= timing.Repeat) && _held == 0);

    private AlertNotice? Recover(AlertRule rule, TimeSpan now, in AlertMetric metric)
    {
        TimeSpan lasted = now - (_since ?? now);
        bool wasTold = _isTold;
        (_since, _isTold, _isHeld) = (null, false, false);
        return wasTold ? Notice(rule, AlertMessageKind.Recovered, metric, $"is {AlertRule.Number(metric.Value)} again after {Length(lasted)}") : null;
    }

    private AlertNotice? Remind(AlertRule rule, AlertTiming timing, TimeSpan now, in AlertMetric metric)
    {
        if (now - _told < timing.Remind) { return null; }
        _told = now;
        return Notice(rule, AlertMessageKind.Reminded, metric, $"is still {AlertRule.Number(metric.Value)} ({rule.Bounds()}), for {Length(now - _since!.Value)} now");
    }

    private static AlertNotice Notice(AlertRule rule, AlertMessageKind kind, in AlertMetric metric, string text) =>
        new(rule, kind, rule.Severity, metric.Subject, $"{metric.Name} {text}.");

    private static string Length(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalSeconds):0} s");
}
