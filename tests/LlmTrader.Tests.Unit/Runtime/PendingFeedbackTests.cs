using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class PendingFeedbackTests
{
    [Fact]
    public void Reports_of_a_source_stay_in_the_order_in_which_they_were_sent()
    {
        Feedback feedback = new(64, doorbell: null);
        PendingFeedback pending = new([feedback], 64);
        for (int i = 1; i <= 40; i++) { Send(feedback.Venue, i, due: i / 10); }
        pending.Collect();

        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), TakeAll(pending, now: 100).Select(e => e.Report.OrderId.Raw));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_places_are_used_again_while_it_grows_wraps_and_empties(bool startsSmall)
    {
        Feedback feedback = new(64, doorbell: null);
        PendingFeedback pending = new([feedback], 64, startsSmall);
        Random random = new(3);
        Queue<long> plain = [];
        EngineEvent next = default;
        long sent = 0;
        for (int round = 0; round < 20_000; round++)
        {
            for (int more = random.Next(Math.Min(20, 65 - plain.Count)); more > 0; more--)
            {
                Send(feedback.Venue, ++sent, due: 0);
                plain.Enqueue(sent);
            }

            pending.Collect();
            for (int fewer = random.Next(22); fewer > 0 && plain.Count > 0; fewer--)
            {
                Assert.True(pending.TryTake(RuntimeWorld.At(0), ref next, out _));
                Assert.Equal(plain.Dequeue(), next.Report.OrderId.Raw);
            }

            Assert.Equal(plain.Count, pending.WaitingReports);
        }

        Assert.Equal(plain, TakeAll(pending, now: 0).Select(e => e.Report.OrderId.Raw));
    }

    [Fact]
    public void The_earliest_due_comes_first_whatever_its_source()
    {
        Feedback risk = new(64, doorbell: null);
        Feedback venue = new(64, doorbell: null);
        PendingFeedback pending = new([venue, risk], 64);
        Send(venue.Venue, 1, due: 3);
        Send(risk.Risk, 2, due: 2);
        Send(risk.Risk, 3, due: 3);
        pending.Collect();

        Assert.Equal(RuntimeWorld.At(2), pending.NextDue);
        Assert.Equal(3, pending.WaitingReports);
        Assert.Equal([2L, 3, 1], TakeAll(pending, now: 3).Select(e => e.Report.OrderId.Raw));   // At one time: risk before venue.
        Assert.Equal(Timestamp.MaxValue, pending.NextDue);
        Assert.Equal(0, pending.WaitingReports);
    }

    [Fact]
    public void Nothing_comes_before_it_is_due()
    {
        Feedback feedback = new(64, doorbell: null);
        PendingFeedback pending = new([feedback], 64);
        feedback.Request(new TimerId(0), RuntimeWorld.At(1));
        Send(feedback.Venue, 1, due: 2);
        pending.Collect();

        EngineEvent next = default;
        Assert.False(pending.TryTake(RuntimeWorld.At(0.5), ref next, out _));
        Assert.Equal(RuntimeWorld.At(2), pending.NextReportDue);
        Assert.True(pending.TryTake(RuntimeWorld.At(1.5), ref next, out _));
        Assert.Equal(EventKind.Timer, next.Kind);
        Assert.False(pending.TryTake(RuntimeWorld.At(1.5), ref next, out _));
        Assert.True(pending.TryTake(RuntimeWorld.At(2), ref next, out _));
        Assert.Equal(EventKind.Report, next.Kind);
    }

    [Fact]
    public void A_full_way_back_is_a_broken_invariant_and_not_a_wait()
    {
        Feedback feedback = new(4, doorbell: null);
        for (int i = 0; i < 4; i++) { feedback.Request(new TimerId(i), RuntimeWorld.At(i)); }
        Assert.Throws<InvariantViolationException>(() => feedback.Request(new TimerId(4), RuntimeWorld.At(4)));
    }

    private static void Send(IReportPort port, long order, double due)
    {
        ExecutionReport report = new() { OrderId = new OrderId(order), Kind = ReportKind.Accepted };
        port.Send(new InstrumentId(0), in report, RuntimeWorld.At(0), RuntimeWorld.At(due));
    }

    private static List<EngineEvent> TakeAll(PendingFeedback pending, double now)
    {
        List<EngineEvent> taken = [];
        EngineEvent next = default;
        while (pending.TryTake(RuntimeWorld.At(now), ref next, out _)) { taken.Add(next); }
        return taken;
    }
}
