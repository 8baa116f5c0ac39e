using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Replay;

/// <summary>
/// The market data of a journal as a source: trades, quotes and ready-made bars with the times at which they reached the
/// engine then. What the engine itself made (timers, reports, checkpoints) is passed over: another run makes its own.
/// </summary>
public sealed class JournalFeed : IMarketDataSource
{
    private readonly IJournalReader _journal;
    private readonly InstrumentId[]? _instruments;
    private readonly BarSpecId?[]? _specs;

    /// <param name="journal">Read to its end and disposed with this.</param>
    /// <param name="instruments">The run's instrument for each of the journal's; null when they are the same.</param>
    /// <param name="specs">The run's bar specification for each of the journal's, null for one that the run does not use; null when they are the same.</param>
    public JournalFeed(IJournalReader journal, InstrumentId[]? instruments = null, BarSpecId?[]? specs = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
        _instruments = instruments;
        _specs = specs;
    }

    /// <summary>Events read so far, those passed over included. Another thread may read it for a progress bar.</summary>
    public long EventsRead { get; private set; }

    /// <summary>Ready-made bars of specifications that the run does not use.</summary>
    public long UnusedBars { get; private set; }

    /// <summary>Marks of a source that lost events on their way into the engine; the lost ones are in no journal.</summary>
    public long Gaps { get; private set; }

    /// <summary>Events that those gaps left out, all together.</summary>
    public long DroppedInGaps { get; private set; }

    public bool TryRead(ref EngineEvent next)
    {
        while (_journal.TryRead(ref next))
        {
            EventsRead++;
            if (next.Kind == EventKind.Gap) { CountGap(in next); }
            if (!next.Kind.IsMarketData()) { continue; }
            if (_instruments is not null) { next.Instrument = _instruments[next.Instrument.Value]; }
            if (next.Kind != EventKind.Bar || _specs is null || TryMapSpec(ref next)) { return true; }
        }

        return false;
    }

    public void Dispose() => _journal.Dispose();

    private void CountGap(in EngineEvent next)
    {
        Gaps++;
        DroppedInGaps += next.Gap.Dropped;
    }

    private bool TryMapSpec(ref EngineEvent next)
    {
        if (_specs![next.Bar.Spec.Value] is { } spec)
        {
            next.Bar.Spec = spec;
            return true;
        }

        UnusedBars++;
        return false;
    }
}
