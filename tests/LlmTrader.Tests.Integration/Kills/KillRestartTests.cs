using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Crashes;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Integration.Kills;

/// <summary>A real process, killed for good with SIGKILL right behind its latch, stays killed until somebody resets it.</summary>
public sealed class KillRestartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _path = Directory.CreateTempSubdirectory("llmtrader-latch-").FullName;
    private readonly JournalDirectory _directory;
    private readonly LoopbackVenue _venue;
    private readonly KillLatch _latch;
    private long _tag;
    private int _starts;

    public KillRestartTests()
    {
        _directory = JournalDirectory.Create(Path.Combine(_path, "journal"), CrashScene.Manifest(3));
        _venue = new LoopbackVenue(3, Path.Combine(_path, "venue.log"));
        _latch = new KillLatch(Path.Combine(_path, "run"));
    }

    [SkippableTheory]
    [InlineData("LATCH", "LATCHSET")]   // The process dies before the event: a start puts it in.
    [InlineData("KILL", "KILLED True")]   // Here the event may have become durable, or not.
    public void It_survives_a_crash_and_every_restart_until_it_is_reset(string order, string answer)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "SIGKILL is tested on Linux.");
        using (CrashVictim first = Start())
        {
            Eventually(() => _venue.Log.Count > 20, "it trades");
            Assert.True(first.TrySay(order));
            first.Await(answer);
            first.Kill();
        }

        int orders = Settled();
        for (int restart = 0; restart < 2; restart++)
        {
            using CrashVictim again = Start(latched: true);
            for (int i = 0; i < 50; i++) { Input(again); }
            Thread.Sleep(300);
            again.Kill();
            Assert.Equal(orders, Settled());
        }

        using (CrashVictim reset = Start(latched: true))
        {
            Assert.True(reset.TrySay("RESET"));
            Assert.Equal(nameof(KillResetResult.Open), reset.Await("RESULT"));
            Assert.Null(_latch.Read());
            Eventually(() => { Input(reset); return _venue.Log.Count > orders; }, "orders leave again");
            reset.Kill();
        }

        orders = Settled();
        using (CrashVictim open = Start())
        {
            Eventually(() => { Input(open); return _venue.Log.Count > orders; }, "orders leave after a restart too");
            open.Kill();
        }

        List<EngineEvent> journal = Journal();
        Assert.Single(journal, e => e.Kind == EventKind.Kill);
        Assert.Single(journal, e => e.Kind == EventKind.KillReset);
        if (order == "LATCH") { CheckFirstCommand(journal); }
    }

    public void Dispose()
    {
        _venue.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    // Of the second epoch: nothing that anybody asked for, and no market data, stands before the kill but its own record.
    private static void CheckFirstCommand(List<EngineEvent> journal)
    {
        int start = journal.FindIndex(e => e.Kind == EventKind.EpochStart);
        List<EventKind> outside = [.. journal.Skip(start).Where(IsFromOutside).Select(e => e.Kind).SkipWhile(kind => kind == EventKind.AdminRequest)];
        Assert.Equal(EventKind.AdminRequest, journal.Skip(start).First(IsFromOutside).Kind);
        Assert.Equal(EventKind.Kill, outside[0]);
    }

    private static bool IsFromOutside(EngineEvent e) =>
        e.Kind is EventKind.CashFlow or EventKind.Kill or EventKind.AdminRequest or EventKind.Trade or EventKind.Quote || (e.Kind == EventKind.Command && !e.Command.Strategy.IsEngine);

    private CrashVictim Start(bool latched = false)
    {
        CrashVictim victim = new(_directory.Path, 3, _venue.Port);
        _starts++;
        if (latched) { victim.Await("LATCHED"); }
        victim.Await("RUNNING");
        return victim;
    }

    private void Input(CrashVictim victim)
    {
        if (victim.TrySay($"INPUT {_tag + 1}")) { _tag++; }
        Thread.Sleep(2);
    }

    // Nothing is on its way from the processes that were killed: each of them had one session.
    private int Settled()
    {
        Eventually(() => _venue.EndedSessions == _starts, "the venue has read all that was sent");
        return _venue.Log.Count;
    }

    private List<EngineEvent> Journal()
    {
        using JournalReader reader = new(_directory);
        List<EngineEvent> events = [];
        EngineEvent next = default;
        while (reader.TryRead(ref next)) { events.Add(next); }
        return events;
    }

    private static void Eventually(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, Patience), $"Never happened: {what}.");
}
