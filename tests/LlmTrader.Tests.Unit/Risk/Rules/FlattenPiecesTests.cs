using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Unit.Runtime;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>A position that is larger than the venue takes at once is closed in pieces, and what is refused again and again is listed once.</summary>
public class FlattenPiecesTests
{
    private static readonly InstrumentId Share = new(0);

    [Theory]
    [InlineData(50, 0, 2)]
    [InlineData(30, 0, 4)]
    [InlineData(40, 25, 3)]   // 40, 35, 25: no rest that is too small.
    public void The_engine_is_flat_after_a_kill_whatever_the_venue_takes_at_once(long most, long least, long closes)
    {
        EngineOptions options = RuntimeWorld.Options("1t");
        options = options with { Instruments = new InstrumentTable([options.Instruments[Share] with { MaxMarketQuantity = new Quantity(most), MinQuantity = new Quantity(least) }]) };
        FakeOutJournal records = new();
        InlineEngine engine = new(options, ScriptedRuleSet.Idle, outJournal: records);
        void Process(EngineEvent e) => engine.Process(ref e);
        for (int i = 0; i < 4; i++)
        {
            Process(RuntimeWorld.Trade(1 + i, 100));
            Process(RuntimeWorld.Manual(1.5 + i, Side.Buy, 25));
        }

        Process(RuntimeWorld.Trade(5, 100));
        Process(RuntimeWorld.Trade(5.5, 100));   // Before it, the last fill comes in.
        Assert.Equal(100, engine.Stages.Accounts.Book.PositionOf(default, Share).Quantity.Raw);
        Process(new EngineEvent { Kind = EventKind.Kill, Instrument = InstrumentId.None, Time = RuntimeWorld.At(6), Kill = new Kill { Flatten = 1 } });
        for (int i = 7; i < 120; i++) { Process(RuntimeWorld.Trade(i, 100)); }

        Assert.Equal(0, engine.Stages.Accounts.Book.PositionOf(default, Share).Quantity.Raw);
        Assert.Equal((closes, 0), (engine.Stages.Risk.Gate.Kill.ClosesSent, engine.Stages.Risk.Gate.Kill.Unclosed));
        Assert.True(records.Records.Count(record => record.Kind == OutKind.Unclosed) <= 1);
    }

    [Fact]
    public void What_the_venue_refuses_each_time_is_listed_once_until_it_takes_a_close()
    {
        RuleWorld world = new();
        world.Trade(Side.Buy, 50, 100);
        world.Gate.OnKill(new Kill { Flatten = 1 });
        for (int second = 0; second < 5; second++)
        {
            OrderCommand refused = Sent(world);
            Assert.Equal(second == 0 ? 0 : 1, world.Gate.Kill.Unclosed);
            world.Report(refused, ReportKind.Rejected, reason: RejectReason.InvalidQuantity);
            Assert.Equal(1, world.Gate.Kill.Unclosed);
            world.Wait(1);
            world.Gate.WatchAll(world.Now);
        }

        Assert.Equal(RejectReason.InvalidQuantity, Assert.Single(world.Unclosed).Position.Reason);
        OrderCommand taken = Sent(world);
        world.Report(taken, ReportKind.Accepted, leaves: 50);
        Assert.Equal(0, world.Gate.Kill.Unclosed);
        world.Fill(taken, 20, 30, 100);
        world.Report(taken, ReportKind.Canceled, reason: RejectReason.InvalidQuantity);
        Assert.Equal(2, world.Unclosed.Count);   // It is something new.
    }

    private static OrderCommand Sent(RuleWorld world)
    {
        OrderCommand close = world.Sent.Dequeue() with { OrderId = OrderId.From(1_000_000 + world.Gate.PassedOrders, 1) };
        Assert.Equal(RejectReason.None, world.Check(close));
        return close;
    }
}
