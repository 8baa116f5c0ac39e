using System.Globalization;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Compares what the stages send back during a replay with what the journal says came back: reports and checkpoints
/// first in first out per source, timers by id and due time. Either side may be ahead, since stages may run on other threads.
/// </summary>
/// <param name="inboxes">The stages' ways back.</param>
/// <param name="maxUnanswered">A snapshot with more unanswered messages than this is not believed.</param>
public sealed class ReplayVerifier(IReadOnlyList<Feedback> inboxes, int maxUnanswered = 1 << 24) : ISnapshotState
{
    private readonly Pair[] _pairs = [new("risk report"), new("venue report"), new("StateHash checkpoint"), new("rule set ready"), new("rule set stopped"), new("engine command")];
    private readonly RequestedTimers _timers = new();
    private readonly List<(long Sequence, TimerFired Timer)> _unasked = [];
    private long _last = -1;
    private bool _endsClean;

    /// <summary>The first difference found; null so far.</summary>
    public Divergence? Divergence { get; private set; }

    /// <summary>The last checkpoint that both sides agree on.</summary>
    public HashCheckpoint Agreed { get; private set; }

    /// <summary>Checkpoints that agreed.</summary>
    public long AgreedCheckpoints { get; private set; }

    /// <summary>Takes note of an event of the journal; <paramref name="isFinal"/> of the checkpoint that ends a run.</summary>
    public void OnJournaled(in EngineEvent e, bool isFinal)
    {
        _last = e.Sequence;
        _endsClean = isFinal;
        switch (e.Kind)
        {
            case EventKind.Report when e.ReportSource != ReportSource.Gateway:   // A venue's come from outside.
                Expect(_pairs[e.ReportSource == ReportSource.Risk ? 0 : 1], e);
                break;
            case EventKind.HashCheckpoint:
                Expect(_pairs[2], e);
                break;
            case EventKind.RuleSetReady:
                Expect(_pairs[3], e);
                break;
            case EventKind.RuleSetQuarantine when e.RuleSet.Code.IsFailure():   // The others come from outside.
                Expect(_pairs[4], e);
                break;
            case EventKind.Command when e.Command.Strategy.IsEngine:   // A person's come from outside.
                Expect(_pairs[(int)FeedbackKind.EngineCommand], e);
                break;
            case EventKind.Timer:
                OnTimer(e.Sequence, in e.Timer);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes in what the stages have sent since the last call.</summary>
    public void Collect()
    {
        for (int i = 0; i < inboxes.Count; i++)   // An enumerator of a list that is an interface lies on the heap, and this is done for every event.
        {
            SpscQueue<FeedbackMessage> inbox = inboxes[i].Inbox;
            ref FeedbackMessage message = ref inbox.TryPeek(out bool available);
            while (available)
            {
                OnSent(in message);
                inbox.Release();
                message = ref inbox.TryPeek(out available);
            }
        }
    }

    /// <summary>The journal is at its end and all stages are through: what is still unmatched is a divergence.</summary>
    public void Complete()
    {
        Collect();
        foreach ((long sequence, TimerFired timer) in _unasked)
        {
            if (!_timers.TryFire(in timer, sequence)) { Diverge(sequence, "timer", Describe(in timer), "never asked for it"); }
        }

        foreach (Pair pair in _pairs)
        {
            if (pair.Journaled.TryPeek(out EngineEvent missing)) { Diverge(missing.Sequence, pair.Name, Describe(in missing), "sent none"); }

            // A run that was cut off may have sent what it never sequenced; the run's last event may lie on a boundary; and a
            // stop does not wait for a set that is being compiled.
            if (_endsClean && pair.Sent.TryPeek(out FeedbackMessage extra) && extra.Kind != FeedbackKind.RuleSetReady
                && !(extra.Kind == FeedbackKind.Checkpoint && extra.Checkpoint.UpTo >= _last))
            {
                Diverge(_last, pair.Name, "nothing more came", Describe(in extra));
            }
        }
    }

    /// <summary>Lets go of what no later event can be compared with, so that a replay that goes on for months does not grow.</summary>
    public void Forget() => _timers.Forget(_last);

    /// <inheritdoc/>
    /// <remarks>After <see cref="Collect"/>, where every event is done before the next: what is in the journal is matched then.</remarks>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        Invariant.Holds(Divergence is null && _unasked.Count == 0 && Array.TrueForAll(_pairs, static pair => pair.Journaled.Count == 0));
        transfer.Section("replay verifier");
        if (!transfer.IsLoading) { Forget(); }
        foreach (Pair pair in _pairs) { Transfer(transfer, pair.Sent); }
        transfer.Part(_timers);
        transfer.Value(ref _last);
        transfer.Value(ref _endsClean);
        HashCheckpoint agreed = Agreed;
        long count = AgreedCheckpoints;
        transfer.Value(ref agreed);
        transfer.Value(ref count);
        (Agreed, AgreedCheckpoints) = (agreed, count);
    }

    /// <summary>Gives what was sent and is in no journal to the one who sequences it from here on.</summary>
    internal void HandOver(PendingFeedback pending)
    {
        foreach (Pair pair in _pairs)
        {
            while (pair.Sent.TryDequeue(out FeedbackMessage message)) { pending.Add(in message); }
        }

        foreach ((Timestamp due, TimerId id) in _timers.Pending) { pending.Add(new FeedbackMessage { Kind = FeedbackKind.Timer, Due = due, Timer = id }); }
    }

    private void Transfer(ISnapshotTransfer transfer, Queue<FeedbackMessage> sent)
    {
        FeedbackMessage[] messages = new FeedbackMessage[transfer.Count(sent.Count, maxUnanswered)];
        int at = 0;
        if (!transfer.IsLoading)
        {
            foreach (FeedbackMessage message in sent) { messages[at++] = message.Clean(); }
        }

        transfer.Values(messages.AsSpan());
        if (!transfer.IsLoading) { return; }
        sent.Clear();
        foreach (FeedbackMessage message in messages) { sent.Enqueue(message); }
    }

    private void OnSent(in FeedbackMessage message)
    {
        if (message.Kind == FeedbackKind.Timer)
        {
            _timers.OnRequested(message.Timer, message.Due);
            return;
        }

        Pair pair = _pairs[(int)message.Kind];
        pair.Sent.Enqueue(message);
        Match(pair);
    }

    private void Expect(Pair pair, in EngineEvent e)
    {
        pair.Journaled.Enqueue(e);
        Match(pair);
    }

    private void Match(Pair pair)
    {
        while (pair.Journaled.Count > 0 && pair.Sent.Count > 0)
        {
            EngineEvent journaled = pair.Journaled.Dequeue();
            FeedbackMessage sent = pair.Sent.Dequeue();
            if (!AreEqual(in journaled, in sent)) { Diverge(journaled.Sequence, pair.Name, Describe(in journaled), Describe(in sent)); }
            else if (sent.Kind == FeedbackKind.Checkpoint) { Agreed = sent.Checkpoint; AgreedCheckpoints++; }
        }
    }

    private void OnTimer(long sequence, in TimerFired timer)
    {
        if (!_timers.TryFire(in timer, sequence)) { _unasked.Add((sequence, timer)); }   // A stage on another thread may still ask for it.
    }

    private void Diverge(long sequence, string what, string journaled, string replayed)
    {
        if (Divergence is null || sequence < Divergence.Sequence) { Divergence = new Divergence(sequence, what, journaled, replayed); }
    }

    private static bool AreEqual(in EngineEvent journaled, in FeedbackMessage sent) => sent.Kind switch
    {
        FeedbackKind.Checkpoint => journaled.Checkpoint.UpTo == sent.Checkpoint.UpTo && journaled.Checkpoint.Hash == sent.Checkpoint.Hash,
        FeedbackKind.RuleSetReady or FeedbackKind.RuleSetQuarantine => journaled.RuleSet.SetId == sent.RuleSet.SetId
            && journaled.RuleSet.Slot == sent.RuleSet.Slot && journaled.RuleSet.Code == sent.RuleSet.Code,
        FeedbackKind.EngineCommand => journaled.Instrument == sent.Instrument && HashOf(in journaled.Command) == HashOf(in sent.Command),
        _ => journaled.Instrument == sent.Instrument && journaled.ExchangeTime == sent.VenueTime
            && MemoryMarshal.AsBytes(new ReadOnlySpan<ExecutionReport>(in journaled.Report))
                .SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<ExecutionReport>(in sent.Report))),
    };

    // Of every field that decides; a record's padding and what the order's kind does not use may differ.
    private static ulong HashOf(in OrderCommand command)
    {
        HashAccumulator hash = new(0);
        hash.Fold(in command);
        return hash.Value;
    }

    private static string Describe(in EngineEvent e) => e.Kind switch
    {
        EventKind.Command => Describe(in e.Command),
        EventKind.HashCheckpoint => Describe(in e.Checkpoint),
        EventKind.RuleSetReady or EventKind.RuleSetQuarantine => Describe(in e.RuleSet),
        _ => Describe(in e.Report),
    };

    private static string Describe(in FeedbackMessage message) => message.Kind switch
    {
        FeedbackKind.EngineCommand => Describe(in message.Command),
        FeedbackKind.Checkpoint => Describe(in message.Checkpoint),
        FeedbackKind.RuleSetReady or FeedbackKind.RuleSetQuarantine => Describe(in message.RuleSet),
        _ => Describe(in message.Report),
    };

    private static string Describe(in RuleSetChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"{change.Code} of set {change.SetId} in slot {change.Slot.Value}");

    private static string Describe(in HashCheckpoint checkpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Hash:x16} up to {checkpoint.UpTo}");

    private static string Describe(in OrderCommand command) => string.Create(
        CultureInfo.InvariantCulture,
        $"{command.Action} of order {command.OrderId} ({command.Side}, {command.Quantity.Raw} of instrument {command.Instrument.Value}, account {command.Account.Value}, strategy {command.Strategy.Value})");

    private static string Describe(in TimerFired timer) =>
        string.Create(CultureInfo.InvariantCulture, $"timer {timer.Id.Value} due {timer.Due}");

    private static string Describe(in ExecutionReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Kind} of order {report.OrderId} ({report.Side}, {report.LastQuantity.Raw} at {report.LastPrice.Raw}, "
        + $"{report.CumulativeQuantity.Raw} done, {report.LeavesQuantity.Raw} left, fee {report.FeeRaw}, reason {report.Reason})");

    private sealed record Pair(string Name)
    {
        public Queue<EngineEvent> Journaled { get; } = new();

        public Queue<FeedbackMessage> Sent { get; } = new();
    }
}
