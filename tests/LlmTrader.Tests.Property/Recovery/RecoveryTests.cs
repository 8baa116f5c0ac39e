using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Recovery;

/// <summary>
/// Contract 13: whatever is left of a journal, the run goes on from there, in any topology and over several crashes, and what it
/// has journaled then replays as if nothing had happened.
/// </summary>
public class RecoveryTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 1000 : 60;

    private static readonly EngineTopology[] All = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    [Fact]
    public void A_run_that_crashed_anywhere_goes_on_and_replays_in_every_topology()
    {
        int pending = 0, printed = 0, stagings = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            RecoveryScenario scenario = new(seed);
            Random random = new(seed);
            SurvivingRun run = new(scenario, seed);
            run.RunFirst();
            int open = 0;
            for (int crash = 0; crash < 3; crash++)
            {
                int cut = Place(random, run.Journal.Events);
                run.Cut(cut);
                if (cut > 0 && run.Journal.Events[^1].Kind == EventKind.BarPrint) { printed++; }
                if (cut > 0 && run.Journal.Events[^1].Kind == EventKind.RuleSetStage) { stagings++; }
                open = run.GoOn(All[(seed + crash) % 3], toTheEnd: crash == 2);
            }

            pending += run.Pending;
            EachOrderEndsOnce(seed, run, open);
            Assert.Equal(scenario.Market.Count, RecoveryScenario.MarketIn(run.Journal.Events));   // Each once.
            Assert.Equal(run.Journal.Events.Count(e => e.Kind == EventKind.BarPrint), run.Journal.Events.Count(e => e.Kind == EventKind.Bar));
            foreach (EngineTopology topology in All)
            {
                MemoryOut rebuilt = new();
                ReplayEngine replay = new(scenario.Options(), LiveRun.Threading(topology), scenario.First(), rebuilt, RecoveryScenario.Compiler());
                ReplayResult result = replay.Run(run.Journal.Read());
                Assert.True(result.Divergence is null, $"seed {seed}, {topology}: {result.Divergence}");
                Assert.Equal(run.Journal.Events[^1].Checkpoint.Hash, result.Hash);
                Assert.True(run.Out.Records.SequenceEqual(rebuilt.Records), $"seed {seed}, {topology}: the derived stream differs");
            }
        }

        // The cuts must have hit what the property is about.
        Assert.True(pending > 10 * Seeds && printed > Seeds / 20 && stagings > Seeds / 20, $"{pending} pending, {printed} prints, {stagings} stagings");
    }

    [Fact]
    public void A_run_taken_up_again_is_the_run_that_never_ended()
    {
        for (int seed = 1; seed <= Seeds / 3; seed++)
        {
            RecoveryScenario scenario = new(seed);
            Random random = new(seed);
            for (int i = 0; i < 3; i++)
            {
                SurvivingRun run = new(scenario, random.Next());
                run.RunFirst();
                List<string> never = Told(run.Journal);
                int cut = Place(random, run.Journal.Events);
                run.Cut(cut);
                run.GoOn(EngineTopology.Inline, toTheEnd: true);
                List<string> again = Told(run.Journal);
                int same = never.Zip(again).TakeWhile(pair => pair.First == pair.Second).Count();
                Assert.True(same == never.Count && same == again.Count, $"seed {seed}, cut at {cut}: {never.ElementAtOrDefault(same)} | {again.ElementAtOrDefault(same)}");
            }
        }
    }

    [Fact]
    public void A_journal_that_says_something_else_than_the_stages_do_is_refused_by_its_sequence()
    {
        RecoveryScenario scenario = new(2);
        SurvivingRun run = new(scenario, 2);
        run.RunFirst();
        EngineEvent[] events = [.. run.Journal.Events];
        int changed = Array.FindIndex(events, e => e is { Kind: EventKind.Report, Report.Kind: ReportKind.Fill });
        events[changed].Report.LastPrice = new Price(events[changed].Report.LastPrice.Raw + 1);
        InlineEngine engine = new(scenario.Options(), scenario.First(), compiler: RecoveryScenario.Compiler());
        RecoveryDivergedException refused = Assert.Throws<RecoveryDivergedException>(() => engine.Recover(new RecoverySource
        {
            Journal = new MemoryJournal(events).Read(), Epoch = new EpochStart { Epoch = 2, Reason = EpochReason.Recovery },
        }));
        Assert.Equal(changed, refused.Divergence.Sequence);
    }

    [Fact]
    public void A_journal_that_does_not_begin_behind_the_snapshot_is_refused()
    {
        RecoveryScenario scenario = new(1);
        SurvivingRun run = new(scenario, 1);
        run.RunFirst();
        InlineEngine engine = new(scenario.Options(), scenario.First(), compiler: RecoveryScenario.Compiler());
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => engine.Recover(new RecoverySource
        {
            Journal = run.Journal.Read(from: 7), Epoch = new EpochStart { Epoch = 2, Reason = EpochReason.Recovery },
        }));
        Assert.Contains("sequence 7", refused.Message, StringComparison.Ordinal);
    }

    // Every event but checkpoints and the epoch's own, which moves the sequences behind it, and with them the ids of orders.
    private static List<string> Told(MemoryJournal journal)
    {
        List<string> told = [];
        foreach (EngineEvent journaled in journal.Events)
        {
            if (journaled.Kind is EventKind.HashCheckpoint or EventKind.EpochStart) { continue; }
            EngineEvent e = journaled;
            e.Sequence = 0;
            if (e.Kind == EventKind.Report) { e.Report.OrderId = OrderId.None; }
            if (e.Kind == EventKind.Command) { e.Command.OrderId = OrderId.None; }
            told.Add(EventJson.ToText(in e));
        }

        return told;
    }

    // Anywhere; half of the time just behind an event of a kind that something else has to follow.
    private static int Place(Random random, IReadOnlyList<EngineEvent> events)
    {
        if (random.Next(2) == 0) { return random.Next(events.Count + 1); }
        EventKind kind = random.Next(3) switch { 0 => EventKind.BarPrint, 1 => EventKind.RuleSetStage, _ => EventKind.Report };
        int[] places = [.. Enumerable.Range(0, events.Count).Where(i => events[i].Kind == kind)];
        return places.Length == 0 ? random.Next(events.Count + 1) : places[random.Next(places.Length)] + 1;
    }

    private static void EachOrderEndsOnce(int seed, SurvivingRun run, int open)
    {
        HashSet<OrderId> passed = [.. run.Out.Records
            .Where(record => record is { Kind: OutKind.Decision, Decision: { Action: CommandAction.New, Verdict: RejectReason.None } }).Select(record => record.Decision.OrderId)];
        HashSet<OrderId> ended = [];
        HashSet<(OrderId, ReportKind, long)> answers = [];
        foreach (EngineEvent e in run.Journal.Events)
        {
            if (e.Kind != EventKind.Report || !passed.Contains(e.Report.OrderId)) { continue; }
            bool isEnd = e.Report.Kind is ReportKind.Rejected or ReportKind.Canceled or ReportKind.Expired
                || (e.Report.Kind is ReportKind.Fill or ReportKind.Replaced && e.Report.LeavesQuantity.IsZero);
            if (isEnd) { Assert.True(ended.Add(e.Report.OrderId), $"seed {seed}: order {e.Report.OrderId} ends again at {e.Sequence}"); }
            if (e.Report.Kind is not (ReportKind.Accepted or ReportKind.Fill or ReportKind.Triggered)) { continue; }
            Assert.True(answers.Add((e.Report.OrderId, e.Report.Kind, e.Report.CumulativeQuantity.Raw)), $"seed {seed}: {e.Report.Kind} of order {e.Report.OrderId} again at {e.Sequence}");
        }

        Assert.True(passed.Count - ended.Count == open, $"seed {seed}: {passed.Count} orders, {ended.Count} ended, {open} open");
    }
}
