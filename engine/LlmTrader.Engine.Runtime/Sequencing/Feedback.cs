using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// One thread's way back to the Sequencer. It never blocks: reports are bounded by the credit that risk reserved,
/// timers by the stages that ask for them, so a full inbox is a broken invariant and not a reason to wait.
/// </summary>
public sealed class Feedback : ITimerPort, ICommandPort
{
    private readonly int _capacity;
    private readonly Doorbell? _doorbell;
    private SpscQueue<FeedbackMessage>? _inbox;
    private PendingFeedback? _pending;
    private RingBuffer<EngineEvent>? _waitsOn;

    /// <param name="capacity">A power of two, enough for all that can be on its way at once.</param>
    /// <param name="doorbell">Wakes the Sequencer; null when it runs on this thread.</param>
    /// <param name="isDirect">Most of the time <see cref="SendTo"/> is in force: the inbox is made when it is first wanted.</param>
    public Feedback(int capacity, Doorbell? doorbell, bool isDirect = false)
    {
        _doorbell = doorbell;
        _capacity = capacity;
        if (!isDirect) { _inbox = new SpscQueue<FeedbackMessage>(capacity); }
        Risk = new ReportSender(this, FeedbackKind.RiskReport);
        Venue = new ReportSender(this, FeedbackKind.VenueReport);
    }

    /// <summary>Where risk sends its rejects.</summary>
    public IReportPort Risk { get; }

    /// <summary>Where the simulated venue sends its answers.</summary>
    public IReportPort Venue { get; }

    /// <summary>The Sequencer's end.</summary>
    public SpscQueue<FeedbackMessage> Inbox => _inbox ??= new SpscQueue<FeedbackMessage>(_capacity);

    /// <summary>
    /// Where stages and Sequencer share a thread: what is sent waits with the Sequencer at once, instead of in the inbox for the next
    /// time that somebody looks. Null for the inbox again.
    /// </summary>
    internal void SendTo(PendingFeedback? pending) => _pending = pending;

    /// <summary>
    /// For a replay: waits for room instead. There the answers come from the journal, so that credit bounds nothing, and
    /// whoever reads the inbox never stops before the ring has.
    /// </summary>
    public void WaitForRoomIn(RingBuffer<EngineEvent> ring) => _waitsOn = ring;

    public void Request(TimerId id, Timestamp due)
    {
        if (_pending is { } pending)
        {
            pending.Add(id, due);
            return;
        }

        ref FeedbackMessage message = ref Claim(FeedbackKind.Timer);
        message.Timer = id;
        message.Due = due;
        Publish(in message);
    }

    /// <summary>Submits the StateHash of everything up to a sequence.</summary>
    public void Submit(in HashCheckpoint checkpoint)
    {
        ref FeedbackMessage message = ref Claim(FeedbackKind.Checkpoint);
        message.Due = Timestamp.MinValue;
        message.Checkpoint = checkpoint;
        Publish(in message);
    }

    /// <summary>A staged rule set is compiled, or has failed; enters as soon as possible.</summary>
    public void SubmitReady(in RuleSetChange ready) => Submit(FeedbackKind.RuleSetReady, in ready);

    /// <summary>A rule set failed and was stopped; enters as soon as possible, so that the journal tells.</summary>
    public void SubmitQuarantine(in RuleSetChange stopped) => Submit(FeedbackKind.RuleSetQuarantine, in stopped);

    /// <summary>
    /// An order or a cancel of the engine itself; enters as soon as possible, as an <see cref="EventKind.Command"/>. The sender
    /// bounds how many are under way: <see cref="EngineOrders.MaxUnderWay"/> orders, and one cancel of each open order.
    /// </summary>
    public void SubmitCommand(InstrumentId instrument, in OrderCommand command)
    {
        Invariant.Holds(command.Strategy.IsEngine);   // Others are not made again in a replay.
        ref FeedbackMessage message = ref Claim(FeedbackKind.EngineCommand);
        message.Instrument = instrument;
        message.Due = Timestamp.MinValue;
        message.Command = command;
        Publish(in message);
    }

    private void Submit(FeedbackKind kind, in RuleSetChange change)
    {
        ref FeedbackMessage message = ref Claim(kind);
        message.Due = Timestamp.MinValue;
        message.RuleSet = change;
        Publish(in message);
    }

    // A message to be filled in its place, its kind written; nobody sees it before it is published.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref FeedbackMessage Claim(FeedbackKind kind)
    {
        if (_pending is { } pending) { return ref pending.Claim(kind); }
        ref FeedbackMessage message = ref Inbox.TryClaim(out bool claimed);
        if (!claimed) { message = ref WaitForRoom(); }
        message.Kind = kind;
        return ref message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref FeedbackMessage WaitForRoom()
    {
        Invariant.Holds(_waitsOn is not null);   // Live, all that can be under way fits.
        SpinWait spin = default;
        while (true)
        {
            ref FeedbackMessage message = ref Inbox.TryClaim(out bool hasRoom);
            if (hasRoom) { return ref message; }
            if (_waitsOn.IsAlerted) { throw new AlertException(); }
            spin.SpinOnce();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Publish(in FeedbackMessage claimed)
    {
        if (_pending is { } pending)
        {
            pending.Enter(in claimed);
            return;
        }

        Inbox.Publish();
        _doorbell?.Ring();
    }

    private sealed class ReportSender(Feedback feedback, FeedbackKind kind) : IReportPort
    {
        public void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due)
        {
            ref FeedbackMessage message = ref feedback.Claim(kind);
            message.Instrument = instrument;
            message.VenueTime = venueTime;
            message.Due = due;
            message.Report = report;
            feedback.Publish(in message);
        }
    }
}
