using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>
/// Stop means stop, the part outside the ring: the flag first, then the gateways' own cancels, then the latch on the disk, then the event.
/// Nothing that comes later can keep back what came before: not a full or hanging disk, not a ring that stands still.
/// </summary>
/// <remarks>
/// With a simulated venue (paper) nothing leaves the process, and the venue is behind the ring: a kill works there when its event
/// is sequenced, and what was sequenced before it still happens. A ring that stands still fills nothing either.
/// </remarks>
public sealed class KillSwitchService
{
    private static readonly TimeSpan RoomPatience = TimeSpan.FromMilliseconds(50);

    private readonly KillFlag _flag;
    private readonly KillLatch _latch;
    private readonly TradingEngine _engine;
    private readonly CancellationToken _stopped;
    private readonly IReadOnlyList<GuardedGateway> _gateways;
    private readonly IClock _clock;
    private readonly int _epoch;
    private readonly TimeSpan _diskPatience;
    private readonly Lock _file = new();   // The latch, and what belongs to it.
    private long _kills;
    private int _waiting;   // Kill events that have found no room yet.

    /// <param name="flag">The one that the gateways look at.</param>
    /// <param name="latch">In the run directory.</param>
    /// <param name="engine">Recovered, and not started yet.</param>
    /// <param name="gateways">Of the engine; none in paper mode.</param>
    /// <param name="clock">For the latch's time.</param>
    /// <param name="epoch">The one that this start writes.</param>
    /// <param name="diskPatience">So long a kill waits for the disk before it goes on; two seconds when left out.</param>
    public KillSwitchService(
        KillFlag flag, KillLatch latch, TradingEngine engine, IReadOnlyList<GuardedGateway> gateways, IClock clock, int epoch, TimeSpan? diskPatience = null)
    {
        (_flag, _latch, _engine, _gateways, _clock, _epoch) = (flag, latch, engine, gateways, clock, epoch);
        _stopped = engine.Stopped;
        _diskPatience = diskPatience ?? TimeSpan.FromSeconds(2);
    }

    public bool IsKilled => _flag.IsSet;

    /// <summary>What the latch says; null when there is none.</summary>
    public KillLatchContent? Latched => ReadLatch();

    /// <summary>
    /// Before the engine starts: takes up a kill of an earlier run. A latch whose event the journal does not hold puts the event in as
    /// the first command; an event without its latch, which a full disk may have kept out, sets the latch. Null when nothing was killed.
    /// </summary>
    public KillLatchContent? TakeOver()
    {
        Engine.Trading.KillSwitch inRing = _engine.Stages.Risk.Gate.Kill;
        KillLatchContent? latched = ReadLatch();
        if (latched is null && !inRing.IsKilled) { return null; }
        KillLatchContent content = latched ?? new KillLatchContent(_clock.Now, "journal", "killed in the journal, without a latch", inRing.IsFlattening, _epoch);
        _flag.Set(content.Flatten || inRing.IsFlattening);
        if (latched is null) { TryLatch(content, out _); }
        if (inRing.IsKilled && (inRing.IsFlattening || !content.Flatten)) { return content; }

        EngineEvent[] audit = AdminRequests.Events(1, "kill.latch", $"kill by {Cut(content.Who)} at {content.At}", Cut(content.Why));
        Invariant.Holds(_engine.Commands.TryWriteAll([.. audit, OperatorEvents.Kill(content.Flatten)], out _));   // Nobody has written there yet.
        return content;
    }

    /// <summary>Stops everything, at once. Never throws for what the disk or the ring do; the outcome tells.</summary>
    /// <param name="who">Who asks for it.</param>
    /// <param name="why">For the latch.</param>
    /// <param name="flatten">Whether positions are closed as well.</param>
    /// <param name="audit">The request's record, which goes in before the kill event; may be empty.</param>
    public KillOutcome Kill(string who, string why, bool flatten, ReadOnlySpan<EngineEvent> audit)
    {
        Interlocked.Increment(ref _kills);
        _flag.Set(flatten);
        foreach (GuardedGateway gateway in _gateways) { gateway.CancelAll(); }
        string? problem = LatchWithin(_diskPatience, new KillLatchContent(_clock.Now, who, why, flatten, _epoch));
        return new KillOutcome(problem is null, problem, Enter([.. audit, OperatorEvents.Kill(flatten)]));
    }

    /// <summary>
    /// Opens the switch: the event first, and only once it is committed the latch and the flag. A crash in between leaves the engine killed,
    /// and so does every other answer than <see cref="KillResetResult.Open"/>.
    /// </summary>
    /// <param name="audit">The request's record, which goes in before the reset event.</param>
    /// <param name="committedSequence">Up to where the journal is as safe as its mode makes it.</param>
    /// <param name="patience">So long it waits for the event to be committed.</param>
    /// <param name="ticket">Of the reset event; null when it was not written.</param>
    public KillResetResult Reset(ReadOnlySpan<EngineEvent> audit, Func<long> committedSequence, TimeSpan patience, out CommandTicket? ticket)
    {
        ArgumentNullException.ThrowIfNull(committedSequence);
        long kills = Interlocked.Read(ref _kills);
        EngineEvent[] events = [.. audit, OperatorEvents.KillReset()];
        ticket = null;
        if (Volatile.Read(ref _waiting) > 0 || !_engine.Commands.TryWriteAll(events, out CommandTicket first)) { return KillResetResult.NotDurable; }
        CommandTicket reset = first.Next(events.Length - 1);
        ticket = reset;
        if (!SpinWait.SpinUntil(() => _engine.Commands.TryFindSequence(reset, out long sequence) && committedSequence() >= sequence, patience)) { return KillResetResult.NotDurable; }
        lock (_file)
        {
            if (Interlocked.Read(ref _kills) != kills) { return KillResetResult.KilledAgain; }
            try { _latch.Remove(); }
            catch (JournalIOException) { return KillResetResult.LatchRemains; }
            _flag.Reset();
            if (Interlocked.Read(ref _kills) == kills) { return KillResetResult.Open; }
            _flag.Set(flatten: false);   // Between the two: its latch is set behind this lock, its event stands behind the reset's.
            return KillResetResult.KilledAgain;
        }
    }

    private KillLatchContent? ReadLatch()
    {
        try { return _latch.Read(); }
        catch (JournalIOException error) { return new KillLatchContent(default, "unknown", error.Message, Flatten: false, Epoch: 0); }
    }

    // A disk that hangs must not keep the event out of the ring. The thread goes on; the latch may still come to be.
    private string? LatchWithin(TimeSpan patience, KillLatchContent content)
    {
        string? problem = null;
        Thread thread = new(() => TryLatch(content, out problem)) { IsBackground = true, Name = "kill latch" };
        thread.Start();
        return thread.Join(patience) ? problem : $"the disk has not answered within {patience.TotalSeconds:0.#} s";
    }

    private bool TryLatch(KillLatchContent content, out string? problem)
    {
        try
        {
            lock (_file)
            {
                bool flattens = content.Flatten || ReadLatch() is { Flatten: true };
                _latch.Set(content with { Flatten = flattens });
            }

            problem = null;
        }
        catch (Exception error)
        {
            problem = error is JournalIOException io ? KillLatch.ProblemOf(io) : error.Message;   // Whatever it is: a kill must not fail for its record.
        }

        return problem is null;
    }

    // A wedged ring leaves the inbox full: then the event enters as soon as there is room, and until then the flag stands for it.
    private CommandTicket? Enter(EngineEvent[] events)
    {
        CommandTicket first = default;
        bool isIn = false;
        SpinWait.SpinUntil(() => (isIn = _engine.Commands.TryWriteAll(events, out first)) || _stopped.IsCancellationRequested, RoomPatience);
        if (isIn) { return first.Next(events.Length - 1); }
        Interlocked.Increment(ref _waiting);
        new Thread(() => EnterLater(events)) { IsBackground = true, Name = "kill event" }.Start();
        return null;
    }

    private void EnterLater(EngineEvent[] events)
    {
        while (!_engine.Commands.TryWriteAll(events, out _) && !_stopped.IsCancellationRequested) { Thread.Sleep(1); }
        Interlocked.Decrement(ref _waiting);
    }

    private static string Cut(string text) => text.Length <= 200 ? text : text[..200];
}
