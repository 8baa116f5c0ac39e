using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>
/// Runs a live engine, journaled, on a simulated market, and swaps its rule set as often as asked: real documents, real
/// compiler. Watches from the engine's ports what each thread allocates, and that each bar is decided on once.
/// </summary>
public sealed class SwapCampaign
{
    internal const string JournalThread = "journal";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SwapCampaignOptions _options;
    private readonly EngineOptions _engineOptions;
    private readonly HotThread[] _threads;
    private readonly SwapWitness _witness;
    private readonly StagingMeter _compiler;
    private readonly SwapProbe _probe;
    private readonly StagingAnswers _answers;
    private readonly LatencyHistogram _pauses = LatencyHistogram.OfNanoseconds();
    private readonly List<ResidentMemory> _resident = [];
    private readonly long[] _tradesFed;
    private readonly IJournal _journal;
    private readonly IClock _clock;
    private volatile bool _stopFeed;
    private long _fed;
    private int _attempts;
    private long _requested;      // Bytes that asking for stagings allocated.

    /// <param name="options">How.</param>
    /// <param name="journal">Takes the events; completed at the end.</param>
    public SwapCampaign(SwapCampaignOptions options, IJournal journal)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(journal);
        _options = options;
        _engineOptions = SwapCampaignOptions.EngineOptions();
        InstrumentTable instruments = _engineOptions.Instruments;
        HotThread sequencer = new("sequencer"), signals = new("signals"), matching = new("matching");
        HotThread accounts = new("accounts"), writer = new(JournalThread), gate = new("gate");
        _threads = [sequencer, signals, matching, accounts, writer, gate];
        _witness = new SwapWitness(instruments.Count, signals);
        _compiler = new StagingMeter(new RuleSetCompiler(instruments, _engineOptions.Bars.Specs), instruments.Count, _witness);
        _probe = new SwapProbe(matching, gate, options.Window);
        _answers = new StagingAnswers(accounts);
        _journal = new WatchedJournal(journal, writer);
        _clock = new SequencerClock(sequencer);
        _tradesFed = new long[instruments.Count];
    }

    // At full rate ring and inbox are always full, and a staging waits behind all that is in them.
    private int Room => _options.Rate == 0 ? 4_096 : 65_536;

    /// <summary>Runs to the end.</summary>
    /// <param name="onSwap">Hears of progress as (done, all).</param>
    public SwapCampaignResult Run(Action<int, int>? onSwap = null)
    {
        ThreadingOptions threading = new() { Topology = _options.Topology, SpinningThreads = _options.SpinningThreads, RingCapacity = Room };
        using TradingEngine engine = new(_engineOptions, threading, new EnginePorts
        {
            RuleSet = First(_compiler), RuleSetCompiler = _compiler, Clock = _clock, Journal = _journal, OutJournal = _answers, Probe = _probe,
        });
        MarketDataInbox inbox = engine.AddInbox(Room, InboxOverflow.Wait);
        engine.Start();
        Thread feed = new(() => Feed(engine, inbox)) { Name = "feed", IsBackground = true };
        feed.Start();
        long start = Stopwatch.GetTimestamp();
        (int[] collections, TimeSpan pause) = ([], TimeSpan.Zero);
        for (int swap = 1; swap <= _options.Swaps; swap++)
        {
            SwapTo(engine, swap);
            onSwap?.Invoke(swap, _options.Swaps);
            if (swap == _options.WarmUpSwaps) { (collections, pause) = Arm(); }
            if (swap == _options.WarmUpSwaps || swap % Math.Max(1, _options.Swaps / 10) == 0) { _resident.Add(new ResidentMemory(swap, Environment.WorkingSet)); }
        }

        TimeSpan length = Stopwatch.GetElapsedTime(start);
        foreach (HotThread thread in _threads) { thread.Disarm(); }
        collections = [.. CollectionCounts().Zip(collections, (after, before) => after - before)];
        pause = GC.GetTotalPauseDuration() - pause;
        _stopFeed = true;
        feed.Join();
        HashCheckpoint final = engine.Stop(Patience);
        _probe.Complete();
        return Result(engine, final, length, collections, pause);
    }

    /// <summary>The set that the engine starts with; a replay needs the same.</summary>
    internal static IRuleSet First(IRuleSetCompiler compiler) =>
        compiler.TryCompile(SwapRules.Text(0), out IRuleSet? first, out string? error) ? first : throw new InvalidOperationException(error);

    private (int[] Collections, TimeSpan Pause) Arm()
    {
        foreach (HotThread thread in _threads) { thread.Arm(); }
        _compiler.Arm();
        _probe.Arm();
        (_requested, _attempts) = (0, 0);
        return (CollectionCounts(), GC.GetTotalPauseDuration());
    }

    private void Feed(TradingEngine engine, MarketDataInbox inbox)
    {
        using SimulatedMarket market = SwapCampaignOptions.Market();
        OpenLoopPacer? pacer = _options.Rate == 0 ? null : new OpenLoopPacer(_options.Rate, ExternalClock.NowTicks, OpenLoopPacer.WaitFor(Environment.ProcessorCount));
        EngineEvent e = default;
        while (!_stopFeed && market.TryRead(ref e))
        {
            if (pacer is not null) { e.IntendedTicks = pacer.WaitNext(); }
            if (!inbox.Write(in e, engine.Stopped)) { return; }
            if (e.Kind == EventKind.Trade) { _tradesFed[e.Instrument.Value]++; }
            _fed++;
        }
    }

    // On a busy machine more bars can close than may be held back: then the answer says so, and the set is staged again.
    private void SwapTo(TradingEngine engine, int setId)
    {
        string source = SwapRules.Text(setId);
        RuleSetSlot slot = engine.RuleSets.Slots[0];
        TimeSpan paused = GC.GetTotalPauseDuration();
        while (slot.StagedSetId != setId)
        {
            _attempts++;
            long failures = _answers.Failures;
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            if (!engine.RuleSets.Stage(slot.Id, setId, source, SwapRules.WarmUpBars)) { throw Failed(engine, $"set {setId} can't be staged"); }
            _requested += GC.GetAllocatedBytesForCurrentThread() - allocated;
            Wait(engine, () => slot.StagedSetId == setId || _answers.Failures > failures, $"set {setId} does not become ready");
            if (_answers.Failures > failures && _answers.LastFailure != RuleSetCode.BufferOverflow) { throw Failed(engine, $"set {setId}: {_answers.LastFailure}"); }
        }

        Wait(engine, () => engine.RuleSets.TryActivate(slot.Id, setId), $"no room to activate set {setId}");
        Wait(engine, () => slot.ActiveSetId == setId, $"set {setId} does not take over");
        paused = GC.GetTotalPauseDuration() - paused;
        if (paused > TimeSpan.Zero && setId > _options.WarmUpSwaps) { _pauses.Record((long)paused.TotalNanoseconds); }
        if (_options.Pause > TimeSpan.Zero) { Thread.Sleep(_options.Pause); }
    }

    private static void Wait(TradingEngine engine, Func<bool> until, string otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        for (SpinWait spin = default; !until(); spin.SpinOnce())
        {
            if (engine.Stopped.IsCancellationRequested || Stopwatch.GetElapsedTime(start) > Patience) { throw Failed(engine, otherwise); }
        }
    }

    private static InvalidOperationException Failed(TradingEngine engine, string what) =>
        new($"{what}. {engine.RuleSets.LastError}", engine.Fault);

    private static int[] CollectionCounts() => [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];

    private SwapCampaignResult Result(TradingEngine engine, HashCheckpoint final, TimeSpan length, int[] collections, TimeSpan pause)
    {
        GC.Collect();
        bool hasLatency = _options.Rate > 0;
        LatencyHistogram garbage = _compiler.Garbage;
        long mark = _resident.First(memory => memory.Swaps >= _options.WarmUpSwaps).Bytes;
        return new SwapCampaignResult
        {
            Topology = _options.Topology,
            Swaps = _options.Swaps,
            Activated = engine.Stages.Signals.RuleSets.Activated,
            Deciders = _witness.Deciders,
            Restaged = _answers.Failures,
            Fed = _fed,
            Events = engine.Events,
            Seconds = length.TotalSeconds,
            Bars = _witness.Decided,
            Fills = engine.Stages.Accounts.Counts.Fills,
            Problem = _witness.Problem ?? Miscounted(engine.Stages.Signals.Counts),
            StateHash = $"{final.Hash:x16}",
            Rest = hasLatency ? LatencySummary.From(_probe.Rest) : null,
            WhileStaging = hasLatency ? LatencySummary.From(_probe.WhileStaging) : null,
            AroundActivation = hasLatency ? LatencySummary.From(_probe.AroundActivation) : null,
            StagingTime = LatencySummary.From(_probe.StagingTime),
            CompileTime = LatencySummary.From(_compiler.CompileTime),
            HotThreads = [.. _threads.Select(thread => new HotThreadAllocation(thread.Name, thread.Bytes))],
            Garbage = new GarbageSummary(
                garbage.TotalCount, garbage.ValueAtPercentile(50), garbage.ValueAtPercentile(99), garbage.Max, _requested / (double)Math.Max(1, _attempts)),
            Collections = collections,
            PausePerStagingNs = pause.TotalNanoseconds / Math.Max(1, _attempts),
            Pauses = LatencySummary.From(_pauses),
            OldVersions = _compiler.OldVersions(),
            Resident = _resident,
            ResidentGrowth = _resident[^1].Bytes - mark,
        };
    }

    // Every bar holds ten trades, and what is left over is in a bar that has not closed.
    private string? Miscounted(SignalCounts counts)
    {
        long perBar = BarSpec.Parse(SwapRules.Bar).Step;
        if (counts.Bars != _witness.Decided) { return $"{counts.Bars} bars were evaluated, the versions saw {_witness.Decided}"; }
        for (int i = 0; i < _tradesFed.Length; i++)
        {
            long open = _tradesFed[i] - _witness.TradesOf(i);
            if (open < 0 || open >= perBar) { return $"instrument {i}: {_tradesFed[i]} trades were fed, {_witness.TradesOf(i)} were in bars that were decided on"; }
        }

        return null;
    }
}
