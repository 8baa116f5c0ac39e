using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Crashes;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Integration.Kills;

/// <summary>An engine with a kill switch that trades a simulated market at a loopback venue, on a real journal.</summary>
internal sealed class KilledRun : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int RingCapacity = 1024;

    private readonly string _path = Directory.CreateTempSubdirectory("llmtrader-kill-").FullName;
    private readonly JournalDirectory _directory;
    private readonly JournalWriter _journal;
    private readonly LoopbackGateway _loopback;
    private readonly KillFlag _flag = new();
    private readonly BatchProbe _decided = new();
    private readonly CancellationTokenSource _quiet = new();
    private readonly Thread _feed;

    /// <param name="topology">How the stages are spread over threads.</param>
    /// <param name="runDirectory">Where the latch lies; a directory of its own when left out.</param>
    public KilledRun(EngineTopology topology, string? runDirectory = null)
    {
        _directory = JournalDirectory.Create(Path.Combine(_path, "journal"), CrashScene.Manifest(1));
        _journal = new JournalWriter(_directory, new JournalWriterOptions { Mode = JournalMode.Group, Preallocate = false });
        Venue = new LoopbackVenue(1, Path.Combine(_path, "venue.log"));
        _loopback = new LoopbackGateway(_flag, CrashScene.Options(), _directory.Manifest.JournalId, epoch: 1, Venue.Port);
        Engine = new TradingEngine(CrashScene.Options(), new ThreadingOptions { Topology = topology, RingCapacity = RingCapacity }, new EnginePorts
        {
            RuleSet = RuleSet, Journal = _journal, Gateway = _loopback.Gateway, UntilDurable = true, Probe = _decided,
        });
        Latch = new KillLatch(runDirectory ?? Path.Combine(_path, "run"));
        KillSwitch = new KillSwitchService(_flag, Latch, Engine, [_loopback.Gateway], new SystemClock(), epoch: 1);
        Assert.Null(KillSwitch.TakeOver());
        MarketDataInbox inbox = Engine.AddInbox(4096, InboxOverflow.Wait);
        _loopback.Start(Engine);
        Engine.Start();
        _feed = new Thread(() => CrashEngine.Feed(inbox, Engine, 1, Timestamp.FromUnixSeconds(1_735_689_600), _quiet.Token)) { IsBackground = true };
        _feed.Start();
        Eventually(() => Gateway.OrdersWritten > 100 && Gateway.OpenOrders > 5, "it trades");
    }

    public WedgedRuleSet RuleSet { get; } = new();

    public TradingEngine Engine { get; }

    public LoopbackVenue Venue { get; }

    public KillLatch Latch { get; }

    public KillSwitchService KillSwitch { get; }

    public GuardedGateway Gateway => _loopback.Gateway;

    public long DurableSequence => _journal.DurableSequence;

    public static void Eventually(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, Patience), $"Never happened: {what}.");

    /// <summary>
    /// Behind a rule set that is stuck, one thread running all stages: writes until neither the inbox nor the ring has room. None comes until the
    /// rule set is free: the gate is through with all that was decided.
    /// </summary>
    public void Fill(EngineEvent command)
    {
        Eventually(() => Engine.Passed == _decided.Last, "the gate comes up to the bar that is stuck");
        Eventually(
            () =>
            {
                while (Engine.Commands.TryWrite(in command)) { }
                return Engine.Events - 1 - Engine.Passed > RingCapacity;    // The Sequencer waits with one in hand.
            },
            "the ring is full");
        while (Engine.Commands.TryWrite(in command)) { }
    }

    /// <summary>How many new orders the venue has got once all that was written has come there.</summary>
    public int OrdersAtVenue()
    {
        Assert.True(_loopback.RoundTrip(Patience), $"{_loopback.Fault ?? Gateway.Fault}");
        return Venue.Log.Count;
    }

    /// <summary>Stops clean, and replays the journal: what the kill kept back is in it.</summary>
    public IReadOnlyList<EngineEvent> StopAndReplay()
    {
        _quiet.Cancel();
        _feed.Join();
        HashCheckpoint final = Engine.Stop(Patience);
        ReplayEngine replay = new(CrashScene.Options(), new ThreadingOptions { Topology = EngineTopology.Inline, RingCapacity = 1024 }, new BusyRuleSet());
        using JournalReader journal = new(_directory);
        ReplayResult result = replay.Run(journal);
        Assert.True(result.Divergence is null, $"{result.Divergence}");
        Assert.Equal(final.Hash, result.Hash);
        using JournalReader again = new(_directory);
        List<EngineEvent> events = [];
        EngineEvent next = default;
        while (again.TryRead(ref next)) { events.Add(next); }
        return events;
    }

    public void Dispose()
    {
        RuleSet.Free();
        _quiet.Cancel();
        Engine.Dispose();
        _loopback.Dispose();
        Venue.Dispose();
        _journal.Dispose();
        _quiet.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    // Handlers tell where they are at the end of a batch: so far the gate comes while a bar of the next one is stuck.
    private sealed class BatchProbe : ILatencyProbe
    {
        private long _decided = -1;
        private long _last = -1;

        public long Last => Volatile.Read(ref _last);

        public void OnDecision(in EngineEvent e) => _decided = e.Sequence;

        public void EndOfDecisions() => Volatile.Write(ref _last, _decided);

        public void OnRelease(in EngineEvent e)
        {
        }
    }
}
