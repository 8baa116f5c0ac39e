using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The live loop of the single writer: answers and timers first, then a venue's reports, then commands, then the market-data inboxes in turn, a
/// burst from each, so that no feed starves another.
/// </summary>
public sealed class SequencerThread
{
    /// <summary>The thread's name.</summary>
    internal const string Name = "sequencer";

    private const int Burst = 64;
    private const int IdlePasses = 200;       // About ten microseconds of looking before sleeping.
    private const int IdleMilliseconds = 1;   // Timers are due on the millisecond at the latest.

    private readonly Sequencer<RingOutput> _sequencer;
    private readonly RingBurst _burst;
    private readonly PendingFeedback _pending;
    private readonly Pipeline<EngineEvent> _pipeline;
    private readonly Sequence _lastStage;
    private readonly SpscQueue<EngineEvent>? _reports;
    private readonly CommandInbox _commands;
    private readonly MarketDataInbox[] _inboxes;
    private readonly Doorbell _doorbell;
    private readonly IClock? _clock;
    private readonly bool _spins;
    private readonly SequencerStart _start;
    private readonly Func<bool> _hasWork;   // Made once: a method group would allocate at every sleep.
    private volatile bool _stopping;

    internal SequencerThread(
        Pipeline<EngineEvent> pipeline, PendingFeedback pending, ReportInbox? reports, CommandInbox commands,
        IReadOnlyList<MarketDataInbox> inboxes, Doorbell doorbell, IClock? clock, bool spins, in SequencerStart start)
    {
        _pipeline = pipeline;
        _pending = pending;
        _lastStage = pipeline[EnginePipeline.Gate].Sequence;
        _reports = reports?.Queue;
        _commands = commands;
        _inboxes = [.. inboxes];
        _doorbell = doorbell;
        _clock = clock;
        _spins = spins;
        _hasWork = HasWork;
        _burst = new RingBurst(pipeline.Ring.Capacity);
        _sequencer = new Sequencer<RingOutput>(new RingOutput(pipeline.Ring, _burst), pending, in start);
        _start = start;
    }

    /// <summary>Why the loop ended before it was asked to; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The checkpoint that ends a clean run.</summary>
    public HashCheckpoint Final { get; private set; }

    /// <summary>Events of the journal so far, those of earlier runs included. Exact once the thread has ended.</summary>
    public long Events => _sequencer.NextSequence;

    /// <summary>Engine time of the last event.</summary>
    public Timestamp Time => _sequencer.Now;

    /// <summary>Asks the loop to take in what is in the inboxes, let all answers come back, and end.</summary>
    public void Stop()
    {
        _stopping = true;
        _doorbell.Ring();
    }

    internal void Run(Func<ulong> stateHash)
    {
        try
        {
            _sequencer.Resume(in _start);
            if (_reports is not null && _start.Epoch is not null) { LetUnknownOrdersBeTold(); }
            Loop();
            TakeInTheRest();
            Quiesce();
            End(stateHash());
        }
        catch (Exception exception)
        {
            Fault = exception;   // Whatever it is: an exception that left the thread would take the process with it.
            _pipeline.Halt();
        }
    }

    private void Loop()
    {
        int idle = 0;
        while (!_stopping)
        {
            if (Pass() > 0) { idle = 0; continue; }
            idle = Math.Min(idle + 1, IdlePasses);
            if (idle == IdlePasses && IsAhead) { Thread.Yield(); }   // The stages need the core more than this loop does.
            else if (_spins) { Spin.Pause(); }
            else if (idle < IdlePasses) { Thread.SpinWait(10); }
            else { _doorbell.Wait(_hasWork, IdleMilliseconds); }
        }
    }

    // What was in the inboxes at the stop still enters. What the feeds go on writing does not: the stop would never end.
    private void TakeInTheRest()
    {
        int reports = _reports?.Count ?? 0;
        int commands = _commands.Count;
        int[] rest = [.. _inboxes.Select(inbox => inbox.Queue.Count)];
        SpinWait spin = default;
        while (reports > 0 || commands > 0 || rest.Any(count => count > 0))
        {
            ThrowIfHalted();   // Commands may wait for a last stage that never comes.
            int work = _sequencer.AdvanceTo(Now(_sequencer.Now));
            int taken = TakeReports(reports);
            reports -= taken;
            work += taken;
            taken = TakeCommands(Math.Min(Burst, commands));
            commands -= taken;
            work += taken;
            for (int i = 0; i < rest.Length; i++)
            {
                taken = TakeMarketData(_inboxes[i].Queue, Math.Min(Burst, rest[i]));
                rest[i] -= taken;
                work += taken;
            }

            if (work == 0) { spin.SpinOnce(); }
        }
    }

    private int Pass()
    {
        int work = _sequencer.AdvanceTo(Now(_sequencer.Now));
        if (_reports is not null) { work += TakeReports(_reports.Count); }
        work += TakeCommands(Burst);
        foreach (MarketDataInbox inbox in _inboxes) { work += TakeMarketData(inbox.Queue, Burst); }
        return work;
    }

    // All that have come: how an order stands is worth more than the next price.
    private int TakeReports(int most)
    {
        for (int taken = 0; taken < most; taken++)
        {
            ref EngineEvent report = ref _reports!.TryPeek(out bool available);
            Invariant.Holds(available);   // They were counted.
            _sequencer.Sequence(ref report, Now(_sequencer.Now));
            _reports.Release();
        }

        return most;
    }

    // What a gateway learns of an order must come behind the report that nobody knows of it, which the matching stage sends now.
    private void LetUnknownOrdersBeTold()
    {
        WaitForLastStage();
        _sequencer.AdvanceTo(_sequencer.Now);
    }

    private int TakeCommands(int most)
    {
        int taken = 0;
        while (taken < most)
        {
            ref EngineEvent command = ref _commands.TryAdmit(_lastStage.Value, out bool admitted);
            if (!admitted) { break; }
            _sequencer.Sequence(ref command, Now(_sequencer.Now));
            _commands.Release(command.Sequence);
            taken++;
        }

        return taken;
    }

    private int TakeMarketData(SpscQueue<EngineEvent> queue, int most)
    {
        if (IsAhead) { return 0; }
        int taken = 0;
        Timestamp now = default;
        for (; taken < most; taken++)
        {
            ref EngineEvent e = ref queue.TryPeek(out bool available);
            if (!available) { break; }

            // What was known to be at hand had arrived by the last look at the clock. One for each event was a third of this thread's time: it waits for all reads before it.
            if (!_burst.GoesOn || _clock is null || taken % RingBurst.Most == 0) { now = Now(e.Time); }
            _burst.GoesOn = queue.KnowsMore && taken + 1 < most;
            _sequencer.Sequence(ref e, now);
            queue.Release();
        }

        return taken;
    }

    // A market on its own time could be sequenced a whole ring ahead of the timers that its bars ask for.
    private bool IsAhead => _clock is null && _pipeline.Ring.Cursor - _lastStage.Value > EngineOptions.MaxRunAhead;

    // Without a clock, time is what the sources say: a simulated market at any speed.
    private Timestamp Now(Timestamp sourceTime) => Timestamp.Max(_sequencer.Now, _clock?.Now ?? sourceTime);

    private bool HasWork()
    {
        _pending.Collect();
        if (_stopping || _reports is { Count: > 0 } || _commands.CanAdmit(_lastStage.Value) || _pending.NextDue <= Now(_sequencer.Now)) { return true; }
        foreach (MarketDataInbox inbox in _inboxes)
        {
            inbox.Queue.TryPeek(out bool available);
            if (available) { return true; }
        }

        return false;
    }

    // Until every stage has seen everything and nothing more comes back.
    private void Quiesce()
    {
        do
        {
            WaitForLastStage();
        }
        while (_sequencer.Drain() > 0);
    }

    private void WaitForLastStage()
    {
        SpinWait spin = default;
        while (_lastStage.Value < _pipeline.Ring.Cursor)
        {
            ThrowIfHalted();
            spin.SpinOnce();
        }
    }

    private void ThrowIfHalted()
    {
        if (_pipeline.Ring.IsAlerted) { throw new AlertException(); }
    }

    private void End(ulong hash)
    {
        Final = new HashCheckpoint { UpTo = _sequencer.NextSequence - 1, Hash = hash };
        EngineEvent final = new() { Kind = EventKind.HashCheckpoint, Instrument = InstrumentId.None, Checkpoint = Final };
        _sequencer.Append(ref final);
    }
}
