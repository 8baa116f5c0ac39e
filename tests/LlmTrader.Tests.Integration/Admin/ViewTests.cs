using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Recovery;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Views;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Admin;

/// <summary>What the views tell is what the engine is, whichever way they came there, and costs the process next to nothing.</summary>
public sealed class ViewTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 20_000, 45_000, 60_000)]
    [InlineData(2, 3_000, 3_500, 30_000)]
    [InlineData(3, 10_000, 59_000, 60_000)]
    public void The_views_equal_the_engine_over_kills_starts_and_snapshots(ulong seed, int killed, int stopped, int end)
    {
        using SimulatedRun run = new(seed: seed);
        run.Run(EngineTopology.Fused, 0, killed, stop: false).Dispose();
        run.Run(EngineTopology.Pipelined, run.MarketInJournal(), stopped, stop: true).Dispose();
        new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run();
        using JournaledEngine engine = JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes));
        Assert.NotNull(engine.Snapshot);
        using EngineViews views = EngineViews.Start(run.Journal, new ViewOptions { SnapshotUpTo = engine.Snapshot.Sequence });
        run.Feed(engine, run.MarketInJournal(), end, stop: true);
        using ViewState anew = ViewState.Open(run.Journal, new ViewOptions { SnapshotUpTo = -1 });
        while (anew.TryStep()) { }
        Assert.Equal(engine.Engine.Events - 1, anew.Sequence);
        Assert.True(SpinWait.SpinUntil(() => views.Place.Sequence == anew.Sequence || views.Place.Fault is not null, TimeSpan.FromSeconds(30)), $"{views.Place}");
        views.Read(following =>
        {
            Assert.Equal(engine.Snapshot.Sequence + 1, following.FirstSequence);
            foreach (ViewState view in new[] { following, anew })
            {
                Assert.Null(view.Divergence);
                AssertSame(engine.Engine.Stages, view);
            }

            AssertListsAgree(anew, following);
            return true;
        });
        AssertListsMatch(run.Journal, anew);
    }

    [Fact]
    public void Folding_stays_within_the_edges_budget_of_garbage()
    {
        using SimulatedRun run = new(60_000) { SegmentBytes = 16 << 20 };
        run.Run(EngineTopology.Fused, 0, 60_000, stop: true).Dispose();
        using (JournalFollower plain = new(run.Directory))
        {
            EngineEvent e = default;
            for (int i = 0; i < 30_000; i++) { plain.TryRead(ref e); }
            long start = GC.GetAllocatedBytesForCurrentThread();
            int read = 0;
            while (plain.TryRead(ref e)) { read++; }
            output.WriteLine($"following alone: {(GC.GetAllocatedBytesForCurrentThread() - start) * 1000.0 / read:N0} bytes per 1,000 events");
        }

        using ViewState views = ViewState.Open(run.Journal, new ViewOptions());
        for (int i = 0; i < 30_000; i++) { Assert.True(views.TryStep()); }
        long before = GC.GetAllocatedBytesForCurrentThread();
        int events = 0;
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (views.TryStep()) { events++; }
        TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        double perThousand = (GC.GetAllocatedBytesForCurrentThread() - before) * 1000.0 / events;
        output.WriteLine($"{perThousand:N0} bytes per 1,000 events over {events:N0} events, {events / took.TotalSeconds:N0} events/s");
        Assert.True(events > 30_000);
        Assert.True(perThousand < 2_500, $"{perThousand:N0} bytes per 1,000 events");    // At 20,000 a second a twentieth of the budget of 1 MB.
    }

    [Fact]
    public async Task Who_waits_for_a_sequence_is_told_when_it_is_folded_or_that_it_was_not_in_time()
    {
        using SimulatedRun run = new(5_000);
        run.Run(EngineTopology.Fused, 0, 5_000, stop: true).Dispose();
        using EngineViews views = EngineViews.Start(run.Journal);
        Assert.True(await views.WaitForAsync(4_000, TimeSpan.FromSeconds(30), default));
        Assert.True(views.Place.Sequence >= 4_000);
        Assert.False(await views.WaitForAsync(1_000_000, TimeSpan.FromMilliseconds(50), default));
    }

    private static void AssertSame(TradingStages engine, ViewState view)
    {
        Assert.Equal(engine.Hash.Combine(), view.Stages.Hash.Combine());
        Assert.Equal(engine.Risk.Gate.State, view.Risk.State);
        Assert.Equal(engine.Risk.Gate.ListOpenOrders(), view.Risk.ListOpenOrders());
        Assert.Equal(engine.Risk.Gate.Rejections.ToArray(), view.Risk.Rejections.ToArray());
        Currency quote = Currency.Parse("USDT");
        AccountId account = default;
        AccountBook book = engine.Accounts.Book;
        Assert.Equal((book.Cash(account, quote), book.Equity(account, quote), book.Peak(account, quote), book.Realized(account, quote), book.Fees(account, quote)),
            (view.Accounts.Cash(account, quote), view.Accounts.Equity(account, quote), view.Accounts.Peak(account, quote), view.Accounts.Realized(account, quote), view.Accounts.Fees(account, quote)));
        foreach (Instrument instrument in view.Instruments.All)
        {
            Assert.Equal(book.PositionOf(account, instrument.Id), view.Accounts.PositionOf(account, instrument.Id));
            Assert.Equal(engine.Risk.Gate.LimitsOf(instrument.Id), view.Risk.LimitsOf(instrument.Id));
        }

        Assert.Equal(
            engine.Risk.Gate.ListOpenOrders().Select(open => (open.Command.OrderId, open.Filled, open.Status)).OrderBy(open => open.OrderId.Raw),
            view.Orders.All.Where(order => order.IsOpen).Select(order => (order.Command.OrderId, order.Filled, order.Status)).OrderBy(open => open.OrderId.Raw));
        Assert.Equal(view.Risk.OpenOrders, view.Orders.Open);
    }

    // Those that began later know less, and nothing else.
    private static void AssertListsAgree(ViewState whole, ViewState later)
    {
        int fills = (int)later.Orders.Fills.Added;
        for (int age = 0; age < Math.Min(fills, later.Orders.Fills.Count); age++) { Assert.Equal(whole.Orders.Fills[age], later.Orders.Fills[age]); }
        foreach (Instrument instrument in whole.Instruments.All)
        {
            if (whole.Bars.Of(instrument.Id, default) is not { } all || later.Bars.Of(instrument.Id, default) is not { } newest) { continue; }
            for (int age = 0; age < newest.Count; age++) { Assert.Equal(all[age], newest[age]); }
        }
    }

    // Against the derived stream as it lies on the disk.
    private static void AssertListsMatch(string journal, ViewState view)
    {
        Dictionary<OrderId, OrderStatus> status = [];
        List<OutRecord> fills = [];
        using OutJournalReader reader = new(JournalDirectory.Open(journal));
        OutRecord record = default;
        while (reader.TryRead(ref record))
        {
            if (record.Kind != OutKind.Order) { continue; }
            if (record.Order.Status != OrderStatus.None) { status[record.Order.Report.OrderId] = record.Order.Status; }
            if (record.Order.Report.Kind == ReportKind.Fill) { fills.Add(record); }
        }

        Assert.Equal(fills.Count, view.Orders.Fills.Added);
        for (int age = 0; age < Math.Min(view.Orders.Fills.Count, fills.Count); age++)
        {
            Assert.Equal((fills[^(age + 1)].Sequence, fills[^(age + 1)].Order.Report), (view.Orders.Fills[age].Sequence, view.Orders.Fills[age].Report));
        }

        foreach (OrderView order in view.Orders.All.Where(order => !order.IsOpen)) { Assert.Equal(status[order.Command.OrderId], order.Status); }
        Assert.True(view.Orders.All.Count() > 20);
    }
}
