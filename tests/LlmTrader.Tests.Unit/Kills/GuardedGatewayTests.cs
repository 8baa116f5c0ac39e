using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Unit.Runtime;

namespace LlmTrader.Tests.Unit.Kills;

/// <summary>What the gateway lets out, takes back and answers while the kill flag is set.</summary>
public sealed class GuardedGatewayTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_flag_lets_cancels_pass_and_orders_only_when_it_flattens_and_they_close(bool isSet, bool flattens)
    {
        KillFlag flag = new();
        if (isSet)
        {
            flag.Set(flattens);
            flag.Set(flatten: false);   // Another kill takes nothing back.
        }

        Assert.Equal(isSet, flag.IsSet);
        OrderCommand order = new() { Action = CommandAction.New, Strategy = StrategyId.Manual };
        OrderCommand close = order with { Strategy = StrategyId.Risk, Flags = OrderFlags.ReduceOnly };
        Assert.Equal(!isSet, flag.Lets(in order));
        Assert.Equal(!isSet, flag.Lets(order with { Flags = OrderFlags.ReduceOnly }));
        Assert.Equal(!isSet, flag.Lets(order with { Strategy = StrategyId.Risk }));
        Assert.Equal(!isSet, flag.Lets(close with { Action = CommandAction.Amend }));
        Assert.Equal(!isSet || flattens, flag.Lets(in close));
        Assert.True(flag.Lets(order with { Action = CommandAction.Cancel }));
        flag.Reset();
        Assert.True(flag.Lets(in order));
    }

    [Fact]
    public void What_the_flag_keeps_back_is_answered_and_a_replay_takes_it_for_a_fact() => RuntimeWorld.MustEnd(() =>
    {
        using GuardWorld world = new();
        OrderCommand open = world.Order(10);
        world.Answer(in open, ReportKind.Accepted);
        world.Flag.Set(flatten: false);
        world.Send(RuntimeWorld.Manual(1, Side.Buy, 5));
        RuntimeWorld.Eventually(() => world.Reports(ReportKind.Rejected) == 1, "the order is answered");
        EngineEvent rejected = world.Journal.Events.Single(e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Rejected);
        Assert.Equal((RejectReason.Killed, ReportSource.Gateway), (rejected.Report.Reason, rejected.ReportSource));
        Assert.Equal(1L, world.Gateway.OrdersRefused);
        Assert.Equal(open.OrderId, Assert.Single(world.Written, command => command.Action == CommandAction.New).OrderId);
        world.StopAndReplay();
    });

    [Fact]
    public void Its_own_cancels_are_repeated_until_the_order_is_gone_and_their_refusals_stay_outside() => RuntimeWorld.MustEnd(() =>
    {
        using GuardWorld world = new();
        OrderCommand open = world.Order(10);
        world.Answer(in open, ReportKind.Accepted);
        world.Flag.Set(flatten: false);
        world.Gateway.CancelAll();
        RuntimeWorld.Eventually(() => Cancels() >= 1, "it is cancelled");
        Assert.False(world.Answer(in open, ReportKind.CancelRejected));
        int before = Cancels();
        RuntimeWorld.Eventually(() => Cancels() > before, "it is cancelled again");
        Assert.True(world.Answer(in open, ReportKind.Canceled));
        RuntimeWorld.Eventually(() => world.Engine.Stages.Risk.Gate.OpenOrders == 0, "the ring knows");
        Thread.Sleep(60);
        before = Cancels();
        Thread.Sleep(60);
        Assert.Equal(before, Cancels());
        Assert.Equal(0, world.Reports(ReportKind.CancelRejected));
        world.StopAndReplay();

        int Cancels() => world.Written.Count(command => command.Action == CommandAction.Cancel && command.OrderId == open.OrderId);
    });

    [Fact]
    public void Without_the_flag_one_round_of_cancels_goes_out_when_it_is_asked_for() => RuntimeWorld.MustEnd(() =>
    {
        using GuardWorld world = new();
        OrderCommand[] open = [world.Order(1), world.Order(2), world.Order(3)];
        world.Gateway.CancelAll();
        RuntimeWorld.Eventually(() => world.Gateway.CancelsOfItsOwn == 3, "all are cancelled");
        Thread.Sleep(60);
        Assert.Equal(open.Select(order => order.OrderId), world.Written.Where(command => command.Action == CommandAction.Cancel).Select(command => command.OrderId));
        world.Order(4);   // And trading goes on.
    });

    [Fact]
    public void A_flatten_leaves_although_the_flag_is_set() => RuntimeWorld.MustEnd(() =>
    {
        using GuardWorld world = new();
        OrderCommand bought = world.Order(10);
        world.Answer(in bought, ReportKind.Fill, last: 10);
        RuntimeWorld.Eventually(() => world.Engine.Stages.Risk.Gate.OpenOrders == 0, "it has filled");
        world.Flag.Set(flatten: true);
        world.Send(OperatorEvents.Kill(flatten: true));
        RuntimeWorld.Eventually(() => world.Written.Any(command => command is { Action: CommandAction.New, Side: Side.Sell }), "the close is written");
        OrderCommand close = world.Written.Last(command => command.Action == CommandAction.New);
        Assert.Equal((StrategyId.Risk, 10L, OrderFlags.ReduceOnly), (close.Strategy, close.Quantity.Raw, close.Flags));
        world.Gateway.CancelAll();
        Thread.Sleep(60);
        Assert.DoesNotContain(world.Written, command => command.Action == CommandAction.Cancel);   // It would keep the position open.
        world.Answer(in close, ReportKind.Fill, last: 10);
        world.StopAndReplay();
        Assert.Equal(0, world.Engine.Stages.Accounts.Book.PositionOf(default, default).Quantity.Raw);
    });

    [Fact]
    public void A_connection_that_fails_stops_the_engine_with_its_reason() => RuntimeWorld.MustEnd(() =>
    {
        using GuardWorld world = new();
        world.OnWrite = _ => throw new IOException("The line is cut.");
        world.Send(RuntimeWorld.Manual(0, Side.Buy, 1));
        RuntimeWorld.Eventually(() => world.Gateway.Fault is not null, "the gateway has failed");
        world.Send(RuntimeWorld.Manual(1, Side.Buy, 1));
        RuntimeWorld.Eventually(() => world.Engine.Fault is not null, "the engine has failed");
        Assert.Contains("The line is cut.", world.Engine.Fault!.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void A_cancel_that_can_not_be_written_is_tried_again() => RuntimeWorld.MustEnd(() =>
    {
        using GuardWorld world = new();
        OrderCommand open = world.Order(1);
        bool isCut = true;
        world.OnWrite = _ => { if (Volatile.Read(ref isCut)) { throw new IOException("The line is cut."); } };
        world.Flag.Set(flatten: false);
        world.Gateway.CancelAll();
        RuntimeWorld.Eventually(() => world.Gateway.CancelFault is IOException, "the cancel has failed");
        Volatile.Write(ref isCut, false);
        RuntimeWorld.Eventually(() => world.Written.Any(command => command.Action == CommandAction.Cancel && command.OrderId == open.OrderId), "it is written later");
        RuntimeWorld.Eventually(() => world.Gateway.CancelFault is null, "and nothing is wrong any more");
    });

    // Whoever sets the flag and then takes the gateway's lock has seen the last order; each that left is in the table and is cancelled.
    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    public void Under_load_no_order_is_written_behind_the_kill_and_every_one_before_it_is_cancelled(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        const int Orders = 800;
        for (int seed = 1; seed <= 10; seed++)
        {
            using GuardWorld world = new(topology);
            bool isKilled = false;
            string? late = null;
            int left = new Random(seed).Next(1, Orders / 2);
            using ManualResetEventSlim reached = new();
            using ManualResetEventSlim goOn = new(initialState: seed % 2 == 0);   // In odd runs the flag is set while an order is being written.
            world.OnWrite = command =>
            {
                if (command.Action == CommandAction.New && Volatile.Read(ref isKilled)) { late = $"order {command.OrderId}"; }
                if (command.Action != CommandAction.New || --left != 0) { return; }
                reached.Set();
                goOn.Wait();
            };
            Background sender = new(() => { for (int i = 0; i < Orders; i++) { world.Send(RuntimeWorld.Manual(0, Side.Buy, 1)); } });
            Assert.True(reached.Wait(RuntimeWorld.Patience), $"{world.Engine.Fault ?? world.Gateway.Fault}");
            world.Flag.Set(flatten: false);
            world.Gateway.CancelAll();
            goOn.Set();
            _ = world.Gateway.OpenOrders;
            Volatile.Write(ref isKilled, true);
            sender.MustEnd();
            long written = world.Gateway.OrdersWritten;
            RuntimeWorld.Eventually(() => written + world.Gateway.OrdersRefused == Orders, "all are written or refused");
            RuntimeWorld.Eventually(() => world.Gateway.CancelsOfItsOwn >= written, "all that left are cancelled");
            Assert.Equal(written, world.Written.Where(command => command.Action == CommandAction.Cancel).Select(command => command.OrderId).Distinct().Count());
            Assert.Null(late);
            Assert.Equal(written, world.Gateway.OrdersWritten);
            if (seed % 2 == 1) { Assert.True(written < Orders); }
        }
    });
}
