using System.Numerics;
using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What the stages have sent back and the Sequencer has not yet sequenced: checkpoints, timers by due time, and reports
/// first in first out per source, each held until its response latency has passed.
/// </summary>
public sealed class PendingFeedback
{
    private const int FewMessages = 2;
    private const int Sources = 6;   // Risk, venue, checkpoints, ready and stopped rule sets, engine commands: FeedbackKind 0 to 5.

    private readonly Feedback[] _inboxes;
    private readonly FeedbackFifo[] _queues = new FeedbackFifo[Sources];
    private readonly TimerHeap _timers;
    private uint _waiting;   // A bit for each queue that is not empty.

    /// <param name="inboxes">What the stages write to.</param>
    /// <param name="capacity">The most that may wait of one source.</param>
    /// <param name="startsSmall">Queues begin small and grow up to the capacity.</param>
    public PendingFeedback(IReadOnlyList<Feedback> inboxes, int capacity, bool startsSmall = false)
    {
        _inboxes = [.. inboxes];
        for (int i = 0; i < Sources; i++) { _queues[i] = new FeedbackFifo(capacity, startsSmall ? Math.Min(capacity, FewMessages) : capacity); }
        _timers = new TimerHeap(capacity, startsSmall ? FewMessages : null);
    }

    /// <summary>The earliest time at which anything that was collected may enter.</summary>
    public Timestamp NextDue { get; private set; } = Timestamp.MaxValue;

    /// <summary>Reports and the like that wait; timers are not counted, since they need not fire before the end.</summary>
    public int WaitingReports
    {
        get
        {
            int count = 0;
            foreach (FeedbackFifo queue in _queues) { count += queue.Count; }
            return count;
        }
    }

    /// <summary>All that waits, timers included.</summary>
    internal int Count => WaitingReports + _timers.Count;

    /// <summary>The earliest due time of what waits, timers aside.</summary>
    public Timestamp NextReportDue
    {
        get
        {
            Timestamp due = Timestamp.MaxValue;
            for (uint rest = _waiting; rest != 0; rest &= rest - 1)
            {
                Timestamp first = _queues[BitOperations.TrailingZeroCount(rest)].First.Due;
                if (first < due) { due = first; }
            }

            return due;
        }
    }

    /// <summary>Takes in what the stages have sent since the last call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect()
    {
        if (_inboxes.Length > 0) { CollectInboxes(); }
    }

    private void CollectInboxes()
    {
        foreach (Feedback feedback in _inboxes)
        {
            SpscQueue<FeedbackMessage> inbox = feedback.Inbox;
            ref FeedbackMessage message = ref inbox.TryPeek(out bool available);
            while (available)
            {
                Add(in message);
                inbox.Release();
                message = ref inbox.TryPeek(out available);
            }
        }
    }

    /// <summary>Takes in one message: of a stage, or what a run that is continued has left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in FeedbackMessage message)
    {
        if (message.Kind == FeedbackKind.Timer)
        {
            Add(message.Timer, message.Due);
            return;
        }

        Claim(message.Kind) = message;
        Enter(in message);
    }

    /// <summary>Takes in a timer.</summary>
    internal void Add(TimerId id, Timestamp due)
    {
        _timers.Add(due, id);
        Timestamp entry = TimerHeap.EntryOf(due, id);
        if (entry < NextDue) { NextDue = entry; }
    }

    /// <summary>The place of a message that is to be filled there, not cleared but for its kind, which is no timer's. Followed by <see cref="Enter"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref FeedbackMessage Claim(FeedbackKind kind)
    {
        ref FeedbackMessage message = ref _queues[(int)kind].Claim();
        message.Kind = kind;
        return ref message;
    }

    /// <summary>A message that was claimed is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter(in FeedbackMessage claimed)
    {
        _waiting |= 1u << (int)claimed.Kind;
        if (claimed.Due < NextDue) { NextDue = claimed.Due; }
    }

    /// <summary>Whether nothing of this moment is to come but the timer that says so.</summary>
    public bool IsMomentOverNext(Timestamp now) => NextDue > now && _timers.IsMomentOverNext(now);

    /// <summary>
    /// The next event that may enter at <paramref name="now"/>: the earliest due; at one time timers first (by id), then
    /// risk, venue, checkpoints, rule sets, engine commands. Fills everything but sequence and engine time.
    /// </summary>
    public bool TryTake(Timestamp now, ref EngineEvent next, out Timestamp due)
    {
        due = Timestamp.MaxValue;
        int source = -1;
        if (_timers.NextDue <= now) { due = _timers.NextDue; }
        for (uint rest = _waiting; rest != 0; rest &= rest - 1)
        {
            int i = BitOperations.TrailingZeroCount(rest);
            Timestamp first = _queues[i].First.Due;
            if (first > now || first >= due) { continue; }
            (due, source) = (first, i);
        }

        if (due == Timestamp.MaxValue) { return false; }

        if (source < 0) { FillTimer(ref next, out due); }
        else { TakeFirst(source, ref next); }
        (Timestamp report, Timestamp timer) = (NextReportDue, _timers.NextDue);
        NextDue = report < timer ? report : timer;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeFirst(int source, ref EngineEvent next)
    {
        FeedbackFifo queue = _queues[source];
        Fill(ref next, in queue.First);
        queue.RemoveFirst();
        if (queue.Count == 0) { _waiting &= ~(1u << source); }
    }

    private void FillTimer(ref EngineEvent next, out Timestamp due)
    {
        (due, TimerId id) = _timers.Take();
        next.Kind = EventKind.Timer;
        next.Instrument = InstrumentId.None;
        next.ExchangeTime = due;
        next.Timer.Due = due;
        next.Timer.Id = id;
    }

    private static void Fill(ref EngineEvent next, in FeedbackMessage message)
    {
        if (message.Kind == FeedbackKind.Checkpoint)
        {
            next.Kind = EventKind.HashCheckpoint;
            next.Instrument = InstrumentId.None;
            next.ExchangeTime = default;
            next.Checkpoint = message.Checkpoint;
            return;
        }

        if (message.Kind is FeedbackKind.RuleSetReady or FeedbackKind.RuleSetQuarantine)
        {
            next.Kind = message.Kind == FeedbackKind.RuleSetReady ? EventKind.RuleSetReady : EventKind.RuleSetQuarantine;
            next.Instrument = InstrumentId.None;
            next.ExchangeTime = default;
            next.RuleSet = message.RuleSet;
            return;
        }

        if (message.Kind == FeedbackKind.EngineCommand)
        {
            next.Kind = EventKind.Command;
            next.Instrument = message.Instrument;
            next.ExchangeTime = default;
            next.Command = message.Command;
            return;
        }

        next.Kind = EventKind.Report;
        next.Instrument = message.Instrument;
        next.ExchangeTime = message.VenueTime;
        next.ReportSource = message.Kind == FeedbackKind.RiskReport ? ReportSource.Risk : ReportSource.Venue;
        next.Report = message.Report;
    }

    private sealed class FeedbackFifo(int capacity, int first)
    {
        private FeedbackMessage[] _messages = new FeedbackMessage[first];
        private int _first;

        public int Count { get; private set; }

        public ref FeedbackMessage First => ref _messages[_first];

        public ref FeedbackMessage Claim()
        {
            if (Count == _messages.Length) { Grow(); }
            int index = _first + Count++;
            return ref _messages[index < _messages.Length ? index : index - _messages.Length];
        }

        public void RemoveFirst()
        {
            // Emptied, it begins anew: its first places stay in the cache, and memory that few messages need is never touched.
            if (--Count == 0 || ++_first == _messages.Length) { _first = 0; }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Grow()
        {
            Invariant.Holds(Count < capacity);
            FeedbackMessage[] messages = new FeedbackMessage[Math.Min(capacity, 2 * Count)];
            for (int i = 0; i < Count; i++) { messages[i] = _messages[(_first + i) % Count]; }
            (_messages, _first) = (messages, 0);
        }
    }
}
