using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class SequencerTests
{
    private readonly Feedback _feedback = new(64, doorbell: null);
    private readonly List<EngineEvent> _out = [];
    private readonly Sequencer<Recorder> _sequencer;
    private Action<EngineEvent> _onEvent = _ => { };

    public SequencerTests() =>
        _sequencer = new Sequencer<Recorder>(new Recorder(this), new PendingFeedback([_feedback], 64), SequencerStart.Beginning);

    [Fact]
    public void Sequences_have_no_gap_and_time_is_the_later_of_the_previous_and_the_given_one()
    {
        foreach (double seconds in new[] { 5.0, 3.0, 7.0, 7.0, 1.0 }) { Enter(seconds); }

        Assert.Equal([0, 1, 2, 3, 4], _out.Select(e => e.Sequence));
        Assert.Equal(Times(5, 5, 7, 7, 7), _out.Select(e => e.Time));
        Assert.Equal(5, _sequencer.NextSequence);
    }

    [Fact]
    public void The_first_sequence_is_the_one_given()
    {
        Sequencer<Recorder> later = new(new Recorder(this), new PendingFeedback([_feedback], 64), SequencerStart.Beginning with { NextSequence = 1000 });
        EngineEvent e = RuntimeWorld.Trade(0, 1);
        later.Sequence(ref e, e.Time);
        Assert.Equal(1000, _out.Single().Sequence);
    }

    [Fact]
    public void A_timer_enters_before_the_first_event_at_or_after_its_due_time()
    {
        _feedback.Request(new TimerId(1), RuntimeWorld.At(10));
        Enter(9.999);
        Enter(10);
        Enter(11);

        Assert.Equal([EventKind.Trade, EventKind.Timer, EventKind.Trade, EventKind.Trade], Kinds());
        Assert.Equal((RuntimeWorld.At(10), RuntimeWorld.At(10), new TimerId(1)), (_out[1].Time, _out[1].Timer.Due, _out[1].Timer.Id));
        Assert.True(_out[1].Instrument.IsNone);
    }

    [Fact]
    public void Several_due_timers_enter_by_time_and_then_by_id_each_at_its_own_time()
    {
        _feedback.Request(new TimerId(2), RuntimeWorld.At(5));
        _feedback.Request(new TimerId(1), RuntimeWorld.At(6));
        _feedback.Request(new TimerId(1), RuntimeWorld.At(5));
        _feedback.Request(new TimerId(1), RuntimeWorld.At(5));   // Asked for twice: one event.
        Enter(20);

        Assert.Equal([(1, 5.0), (2, 5.0), (1, 6.0)], _out.SkipLast(1).Select(e => (e.Timer.Id.Value, Seconds(e.Timer.Due))));
        Assert.Equal(Times(5, 5, 6, 20), _out.Select(e => e.Time));
    }

    [Fact]
    public void A_timer_that_a_timer_asks_for_enters_before_the_event_too()
    {
        _onEvent = e =>
        {
            if (e.Kind == EventKind.Timer && e.Timer.Due < RuntimeWorld.At(4)) { _feedback.Request(new TimerId(0), e.Timer.Due + Duration.FromSeconds(1)); }
        };
        _feedback.Request(new TimerId(0), RuntimeWorld.At(1));
        Enter(3.5);
        Enter(4.5);

        Assert.Equal(Times(1, 2, 3, 3.5, 4, 4.5), _out.Select(e => e.Time));
    }

    [Fact]
    public void A_timer_due_in_the_past_enters_at_once_and_time_does_not_go_back()
    {
        Enter(10);
        _feedback.Request(new TimerId(0), RuntimeWorld.At(4));
        Enter(10);

        Assert.Equal([EventKind.Trade, EventKind.Timer, EventKind.Trade], Kinds());
        Assert.Equal(Times(10, 10, 10), _out.Select(e => e.Time));
        Assert.Equal(RuntimeWorld.At(4), _out[1].Timer.Due);
    }

    [Fact]
    public void At_one_time_timers_come_before_answers_and_answers_before_market_data()
    {
        _feedback.Venue.Send(new InstrumentId(0), Report(2), RuntimeWorld.At(1), RuntimeWorld.At(5));
        _feedback.Risk.Send(new InstrumentId(0), Report(1), RuntimeWorld.At(5), RuntimeWorld.At(5));
        _feedback.Request(new TimerId(3), RuntimeWorld.At(5));
        Enter(5);

        Assert.Equal([EventKind.Timer, EventKind.Report, EventKind.Report, EventKind.Trade], Kinds());
        Assert.Equal([ReportSource.Risk, ReportSource.Venue], _out.Where(e => e.Kind == EventKind.Report).Select(e => e.ReportSource));
        Assert.Equal(RuntimeWorld.At(1), _out[2].ExchangeTime);   // When the venue acted, not when it was heard.
    }

    [Fact]
    public void Response_latency_holds_a_report_back()
    {
        _feedback.Venue.Send(new InstrumentId(0), Report(1), RuntimeWorld.At(1), RuntimeWorld.At(3));
        Enter(2.9);
        Assert.Equal([EventKind.Trade], Kinds());
        Enter(3.1);
        Assert.Equal([EventKind.Trade, EventKind.Report, EventKind.Trade], Kinds());
        Assert.Equal(RuntimeWorld.At(3), _out[1].Time);
    }

    [Fact]
    public void Checkpoints_enter_before_everything_else_and_do_not_move_time()
    {
        Enter(1);
        _feedback.Request(new TimerId(0), RuntimeWorld.At(2));
        _feedback.Submit(new HashCheckpoint { UpTo = 0, Hash = 42 });
        Enter(2);

        Assert.Equal([EventKind.Trade, EventKind.HashCheckpoint, EventKind.Timer, EventKind.Trade], Kinds());
        Assert.Equal(RuntimeWorld.At(1), _out[1].Time);
        Assert.Equal((0, 42UL), (_out[1].Checkpoint.UpTo, _out[1].Checkpoint.Hash));
    }

    [Fact]
    public void Drain_delivers_every_answer_and_fires_the_timers_that_are_due_by_then_and_no_others()
    {
        Enter(1);
        _feedback.Request(new TimerId(0), RuntimeWorld.At(2));
        _feedback.Request(new TimerId(1), RuntimeWorld.At(9));
        _feedback.Venue.Send(new InstrumentId(0), Report(1), RuntimeWorld.At(1), RuntimeWorld.At(3));
        _onEvent = e =>   // An answer that causes another one, as a fill after an accept.
        {
            if (e.Kind == EventKind.Report && e.Report.OrderId.Raw == 1) { _feedback.Venue.Send(new InstrumentId(0), Report(2), e.Time, e.Time + Duration.FromSeconds(2)); }
        };

        Assert.Equal(3, _sequencer.Drain());
        Assert.Equal([EventKind.Trade, EventKind.Timer, EventKind.Report, EventKind.Report], Kinds());
        Assert.Equal(Times(1, 2, 3, 5), _out.Select(e => e.Time));
        Assert.Equal(0, _sequencer.Drain());
    }

    [Fact]
    public void Append_comes_before_what_is_pending()
    {
        Enter(1);
        _feedback.Venue.Send(new InstrumentId(0), Report(1), RuntimeWorld.At(1), RuntimeWorld.At(1));
        EngineEvent own = new() { Kind = EventKind.HashCheckpoint };
        _sequencer.Append(ref own);

        Assert.Equal([EventKind.Trade, EventKind.HashCheckpoint], Kinds());
        Assert.Equal(1, _sequencer.AdvanceTo(RuntimeWorld.At(1)));
    }

    private static ExecutionReport Report(long order) => new() { OrderId = new OrderId(order), Kind = ReportKind.Accepted, Side = Side.Buy };

    private static double Seconds(Timestamp time) => (time - RuntimeWorld.Open).Nanoseconds / 1e9;

    private static IEnumerable<Timestamp> Times(params double[] seconds) => seconds.Select(RuntimeWorld.At);

    private IEnumerable<EventKind> Kinds() => _out.Select(e => e.Kind);

    private void Enter(double seconds)
    {
        EngineEvent e = RuntimeWorld.Trade(seconds, 100);
        _sequencer.Sequence(ref e, e.Time);
    }

    private readonly struct Recorder(SequencerTests test) : ISequencedOutput
    {
        public void Publish(ref EngineEvent sequenced)
        {
            test._out.Add(sequenced);
            test._onEvent(sequenced);
        }
    }
}
