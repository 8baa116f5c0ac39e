using System.Runtime.CompilerServices;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>
/// Issues events at a fixed rate whatever the system under test does, each with the time at which it was meant to
/// happen.
/// </summary>
/// <remarks>
/// A late event is issued at once and keeps its intended time; none is skipped and the schedule never shifts. Latency
/// measured from the intended time therefore includes the queueing that a closed loop leaves out (coordinated
/// omission). It also includes the pacer's own lateness, which is what the idle <see cref="HiccupMeter"/> figure
/// beside it is for. One thread.
/// </remarks>
public sealed class OpenLoopPacer
{
    private static readonly long SpinTicks = ExternalClock.NanosecondsToTicks(50_000);
    private static readonly long MillisecondTicks = ExternalClock.NanosecondsToTicks(1_000_000);

    private readonly PacerWait _wait;
    private readonly long _wholeTicks;
    private readonly long _remainderTicks;
    private long _remainder;
    private long _nextTicks;

    /// <param name="eventsPerSecond">The rate, at least 1.</param>
    /// <param name="startTicks">Intended time of the first event on <see cref="ExternalClock"/>.</param>
    /// <param name="wait">How to wait; see <see cref="WaitFor"/>.</param>
    public OpenLoopPacer(long eventsPerSecond, long startTicks, PacerWait wait)
    {
        Schedule = new OpenLoopSchedule(startTicks, eventsPerSecond, ExternalClock.TicksPerSecond);
        _wait = wait;
        (_wholeTicks, _remainderTicks) = Math.DivRem(Schedule.TicksPerSecond, eventsPerSecond);
        _nextTicks = startTicks;
    }

    /// <summary>The intended time of every event.</summary>
    public OpenLoopSchedule Schedule { get; }

    /// <summary>Number of events issued so far, which is also the number of the next one.</summary>
    public long IssuedCount { get; private set; }

    /// <summary>Intended time of the next event, in ticks.</summary>
    public long NextTicks => _nextTicks;

    /// <summary>The wait that suits a machine: spinning needs at least 4 cores, below that it would steal from what it measures.</summary>
    public static PacerWait WaitFor(int processorCount) =>
        processorCount >= 4 ? PacerWait.Spinning : PacerWait.Yielding;

    /// <summary>How many events are due at <paramref name="nowTicks"/> and not issued yet.</summary>
    public long DueNow(long nowTicks) => Math.Max(Schedule.DueCount(nowTicks) - IssuedCount, 0);

    /// <summary>Issues the next event if it is due, without waiting.</summary>
    /// <param name="nowTicks">Now.</param>
    /// <param name="intendedTicks">The time at which the event was meant to happen, from which its latency counts.</param>
    public bool TryNext(long nowTicks, out long intendedTicks)
    {
        if (nowTicks < _nextTicks)
        {
            intendedTicks = 0;
            return false;
        }

        intendedTicks = Issue();
        return true;
    }

    /// <summary>Waits until the next event is due, issues it and returns its intended time in ticks.</summary>
    public long WaitNext()
    {
        long remaining = _nextTicks - ExternalClock.NowTicks;
        if (remaining > 0) { WaitUntilDue(remaining); }
        return Issue();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Issue()
    {
        long intended = _nextTicks;
        IssuedCount++;

        // floor(n * f / r) by carrying the remainder of each step: the same ticks as the schedule, without a division.
        _nextTicks += _wholeTicks;
        _remainder += _remainderTicks;
        if (_remainder >= Schedule.EventsPerSecond)
        {
            _remainder -= Schedule.EventsPerSecond;
            _nextTicks++;
        }

        return intended;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitUntilDue(long remaining)
    {
        for (; remaining > 0; remaining = _nextTicks - ExternalClock.NowTicks)
        {
            if (_wait == PacerWait.Sleeping)
            {
                Thread.Sleep(WholeMilliseconds(remaining + MillisecondTicks - 1));
            }
            else if (remaining > 2 * MillisecondTicks)
            {
                Thread.Sleep(WholeMilliseconds(remaining - MillisecondTicks));   // A sleep ends late: leave it a ms.
            }
            else if (_wait == PacerWait.Spinning && remaining <= SpinTicks)
            {
                Spin.Pause();   // One: several would be a large part of what is measured at a million events a second.
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private static int WholeMilliseconds(long ticks) => (int)Math.Min(ticks / MillisecondTicks, 1_000);
}
