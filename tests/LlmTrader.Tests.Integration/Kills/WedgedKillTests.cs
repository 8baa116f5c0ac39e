using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Integration.Kills;

/// <summary>Contract 14: a rule set that never comes back from a bar stops the ring, and not the kill.</summary>
public sealed class WedgedKillTests
{
    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    public void While_the_ring_stands_still_a_kill_stops_orders_and_cancels_what_works(EngineTopology topology)
    {
        using KilledRun run = new(topology);
        run.RuleSet.Wedge();
        KilledRun.Eventually(() => run.RuleSet.IsStuck, "the rule set is stuck");
        Assert.True(run.Gateway.OpenOrders > 0, "nothing works at the venue: there is nothing to cancel");
        EngineEvent[] audit = AdminRequests.Events(7, "tester", "POST /v1/kill", "the rule set is stuck");
        KillOutcome outcome = run.KillSwitch.Kill("tester", "the rule set is stuck", flatten: false, audit);

        Assert.True(outcome.IsLatchDurable, outcome.LatchProblem);
        Assert.NotNull(outcome.Event);
        Assert.Equal(("tester", "the rule set is stuck", false, 1), run.Latch.Read() is { } latched ? (latched.Who, latched.Why, latched.Flatten, latched.Epoch) : default);
        KilledRun.Eventually(() => run.Gateway.OpenOrders == 0, "all that worked is cancelled");
        Assert.True(run.Gateway.CancelsOfItsOwn > 0);
        int orders = run.OrdersAtVenue();
        long written = run.Gateway.OrdersWritten;
        Assert.True(run.RuleSet.IsStuck && !run.Engine.Stages.Risk.Gate.Kill.IsKilled, "the ring has moved: the test tests nothing");

        run.RuleSet.Free();
        KilledRun.Eventually(() => run.Engine.Stages.Risk.Gate.Kill.IsKilled, "the event comes through");
        Thread.Sleep(100);
        Assert.Equal((orders, written), (run.OrdersAtVenue(), run.Gateway.OrdersWritten));

        Assert.Equal(KillResetResult.Open, run.KillSwitch.Reset([], () => run.DurableSequence, KilledRun.Patience, out CommandTicket? reset));
        Assert.Null(run.Latch.Read());
        KilledRun.Eventually(() => run.Gateway.OrdersWritten > written, "orders leave again");
        IReadOnlyList<EngineEvent> journal = run.StopAndReplay();
        Assert.True(run.Engine.Commands.TryFindSequence(outcome.Event!.Value, out long killed));
        Assert.True(run.Engine.Commands.TryFindSequence(reset!.Value, out long opened));
        Assert.Equal((EventKind.Kill, EventKind.KillReset), (journal[(int)killed].Kind, journal[(int)opened].Kind));
        AdminRequestAssembler requests = new();
        AuditedRequest? who = null;
        foreach (EngineEvent e in journal.Where(e => e.Kind == EventKind.AdminRequest)) { who = requests.Add(in e.AdminRequest); }
        Assert.Equal(new AuditedRequest(7, "tester", "POST /v1/kill", "the rule set is stuck"), who);
    }

    [Fact]
    public void An_inbox_without_room_keeps_nothing_back_and_the_event_enters_when_there_is_some()
    {
        using KilledRun run = new(EngineTopology.Fused);
        run.RuleSet.Wedge();
        KilledRun.Eventually(() => run.RuleSet.IsStuck, "the rule set is stuck");
        run.Fill(Crashes.OperatorLink.InputOf(2));

        KillOutcome outcome = run.KillSwitch.Kill("tester", "", flatten: false, []);
        Assert.True(outcome.IsLatchDurable, outcome.LatchProblem);
        Assert.Null(outcome.Event);
        KilledRun.Eventually(() => run.Gateway.OpenOrders == 0, "all that worked is cancelled");
        Assert.Equal(KillResetResult.NotDurable, run.KillSwitch.Reset([], () => run.DurableSequence, TimeSpan.FromMilliseconds(50), out _));
        Assert.True(run.KillSwitch.IsKilled && run.Latch.Read() is not null);

        run.RuleSet.Free();
        KilledRun.Eventually(() => run.Engine.Stages.Risk.Gate.Kill.IsKilled, "the event enters");
    }

    [Fact]
    public void A_kill_during_a_reset_stands()
    {
        using KilledRun run = new(EngineTopology.Fused);
        run.KillSwitch.Kill("first", "", flatten: false, []);
        bool isAsked = false;
        KillResetResult result = run.KillSwitch.Reset([], () =>
        {
            if (!isAsked) { run.KillSwitch.Kill("second", "", flatten: false, []); }
            isAsked = true;
            return run.DurableSequence;
        }, KilledRun.Patience, out _);
        Assert.Equal(KillResetResult.KilledAgain, result);
        Assert.Equal("second", run.Latch.Read()?.Who);
        KilledRun.Eventually(() => run.Engine.Stages.Risk.Gate.Kill.IsKilled, "the second kill's event is behind the reset");
    }
}
