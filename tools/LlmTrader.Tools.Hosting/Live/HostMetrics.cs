using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Views;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>What alerts are about, of a running engine: asked of the feeds, of the journal's own figures and of the views, never of the ring. One thread.</summary>
internal sealed class HostMetrics(EngineHost host, EngineViews views, TimeProvider time) : IAlertMetrics
{
    private readonly FeedAlertMetrics _feeds = new(host.Feeds, time);
    private readonly CounterWindow _rejects = new(TimeSpan.FromMinutes(1));
    private readonly long _start = time.GetTimestamp();
    private readonly DailyLoss _dailyLoss = new();
    private long _committed = -1;
    private long _committedAt = time.GetTimestamp();
    private long _ruleSetChanges = -1;

    /// <summary>Told of what the views have seen happen since the last look.</summary>
    public Action<AlertEvent>? Happened { get; set; }

    /// <inheritdoc/>
    public void Measure(AlertMetricSet into)
    {
        _feeds.Measure(into);
        MeasureJournal(into);
        into.Add(AlertMetricNames.DiskUsedPercent, host.Disk.UsedPercent);
        into.Add(AlertMetricNames.DiskFreeBytes, host.Disk.FreeBytes);
        into.Add(AlertMetricNames.KillIsSet, host.Kill.IsKilled ? 1 : 0);
        into.Add(AlertMetricNames.EngineIsFaulted, host.Journaled.Engine.Fault is null ? 0 : 1);
        into.Add(AlertMetricNames.DecisionP99Microseconds, MicrosecondsOf(host.Latency.Decision));
        into.Add(AlertMetricNames.ReleaseP99Microseconds, MicrosecondsOf(host.Latency.Release));
        try { views.Read(state => MeasureAccounts(state, into)); }
        catch (ViewsUnavailableException) { /* The next look has them again. */ }
    }

    private static double MicrosecondsOf(LatencyHistogram histogram) => histogram.TotalCount == 0 ? double.NaN : histogram.ValueAtPercentile(99) / 1e3;

    // Without more than the two counters: events wait since the committed sequence last moved.
    private void MeasureJournal(AlertMetricSet into)
    {
        (long committed, long events) = (host.Journaled.CommittedSequence, host.Journaled.Engine.Events);
        if (committed != _committed || committed >= events - 1) { (_committed, _committedAt) = (committed, time.GetTimestamp()); }
        into.Add(AlertMetricNames.JournalLagEvents, Math.Max(0, events - 1 - committed));
        into.Add(AlertMetricNames.JournalLagSeconds, committed >= events - 1 ? 0 : time.GetElapsedTime(_committedAt).TotalSeconds);
    }

    private bool MeasureAccounts(ViewState state, AlertMetricSet into)
    {
        long rejects = 0;
        foreach (long count in state.Risk.Rejections) { rejects += count; }
        into.Add(AlertMetricNames.RejectsPerMinute, _rejects.Grown(time.GetElapsedTime(_start), rejects));
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        foreach (var account in state.Run.Options.Accounts)
        {
            (double drawdown, double loss) = (0, 0);
            foreach (Money first in account.InitialCash.Where(cash => cash.Raw > 0))
            {
                (double peak, double equity) = (state.Accounts.Peak(account.Id, first.Currency).Raw, state.Accounts.Equity(account.Id, first.Currency).Raw);
                if (peak > 0) { drawdown = Math.Max(drawdown, 100 * (peak - equity) / peak); }
                Int128 lost = _dailyLoss.Of(today, account.Id, state.Accounts.Equity(account.Id, first.Currency), state.Accounts.Flows(account.Id, first.Currency));
                loss = Math.Max(loss, 100 * (double)lost / first.Raw);
            }

            into.Add(AlertMetricNames.DrawdownPercent, account.Name, drawdown);
            into.Add(AlertMetricNames.DailyLossPercent, account.Name, loss);
        }

        TellOfRuleSets(state);
        return true;
    }

    private void TellOfRuleSets(ViewState state)
    {
        long news = _ruleSetChanges < 0 ? 0 : state.RuleSetChanges.Added - _ruleSetChanges;   // What was before the start is told to nobody.
        _ruleSetChanges = state.RuleSetChanges.Added;
        for (int age = (int)Math.Min(news, state.RuleSetChanges.Count) - 1; age >= 0; age--)
        {
            RuleSetUpdate change = state.RuleSetChanges[age].RuleSet;
            string subject = $"slot {change.Slot.Value}, set {change.SetId}";   // Two sets are two stories, also within minutes.
            if (change.Change == EventKind.RuleSetActivate && change.Code == RuleSetCode.None) { Happened?.Invoke(new AlertEvent(AlertEventNames.RuleSetActivated, subject, $"Set {change.SetId} decides in slot {change.Slot.Value}.")); }
            if (change.Change == EventKind.RuleSetQuarantine) { Happened?.Invoke(new AlertEvent(AlertEventNames.RuleSetQuarantined, subject, $"Set {change.SetId} of slot {change.Slot.Value} was stopped: {change.Code}.", Configuration.Engine.AlertSeverity.Critical)); }
        }
    }
}
