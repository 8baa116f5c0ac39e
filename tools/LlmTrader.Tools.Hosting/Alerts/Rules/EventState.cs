using System.Globalization;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts.Rules;

/// <summary>How one rule stands for one subject's events.</summary>
internal sealed class EventState
{
    private AlertEvent? _last;
    private AlertSeverity _worst;
    private TimeSpan? _told;
    private bool _isTold;
    private bool _isActive;
    private int _held;
    private TimeSpan _seen;

    /// <summary>The message that an event is worth; null for none.</summary>
    public AlertNotice? Apply(AlertRule rule, AlertTiming timing, TimeSpan now, AlertEvent happened)
    {
        _seen = now;
        _isActive = !happened.IsOver;
        if (happened.IsOver)
        {
            bool wasTold = _isTold;
            _isTold = false;
            return wasTold ? new AlertNotice(rule, AlertMessageKind.Recovered, rule.Severity, happened.Subject, happened.Text) : null;
        }

        _last = happened;
        _worst = (AlertSeverity)Math.Max((int)_worst, (int)happened.Severity);
        _held++;
        return Tick(rule, timing, now);
    }

    /// <summary>Tells of what was held back when its time has come.</summary>
    public AlertNotice? Tick(AlertRule rule, AlertTiming timing, TimeSpan now)
    {
        if (_held == 0 || now - _told < timing.Repeat) { return null; }
        string times = _held > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({_held} times since the last message{(_isActive ? "" : "; over now")})") : _isActive ? "" : " (over now)";
        AlertSeverity severity = (AlertSeverity)Math.Max((int)_worst, (int)rule.Severity);
        (_isTold, _held, _worst, _told) = (_isActive, 0, AlertSeverity.Info, now);
        return new AlertNotice(rule, AlertMessageKind.Raised, severity, _last!.Subject, _last.Text + times);
    }

    /// <summary>Nothing would be different if it began anew.</summary>
    public bool IsIdle(AlertTiming timing, TimeSpan now) =>
        _held == 0 && (now - _seen >= timing.Forget || (!_isTold && (_told is not { } told || now - told >= timing.Repeat)));
}
