using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tests.Unit.Runtime;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Kills;

/// <summary>The latch as a file, and what a start makes of latch and journal, whichever of them knows of the kill.</summary>
public sealed class KillLatchTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-latch-").FullName;
    private readonly KillLatch _latch;
    private readonly KillFlag _flag = new();

    public KillLatchTests() => _latch = new KillLatch(_directory);

    [Fact]
    public void What_is_set_is_read_until_it_is_removed()
    {
        Assert.Null(_latch.Read());
        KillLatchContent content = new(new Timestamp(1_732_000_000_123_456_789), "ann \"the\" operator", "漢\n", Flatten: true, Epoch: 7);
        _latch.Set(content);
        Assert.Equal(content, _latch.Read());
        _latch.Set(content with { Who = "bob" });
        Assert.Equal("bob", new KillLatch(_directory).Read()?.Who);
        Assert.Equal([KillLatch.FileName], Directory.GetFiles(_directory).Select(Path.GetFileName));
        _latch.Remove();
        _latch.Remove();
        Assert.Null(_latch.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"atNs\": 1, \"who\": \"ann\"}")]
    [InlineData("{\"atNs\": \"x\", \"who\": 3, \"why\": \"\", \"flatten\": 1, \"epoch\": 1}")]
    public void A_latch_that_can_not_be_read_kills_all_the_same(string text)
    {
        File.WriteAllText(_latch.Path, text);
        FakeJournal journal = new();
        using TradingEngine engine = New(journal);
        Assert.NotNull(Service(engine).TakeOver());
        Assert.True(_flag.IsSet);
        engine.Start();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Single(journal.Events, e => e.Kind == EventKind.Kill);
    }

    [Fact]
    public void A_directory_that_takes_no_file_is_a_problem_that_is_told_and_no_reason_not_to_kill() => RuntimeWorld.MustEnd(() =>
    {
        string file = Path.Combine(_directory, "run");
        File.WriteAllText(file, "in the way");
        FakeJournal journal = new();
        using TradingEngine engine = New(journal);
        KillSwitchService service = new(_flag, new KillLatch(file), engine, [], new SystemClock(), epoch: 1);
        engine.Start();
        KillOutcome outcome = service.Kill("ann", "", flatten: false, []);
        Assert.False(outcome.IsLatchDurable);
        Assert.NotEmpty(outcome.LatchProblem!);
        engine.Stop(RuntimeWorld.Patience);
        Assert.True(_flag.IsSet && engine.Stages.Risk.Gate.Kill.IsKilled);
        Assert.Throws<JournalIOException>(() => new KillLatch(file).Set(new KillLatchContent(default, "ann", "", false, 1)));
    });

    [Fact]
    public void A_kill_that_only_the_journal_knows_is_latched_at_the_start_and_not_sequenced_again() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal kept = Killed(flatten: false);
        using TradingEngine engine = New(kept, recover: true);
        Assert.Equal("journal", Service(engine).TakeOver()?.Who);
        Assert.NotNull(_latch.Read());
        engine.Start();
        engine.Stop(RuntimeWorld.Patience);
        Assert.True(_flag.IsSet && engine.Stages.Risk.Gate.Kill.IsKilled);
        Assert.Single(kept.Events, e => e.Kind == EventKind.Kill);
    });

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void A_latch_that_asks_for_more_than_the_journal_knows_is_sequenced(bool latchFlattens, int kills) => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal kept = Killed(flatten: false);
        _latch.Set(new KillLatchContent(default, "ann", "", latchFlattens, 1));
        using TradingEngine engine = New(kept, recover: true);
        Service(engine).TakeOver();
        engine.Start();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(kills, kept.Events.Count(e => e.Kind == EventKind.Kill));
        Assert.Equal(latchFlattens, engine.Stages.Risk.Gate.Kill.IsFlattening);
    });

    [Fact]
    public void A_flatten_stays_latched_when_another_kill_does_not_ask_for_it() => RuntimeWorld.MustEnd(() =>
    {
        using TradingEngine engine = New(new FakeJournal());
        KillSwitchService service = Service(engine);
        engine.Start();
        Assert.True(service.Kill("ann", "", flatten: true, []).IsLatchDurable);
        Assert.True(service.Kill("bob", "", flatten: false, []).IsLatchDurable);
        Assert.Equal(("bob", true), (_latch.Read()!.Who, _latch.Read()!.Flatten));
        engine.Stop(RuntimeWorld.Patience);
    });

    [Fact]
    public void Nothing_killed_is_nothing_taken_over()
    {
        using TradingEngine engine = New(new FakeJournal());
        Assert.Null(Service(engine).TakeOver());
        Assert.False(_flag.IsSet);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private KillSwitchService Service(TradingEngine engine) => new(_flag, _latch, engine, [], new SystemClock(), epoch: 2);

    // What a run has left that was killed and then crashed.
    private static FakeJournal Killed(bool flatten)
    {
        FakeJournal journal = new();
        using (TradingEngine engine = New(journal))
        {
            Assert.True(engine.Commands.TryWrite(OperatorEvents.Kill(flatten)));
            engine.Start();
            engine.Stop(RuntimeWorld.Patience);
        }

        FakeJournal kept = new();
        foreach (EngineEvent e in journal.Events) { kept.Append(in e); }
        kept.EndOfBatch();
        return kept;
    }

    private static TradingEngine New(FakeJournal journal, bool recover = false)
    {
        TradingEngine engine = new(RuntimeWorld.Options("1m"), RuntimeWorld.Threading(EngineTopology.Fused), new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = journal });
        if (recover) { engine.Recover(new RecoverySource { Journal = journal.Read(), Epoch = new EpochStart { Epoch = 2, Reason = EpochReason.Recovery } }); }
        return engine;
    }
}
