using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live.Service;
using LlmTrader.Tools.Hosting.Live.Upkeep;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Views;
using Serilog;
using Serilog.Core;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>Why a headless engine ended.</summary>
public enum HostEnd
{
    /// <summary>It was asked to, and the journal has its end mark.</summary>
    Stopped,

    /// <summary>The engine failed; a start takes it up again from its journal.</summary>
    Faulted,
}

/// <summary>
/// The headless engine: journal, engine, feeds and what watches over them, put together in the order in which they need each other and
/// taken apart in the reverse one.
/// </summary>
public sealed class EngineHost : IAsyncDisposable
{
    private const int InboxCapacity = 65_536;

    private static readonly TimeSpan UpkeepPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Far above what a sync of the slowest disk takes.</summary>
    private static readonly TimeSpan StillAfter = TimeSpan.FromSeconds(10);

    /// <summary>What the last alerts of a run may take on their way.</summary>
    private static readonly TimeSpan AlertTime = TimeSpan.FromSeconds(2);

    /// <summary>At a stop: looks at what still works between two requests to take all of it back.</summary>
    private const int LooksPerCancel = 20;

    private readonly EngineHostOptions _options;
    private readonly ILogger _log;
    private readonly LoggingLevelSwitch? _level;
    private readonly RunDirectory _directory;
    private readonly JournaledEngine _journaled;
    private readonly HostRuleSets _ruleSets;
    private readonly JournalUpkeep _upkeep;
    private readonly DiskGuard _disk;
    private readonly ServiceNotifier _notifier;
    private readonly HostCommands _commands;
    private readonly SystemClock _clock = new();
    private readonly bool _startsObserving;
    private readonly CancellationTokenSource _drain = new();
    private DrainRequest? _drainRequest;
    private HostAdmin? _admin;
    private bool _isKilled;
    private AlertService? _alerts;

    private EngineHost(EngineHostOptions options, ILogger log, LoggingLevelSwitch? level, RunDirectory directory, ServiceNotifier notifier, CancellationToken cancel)
    {
        (_options, _log, _level, _directory, _notifier) = (options, log, level, directory, notifier);
        bool isNew = JournalOfHost.Prepare(options, _clock.Now);
        if (options.Writing.Preallocate && DiskUse.Of(options.JournalDirectory).FreeBytes is var free && free < 2 * options.Writing.SegmentBytes)
        {
            throw new RunException($"'{options.JournalDirectory}' has {free >> 20:N0} MiB left, and two segments of {options.Writing.SegmentBytes >> 20:N0} MiB are reserved at the start. Make room, or lower journal.segment_size.");
        }

        log.Information(isNew ? "A new journal begins in {Journal}." : "Taking up the journal in {Journal}.", options.JournalDirectory);
        _journaled = JournaledEngine.Open(
            options.JournalDirectory,
            new JournaledEngineOptions { Threading = options.Threading, Writing = options.Writing, Clock = _clock, WallClock = _clock, Probe = Latency },
            cancel: cancel);
        TellOfRecovery();
        try
        {
            Feeds = [.. options.Feeds.Select(create => create(new ArrivalPort(_journaled.Engine.AddInbox(InboxCapacity, InboxOverflow.ConflateAndMarkGaps)), _clock))];
            _commands = new HostCommands(_journaled.Engine, _clock);
            Kill = new KillSwitchService(new KillFlag(), new KillLatch(directory.Path), _journaled.Engine, [], _clock, _journaled.Epoch);
            TellOfKill(Kill.TakeOver());
            _ruleSets = new HostRuleSets(_journaled.Engine, options.RuleSets, new BroughtRuleSets(options.JournalDirectory), log);
            _startsObserving = options.ObserveOnly && _journaled.Engine.Stages.Risk.Gate.State == TradingState.Active;
            _upkeep = new JournalUpkeep(options.JournalDirectory, options.Upkeep, log, OwnProgram.StartQuietly);
            _disk = new DiskGuard(options.Disk with { LeastFreeBytes = options.Writing.Preallocate ? 2 * options.Writing.SegmentBytes : 0 }, () => DiskUse.Of(options.JournalDirectory), stop => stop ? _commands.TrySetState(TradingState.Reducing, "the journal's disk is nearly full") : _commands.TrySetState(TradingState.Active, "the journal's disk has room again"), log);
        }
        catch
        {
            _journaled.Dispose();
            throw;
        }
    }

    public JournaledEngine Journaled => _journaled;

    public IReadOnlyList<ILiveFeed> Feeds { get; }

    public LatencyProbe Latency { get; } = new();

    /// <summary>What garbage collections have cost.</summary>
    public GarbagePauses Pauses { get; } = new();

    public KillSwitchService Kill { get; }

    public DiskUse Disk => _disk.Use;

    /// <summary>Takes the journal up, or begins it, so far that <see cref="RunAsync"/> can start.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="log">Its log.</param>
    /// <param name="level">The log's level, for operators to change.</param>
    /// <param name="cancel">Ends a recovery.</param>
    /// <exception cref="RunException">Something in the options can't be used, or another engine runs here.</exception>
    /// <exception cref="Persistence.Journal.JournalRecoveryException">The journal is damaged where it had been durable.</exception>
    public static EngineHost Open(EngineHostOptions options, ILogger log, LoggingLevelSwitch? level = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        UseCores(options.Affinity);
        RunDirectory directory = RunDirectory.Take(options.RunDirectory);
        ServiceNotifier notifier = ServiceNotifier.FromEnvironment();
        try
        {
            return new EngineHost(options, log, level, directory, notifier, cancel);
        }
        catch
        {
            notifier.Dispose();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Trades until it is cancelled or the engine fails, then stops in order.</summary>
    public async Task<HostEnd> RunAsync(CancellationToken cancel)
    {
        TradingEngine engine = _journaled.Engine;
        _admin = await HostAdmin.StartAsync(this, _options.Admin, _log, _level, Drain);
        StartAlerts(_admin.Views);
        engine.Start();
        UrgentThreads.Place(_options.UrgentCores, _options.Threading.Topology);
        if (_startsObserving) { _commands.TrySetState(TradingState.Observe, "the configuration's mode"); }
        _ruleSets.Bring(_options.Instruments, _options.Run.BarSpecs, cancel);
        Settle();
        foreach (ILiveFeed feed in Feeds) { feed.Start(); }
        _upkeep.Begin(engine.Events, DateTimeOffset.UtcNow);
        _log.Information("The engine runs in mode {Mode}, epoch {Epoch}, with {Feeds}.", _options.ObserveOnly ? "observe" : "paper", _journaled.Epoch, string.Join(", ", Feeds.Select(feed => feed.Name)));
        _notifier.Ready();
        _alerts?.Push(new AlertEvent(AlertEventNames.EngineStarted, "", $"The engine runs, epoch {_journaled.Epoch}."));
        await WatchAsync(engine, cancel);
        HostEnd end = await StopAsync(engine);
        _alerts?.Push(end == HostEnd.Stopped
            ? new AlertEvent(AlertEventNames.EngineStopped, "", "The engine was stopped in order.")
            : new AlertEvent(AlertEventNames.EngineFaulted, "", $"The engine has failed: {engine.Fault?.Message}", AlertSeverity.Critical));
        return end;
    }

    // What start-up made lives as long as the process or is garbage by now. Sorted out before the first message comes: left to the collector's
    // own counting, that is a full collection some minutes into the trading. An object grows older by a generation each time, so that twice
    // moves all of it to where it stays, and what is promoted later meets an empty account. Then the pages, which a collection may give back.
    private void Settle()
    {
        for (int generation = 0; generation < GC.MaxGeneration; generation++) { GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true); }
        long resident = ResidentMemory.Populate();
        if (resident > 0) { _log.Information("{Resident} MiB are resident: what was made at the start costs no page fault while trading.", resident >> 20); }
        else { _log.Information("The kernel can't make memory resident ahead, Linux 5.14 and later can: what was made at the start costs a page fault wherever it is first written, while trading."); }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ILiveFeed feed in Feeds) { await feed.DisposeAsync(); }
        if (_alerts is not null)
        {
            await _alerts.StopAsync(AlertTime);
            await _alerts.DisposeAsync();
        }

        if (_admin is not null) { await _admin.DisposeAsync(); }
        _upkeep.Dispose();
        _journaled.Dispose();
        if (_drainRequest is { Snapshot: true }) { _upkeep.SnapshotAtTheEnd(); }
        _drain.Dispose();
        _notifier.Dispose();
        _directory.Dispose();
    }

    private async Task WatchAsync(TradingEngine engine, CancellationToken cancel)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancel, engine.Stopped, _drain.Token);
        using PeriodicTimer timer = new(UpkeepPeriod);
        ProgressWatch progress = new(StillAfter);
        try
        {
            do
            {
                Pauses.Look();
                _disk.Look();
                TellOfKills();
                _upkeep.Look(engine.Events, DateTimeOffset.UtcNow);
                if (progress.IsMoving(engine.Events, engine.Passed, DateTimeOffset.UtcNow)) { _notifier.Alive(); }
                else { _log.Error("The engine stands still: {Waiting} events wait behind sequence {Passed}. A kill works all the same.", engine.Events - 1 - engine.Passed, engine.Passed); }
            }
            while (await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // The end, by the operator or by the engine itself.
        }
    }

    private async Task<HostEnd> StopAsync(TradingEngine engine)
    {
        _notifier.Stopping();
        await Task.WhenAll(Feeds.Select(feed => feed.StopAsync())).WaitAsync(_options.DrainTime).ContinueWith(_ => { }, TaskScheduler.Default);   // A feed that hangs is left behind.
        if (_options.WorkingOrders == WorkingOrderPolicy.Cancel) { await TakeBackOrdersAsync(); }
        try
        {
            HashCheckpoint final = _journaled.Stop(_options.DrainTime);
            _log.Information("Stopped after {Events} events, StateHash {Hash}.", engine.Events, $"{final.Hash:x16}");
            return HostEnd.Stopped;
        }
        catch (Exception fault) when (engine.Fault is not null || fault is TimeoutException)
        {
            _log.Fatal(fault, "The engine has failed. What is durable is in the journal; a start goes on from there.");
            return HostEnd.Faulted;
        }
    }

    // Within half of what the stop may take: the rest is the journal's. Again and again, since market data that had come before may still
    // let a rule set send another.
    private async Task TakeBackOrdersAsync()
    {
        long start = Stopwatch.GetTimestamp();
        for (int look = 0; OpenOrders() is not 0; look++)
        {
            if (look % LooksPerCancel == 0) { _commands.TryCancelAll("the engine stops: shutdown.working_orders is cancel"); }
            if (Stopwatch.GetElapsedTime(start) > _options.DrainTime / 2)
            {
                _log.Warning("Not all working orders were taken back in time; they are in the journal and work on after the next start.");
                return;
            }

            await Task.Delay(10);
        }
    }

    // Null while the views have not seen all of the journal.
    private int? OpenOrders()
    {
        if (_admin is null || _admin.Views.Place.Sequence < _journaled.Engine.Passed) { return null; }
        try { return _admin.Views.Read(state => state.Risk.OpenOrders); }
        catch (ViewsUnavailableException) { return null; }
    }

    private static void UseCores(IReadOnlyList<int> cores)
    {
        if (cores.Count == 0 || !(OperatingSystem.IsLinux() || OperatingSystem.IsWindows())) { return; }
        if (cores.Any(core => core > 63)) { throw new RunException("threads.affinity names a core above 63, which this runtime can't choose; start the engine by `taskset -c` instead."); }
        using Process self = Process.GetCurrentProcess();
        long mask = cores.Aggregate(0L, (all, core) => all | (1L << core));
        try { self.ProcessorAffinity = (nint)mask; }
        catch (System.ComponentModel.Win32Exception error) { throw new RunException($"threads.affinity names cores that this process may not use: {string.Join(", ", cores)}. {error.Message}", error); }
    }

    private void StartAlerts(EngineViews views)
    {
        HostMetrics metrics = new(this, views, TimeProvider.System);
        _alerts = _options.Alerts?.Invoke(metrics);
        metrics.Happened = happened => _alerts?.Push(happened);
        _alerts?.Start();
    }

    private void Drain(DrainRequest request)
    {
        _log.Information("{Who} ends the run: {Why}", request.Who, request.Why);
        _drainRequest = request;
        _drain.Cancel();
    }

    private void TellOfKills()
    {
        if (Kill.IsKilled == _isKilled) { return; }
        _isKilled = Kill.IsKilled;
        if (!_isKilled) { _log.Warning("The kill switch is open again; `llmtrader ctl audit` says who opened it."); return; }
        KillLatchContent? latched = null;
        try { latched = new KillLatch(_directory.Path).Read(); }
        catch (JournalIOException) { /* Then the journal alone says who. */ }
        _log.Error("Killed, by {Who}: {Why}. No order passes until `llmtrader ctl reset`.", latched?.Who ?? "unknown", latched?.Why ?? "the latch can't be read");
    }

    private void TellOfKill(KillLatchContent? latched)
    {
        if (latched is null) { return; }
        _isKilled = true;
        _log.Error("The engine starts killed, by {Who} at {At}: {Why}. No order passes until `llmtrader ctl reset`.", latched.Who, latched.At, latched.Why);
    }

    private void TellOfRecovery()
    {
        foreach (Exception passedOver in _journaled.PassedOver) { _log.Warning("A snapshot was not used: {Reason}", passedOver.Message); }
        if (_journaled.Recovery is { } recovery)
        {
            _log.Information("Recovered up to sequence {Sequence}, StateHash {Hash}, {From}.", recovery.NextSequence - 1, $"{recovery.Hash:x16}", _journaled.Snapshot is { } snapshot ? $"from the snapshot at {snapshot.Sequence}" : "from the first event");
        }
    }
}
