using System.Diagnostics;
using System.Globalization;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>One journal and its venue: engine processes that are killed one after the other, and a last one that stops clean.</summary>
internal sealed class CrashLife : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _path;
    private readonly JournalDirectory _directory;
    private readonly int _seed;
    private readonly Random _random;
    private readonly LoopbackVenue _venue;
    private readonly HashSet<long> _acknowledged = [];
    private CrashSide? _side;
    private long _tag;
    private int _epoch;

    public CrashLife(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _path = Directory.CreateTempSubdirectory($"llmtrader-crash-{seed}-").FullName;
        _directory = JournalDirectory.Create(Path.Combine(_path, "journal"), CrashScene.Manifest(seed));
        _venue = new LoopbackVenue(seed, Path.Combine(_path, "venue.log"));
        Judge = new CrashJudge(_directory);
    }

    public CrashJudge Judge { get; }

    /// <summary>Kills that came before the process had said what it found.</summary>
    public int KilledInRecovery { get; private set; }

    /// <summary>Starts that began with a snapshot.</summary>
    public int FromSnapshot { get; private set; }

    /// <summary>Snapshots that a start could not take, since the derived stream had not come so far.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Segments that went, since a snapshot stands for them.</summary>
    public int Pruned { get; private set; }

    /// <summary>Kills of the process that makes snapshots.</summary>
    public int SideKills { get; private set; }

    /// <summary>Kills, and then the clean end; everything is checked after each. A failure names seed and kept directory.</summary>
    public void Run(int kills)
    {
        try
        {
            for (int i = 0; i < kills; i++) { RunAndKill(isFirst: i == 0); }
            RunToTheEnd();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {_seed}, after {Judge.Verdicts.Count} crashes; everything lies in '{_path}'.", failure);
        }

        Directory.Delete(_path, recursive: true);
    }

    public void Dispose()
    {
        _side?.Dispose();
        _venue.Dispose();
    }

    private void RunAndKill(bool isFirst)
    {
        long snapshot = NewestSnapshot();
        using CrashVictim victim = new(_directory.Path, _seed, _venue.Port);
        bool early = _random.Next(3) == 0;   // While it starts and recovers; the others while it trades.
        if (!early) { victim.Await("RUNNING"); }
        if (_random.Next(2) == 0) { _side ??= new CrashSide(_directory.Path, every: 200 << _random.Next(4)); }
        TimeSpan life = TimeSpan.FromMilliseconds(_random.Next(early ? 500 : 700));
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < life;)
        {
            if (victim.TrySay(string.Create(CultureInfo.InvariantCulture, $"INPUT {_tag + 1}"))) { _tag++; }
            Thread.Sleep(_random.Next(4));
        }

        bool isSideFirst = _random.Next(2) == 0;
        if (isSideFirst) { MaybeKillSide(); }
        victim.Kill();
        if (!isSideFirst) { MaybeKillSide(); }
        if (victim.Recovered is null && !isFirst) { KilledInRecovery++; }
        CheckStart(victim, snapshot);
        Judge.OnCrash();
        Check(victim);
        if (_random.Next(3) == 0) { Prune(); }
    }

    // The next start then has the snapshots alone. What the judge has not seen yet must stay, so that this is between two engines.
    private void Prune()
    {
        JournalPruner pruner = new(_directory, SnapshotRetention.OldestNeeded(_directory), olderThan: TimeSpan.Zero);
        Assert.DoesNotContain(pruner.Plan(), segment => segment.IsDamaged);
        Pruned += pruner.Run();
    }

    // Else it follows over the engine's crash, as it is to.
    private void MaybeKillSide()
    {
        if (_side is null || _random.Next(3) == 0) { return; }
        _side.Kill();
        _side.Dispose();
        _side = null;
        SideKills++;
    }

    private void RunToTheEnd()
    {
        long snapshot = NewestSnapshot();
        using CrashVictim victim = new(_directory.Path, _seed, _venue.Port);
        victim.Await("RUNNING");
        CheckStart(victim, snapshot);
        victim.TrySay("QUIET");
        victim.Await("QUIETED");
        Stopwatch clock = Stopwatch.StartNew();
        string events = "";
        for (int quiet = 0; quiet < 5;)
        {
            Assert.True(clock.Elapsed < Patience, "The engine never comes to rest.");
            Thread.Sleep(20);
            bool wasQuiet = _venue.IsQuiet;
            victim.TrySay("SYNC");
            string now = victim.Await("SYNCED");
            quiet = wasQuiet && now == events ? quiet + 1 : 0;
            events = now;
        }

        victim.TrySay("STOP");
        victim.Await("STOPPED");
        victim.AwaitExit();
        _side?.AwaitExit();
        Judge.OnCrash();
        Assert.Equal(RecoveryVerdict.Clean, Judge.Verdicts[^1]);
        Check(victim);
        Judge.CheckEnd(_venue.Fills);
        Judge.CheckOut();
    }

    private long NewestSnapshot() => new SnapshotDirectory(_directory).Newest(long.MaxValue, [])?.Header.Sequence ?? -1;

    // What it took up is what the judge made of the journal that the kill before left, from the first event on; from whichever snapshot it began.
    private void CheckStart(CrashVictim victim, long snapshot)
    {
        if (victim.Recovered is not { } recovered) { return; }
        Assert.Equal(Judge.NextSequence, recovered.NextSequence);
        Assert.Equal(Judge.Hash.ToString("x16", CultureInfo.InvariantCulture), recovered.Hash);
        Assert.Equal(Judge.State, recovered.State);
        Assert.True(recovered.Snapshot >= snapshot || recovered.PassedOver > 0, $"began with the snapshot of {recovered.Snapshot}, and there was one of {snapshot}");
        FromSnapshot += recovered.Snapshot >= 0 ? 1 : 0;
        PassedOver += recovered.PassedOver;
        Assert.True(recovered.Epoch > _epoch, $"epoch {recovered.Epoch} comes behind {_epoch}");
    }

    private void Check(CrashVictim victim)
    {
        int epoch = _directory.Manifest.Epoch;
        foreach (JournalEpoch next in _directory.ReadEpochs()) { Assert.Equal(++epoch, next.Epoch); }
        Assert.True(epoch >= _epoch && epoch <= _epoch + 1 + (_epoch == 0 ? 1 : 0), $"from epoch {_epoch} to {epoch} in one start");
        _epoch = epoch;
        _acknowledged.UnionWith(victim.Acknowledged);
        Judge.CheckInputs(_acknowledged);
        Judge.CheckVenue(_venue.Log);
    }
}
