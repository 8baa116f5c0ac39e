using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>What a user must hear about the data that was read.</summary>
public sealed class MarketDataSetTests : IDisposable
{
    private readonly TestJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void Events_that_were_lost_when_the_data_was_recorded_are_counted()
    {
        Write(complete: true, dropped: [7, 5]);
        MarketDataSet data = Read(out long events);
        Assert.Equal(5, events);   // The marks too: who keeps a book must know.
        Assert.Empty(data.Incomplete);
        string warning = Assert.Single(data.Warnings);
        Assert.Contains("2 gaps: 12 events were lost", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_without_its_end_mark_is_incomplete_and_whole_data_needs_no_warning()
    {
        Write(complete: false, dropped: []);
        MarketDataSet data = Read(out long events);
        Assert.Equal(1, events);
        Assert.Contains("without an end mark after sequence 0", Assert.Single(data.Incomplete), StringComparison.Ordinal);
        Assert.Equal(data.Incomplete, data.Warnings);

        using TestJournal whole = new();
        whole.WriteTrades(10, perBatch: 5, new JournalWriterOptions { Preallocate = false });
        MarketDataSet good = MarketDataSet.Open([whole.Path]);
        Drain(good);
        Assert.Empty(good.Warnings);
    }

    // A trade, then a gap and a trade for each count.
    private void Write(bool complete, long[] dropped)
    {
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions { Preallocate = false });
        EngineEvent e = TestJournal.Trade(0);
        writer.Append(in e);
        foreach (long count in dropped)
        {
            e = new EngineEvent { Sequence = e.Sequence + 1, Time = e.Time, ExchangeTime = e.Time, Instrument = e.Instrument, Kind = EventKind.Gap };
            e.Gap.Dropped = count;
            writer.Append(in e);
            e = TestJournal.Trade(e.Sequence + 1);
            writer.Append(in e);
        }

        writer.EndOfBatch();
        if (complete) { writer.Complete(); }
    }

    private MarketDataSet Read(out long events)
    {
        MarketDataSet data = MarketDataSet.Open([_journal.Path]);
        events = Drain(data);
        return data;
    }

    private static long Drain(MarketDataSet data)
    {
        using IMarketDataSource source = data.OpenSource(data.BarSpecs);
        EngineEvent e = default;
        long count = 0;
        while (source.TryRead(ref e)) { count++; }
        return count;
    }
}
