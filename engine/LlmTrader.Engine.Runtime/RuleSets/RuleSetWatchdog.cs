using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Measures, outside the ring, how long an evaluation takes by the clock on the wall, and asks for the quarantine of a set that
/// is still at it when its budget is over. An evaluation that never ends can't be stopped from here: the static cost limit at
/// compile is what rules that out.
/// </summary>
public sealed class RuleSetWatchdog : IDisposable
{
    private readonly RuleSetControl _control;
    private readonly IClock _clock;
    private readonly TimeSpan _budget;
    private readonly long[] _evaluation;   // Per slot: the one that was going on at the last look,
    private readonly Timestamp[] _since;   // and when it was first seen.
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _overruns;

    /// <param name="control">Of the engine that is watched.</param>
    /// <param name="clock">The wall's.</param>
    /// <param name="budget">What one evaluation may take; looked at twice in that time, so that up to half as much more may pass.</param>
    public RuleSetWatchdog(RuleSetControl control, IClock clock, TimeSpan budget)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, TimeSpan.FromMilliseconds(2));
        ArgumentNullException.ThrowIfNull(clock);
        _control = control;
        _clock = clock;
        _budget = budget;
        _evaluation = new long[control.Slots.Count];
        _since = new Timestamp[control.Slots.Count];
        _thread = new Thread(Watch) { Name = "rule-set watchdog", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Quarantines that were asked for.</summary>
    public long Overruns => Volatile.Read(ref _overruns);

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.Wait(_budget / 2))
        {
            for (int i = 0; i < _evaluation.Length; i++) { Look(i); }
        }
    }

    private void Look(int place)
    {
        RuleSetSlot slot = _control.Slots[place];
        int setId = slot.ActiveSetId;   // Before the evaluation: a set that takes over in between must not pay for the one before it.
        long evaluation = slot.Evaluation;
        if (evaluation == 0 || evaluation != _evaluation[place])
        {
            (_evaluation[place], _since[place]) = (evaluation, _clock.Now);
            return;
        }

        if (setId < 0 || _clock.Now - _since[place] < new Duration(_budget.Ticks * TimeSpan.NanosecondsPerTick)) { return; }
        if (!_control.TryQuarantine(slot.Id, setId, RuleSetCode.Overrun)) { return; }   // No room: the next look asks again.
        Volatile.Write(ref _overruns, _overruns + 1);
        _evaluation[place] = 0;
    }
}
