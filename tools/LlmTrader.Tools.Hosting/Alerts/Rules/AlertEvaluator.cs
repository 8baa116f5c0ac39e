using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Alerts.Rules;

/// <summary>
/// Judges metrics and events by rules: each rule is told of once for a subject while it holds, again when it is over, and not more often than
/// <see cref="AlertTiming"/> allows. A value that is missing or NaN changes nothing: not to know is no recovery. Time is an input that never
/// goes back; one thread.
/// </summary>
/// <param name="rules">In the order in which they are judged.</param>
/// <param name="timing">How often.</param>
/// <param name="tell">Gets what people are to be told.</param>
public sealed class AlertEvaluator(IReadOnlyList<AlertRule> rules, AlertTiming timing, Action<AlertNotice> tell)
{
    private readonly Dictionary<(int Rule, string Subject), MetricState> _metrics = [];
    private readonly Dictionary<(int Rule, string Subject), EventState> _events = [];
    private TimeSpan _now;

    /// <summary>Pairs of a rule and a subject that are followed now.</summary>
    public int Subjects => _metrics.Count + _events.Count;

    /// <summary>Values and events that were not judged because too many subjects are followed.</summary>
    public long Unjudged { get; private set; }

    /// <summary>One look at everything that is measured.</summary>
    public void Sample(TimeSpan now, IReadOnlyList<AlertMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Advance(now);
        for (int rule = 0; rule < rules.Count; rule++)
        {
            if (rules[rule].Metric is not { } name) { continue; }
            for (int i = 0; i < metrics.Count; i++)
            {
                if (metrics[i].Name == name && !double.IsNaN(metrics[i].Value)) { Judge(rule, metrics[i]); }
            }
        }

        Sweep();
    }

    /// <summary>An event, at once.</summary>
    public void Happened(TimeSpan now, AlertEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        Advance(now);
        for (int rule = 0; rule < rules.Count; rule++)
        {
            if (rules[rule].Event != happened.Kind) { continue; }
            (int, string) key = (rule, happened.Subject);
            if (!_events.TryGetValue(key, out EventState? state))
            {
                if (happened.IsOver) { continue; }   // Nobody was told that it began.
                if (!HasRoom()) { continue; }
                _events.Add(key, state = new EventState());
            }

            Tell(state.Apply(rules[rule], timing, _now, happened));
        }
    }

    private void Judge(int rule, in AlertMetric metric)
    {
        (int, string) key = (rule, metric.Subject);
        if (!_metrics.TryGetValue(key, out MetricState? state))
        {
            if (!rules[rule].IsBrokenBy(metric.Value)) { return; }   // What is in order needs no memory.
            if (!HasRoom()) { return; }
            _metrics.Add(key, state = new MetricState());
        }

        Tell(state.Apply(rules[rule], timing, _now, metric));
    }

    private void Sweep()
    {
        foreach (((int rule, string subject), EventState state) in _events)   // Removing while going over it is allowed.
        {
            Tell(state.Tick(rules[rule], timing, _now));
            if (state.IsIdle(timing, _now)) { _events.Remove((rule, subject)); }
        }

        foreach (((int Rule, string Subject) key, MetricState state) in _metrics)
        {
            if (state.IsIdle(timing, _now)) { _metrics.Remove(key); }
        }
    }

    private bool HasRoom()
    {
        if (Subjects < timing.MaxSubjects) { return true; }
        Unjudged++;
        return false;
    }

    private void Tell(AlertNotice? notice)
    {
        if (notice is not null) { tell(notice); }
    }

    private void Advance(TimeSpan now)
    {
        Invariant.Holds(now >= _now);
        _now = now;
    }
}
