using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Unit.EngineLatency;

public sealed class PipelineProbeTests
{
    [Fact]
    public void Events_are_sorted_by_what_they_did_and_the_warm_up_is_left_out()
    {
        PipelineProbe probe = new();
        long now = ExternalClock.NowTicks;
        probe.MeasureFrom(now);
        probe.OnDecision(new EngineEvent { Sequence = 1, Kind = EventKind.Trade, IntendedTicks = now - 1 });
        probe.OnDecision(new EngineEvent { Sequence = 2, Kind = EventKind.Timer });
        probe.OnDecision(new EngineEvent { Sequence = 3, Kind = EventKind.Trade, IntendedTicks = now });
        probe.OnDecision(new EngineEvent { Sequence = 4, Kind = EventKind.Trade, IntendedTicks = now, ClosedBars = new StageRange(0, 1) });
        probe.OnDecision(new EngineEvent { Sequence = 5, Kind = EventKind.Trade, IntendedTicks = now, ClosedBars = new StageRange(0, 1), Commands = new StageRange(0, 1) });
        probe.OnRelease(new EngineEvent { Sequence = 3, Kind = EventKind.Trade, IntendedTicks = now });

        Assert.Equal(0, probe.Release.TotalCount);    // One look at the clock for all that is released together.
        probe.EndOfReleases();
        probe.EndOfReleases();

        Assert.Equal((3, 2, 1, 1), (probe.Decision.TotalCount, probe.Bar.TotalCount, probe.Order.TotalCount, probe.Release.TotalCount));
        Assert.True(probe.LastDecision >= now);
    }

    [Fact]
    public void Releases_are_counted_once_each_when_there_are_many_of_them()
    {
        PipelineProbe probe = new();
        long now = ExternalClock.NowTicks;
        probe.MeasureFrom(now);
        for (int i = 0; i < 100; i++) { probe.OnRelease(new EngineEvent { Sequence = i, Kind = EventKind.Trade, IntendedTicks = now }); }
        Assert.Equal(64, probe.Release.TotalCount);
        probe.EndOfReleases();
        Assert.Equal(100, probe.Release.TotalCount);
    }

    [Fact]
    public void Decisions_are_counted_once_each_when_there_are_many_of_them()
    {
        PipelineProbe probe = new();
        long now = ExternalClock.NowTicks;
        probe.MeasureFrom(now);
        for (int i = 0; i < 20; i++) { probe.OnDecision(new EngineEvent { Sequence = i, Kind = EventKind.Trade, IntendedTicks = now }); }
        Assert.Equal(16, probe.Decision.TotalCount);    // Eight share a look at the clock,
        probe.OnDecision(new EngineEvent { Sequence = 20, Kind = EventKind.Trade, IntendedTicks = now, ClosedBars = new StageRange(0, 1) });
        Assert.Equal(21, probe.Decision.TotalCount);    // a bar has one of its own,
        probe.OnDecision(new EngineEvent { Sequence = 21, Kind = EventKind.Trade, IntendedTicks = now });
        probe.EndOfDecisions();
        probe.EndOfDecisions();
        Assert.Equal(22, probe.Decision.TotalCount);    // and nothing waits for what does not come.
    }

    [Fact]
    public void The_first_report_of_an_order_counts_from_the_event_that_caused_it()
    {
        PipelineProbe probe = new();
        long now = ExternalClock.NowTicks;
        probe.MeasureFrom(now - ExternalClock.NanosecondsToTicks(60_000_000_000));
        long cause = now - ExternalClock.NanosecondsToTicks(5_000_000_000);
        probe.OnDecision(new EngineEvent { Sequence = 70_000, Kind = EventKind.Trade, IntendedTicks = cause, Commands = new StageRange(0, 1) });

        probe.OnDecision(Report(4_464));     // The same place, another order: 70,000 - 65,536.
        Assert.Equal(0, probe.Report.TotalCount);
        probe.OnDecision(Report(70_000));
        probe.OnDecision(Report(70_000));    // Its fill.

        Assert.Equal(1, probe.Report.TotalCount);
        Assert.InRange(probe.Report.Max, 5_000_000_000, 60_000_000_000);
    }

    [Fact]
    public void A_journal_tells_written_and_durable_apart_and_each_event_once()
    {
        StepwiseJournal inner = new();
        StampedJournal journal = new(inner, syncsOnTheWay: true);
        journal.MeasureFrom(1);
        for (int i = 0; i < 5; i++) { journal.Append(new EngineEvent { Sequence = i, IntendedTicks = i == 0 ? 0 : ExternalClock.NowTicks }); }   // The first is no market event.

        (inner.WrittenSequence, inner.DurableSequence) = (2, 1);
        journal.EndOfBatch();
        Assert.Equal((2, 1), (journal.Written.TotalCount, journal.Durable.TotalCount));

        (inner.WrittenSequence, inner.DurableSequence) = (4, 3);
        journal.EndOfBatch();
        journal.EndOfBatch();
        Assert.Equal((4, 3), (journal.Written.TotalCount, journal.Durable.TotalCount));

        inner.DurableSequence = 4;
        journal.Complete();
        Assert.Equal((4, 4), (journal.Written.TotalCount, journal.Durable.TotalCount));
    }

    private static EngineEvent Report(long cause) => new() { Kind = EventKind.Report, Report = new ExecutionReport { OrderId = OrderId.From(cause, 0), Kind = ReportKind.Accepted } };

    private sealed class StepwiseJournal : IJournal
    {
        public long WrittenSequence { get; set; } = -1;

        public long DurableSequence { get; set; } = -1;

        public void Append(in EngineEvent sequenced)
        {
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}
