using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Fills;

/// <summary>Counts the market data that goes through it, by kind and by instrument.</summary>
internal sealed class MarketTally(IMarketDataSource inner, int instruments, BarGapTally barGaps) : IMarketDataSource
{
    private static readonly (EventKind Kind, string Name)[] Rare = [(EventKind.CashFlow, "cashFlows"), (EventKind.Funding, "fundingPayments"), (EventKind.MarkPrice, "markPrices")];

    private readonly long[] _counts = new long[(int)Enum.GetValues<EventKind>().Max() + 1];
    private readonly Int128[] _traded = new Int128[instruments];
    private readonly Int128[] _inBars = new Int128[instruments];
    private readonly int[] _barSpecs = new int[instruments];   // One more than the first bar's, 0 before it: others show the same trades again.

    /// <summary>When the data begins; null before the first event.</summary>
    public Timestamp? FirstTime { get; private set; }

    public Timestamp LastTime { get; private set; }

    public bool HasTrades => Count(EventKind.Trade) > 0;

    /// <summary>Nothing finer than bars.</summary>
    public bool HasBarsOnly => Count(EventKind.Bar) > 0 && !HasTicks;

    /// <summary>Trades, quotes or a book.</summary>
    public bool HasTicks => HasTrades || Count(EventKind.Quote) > 0 || Count(EventKind.Book) > 0;

    /// <summary>Quotes, or a book while fills use books.</summary>
    public bool ShowsQueue(bool usesBooks) => Count(EventKind.Quote) > 0 || (usesBooks && Count(EventKind.Book) > 0);

    /// <summary>How often data was marked as lost.</summary>
    public long Gaps => Count(EventKind.Gap);

    public long Count(EventKind kind) => _counts[(int)kind];

    /// <summary>What the market traded in an instrument, in raw units.</summary>
    public Int128 VolumeOf(InstrumentId instrument) => _traded[instrument.Value] > 0 ? _traded[instrument.Value] : _inBars[instrument.Value];

    public bool TryRead(ref EngineEvent next)
    {
        if (!inner.TryRead(ref next)) { return false; }
        FirstTime ??= next.Time;
        LastTime = next.Time;
        _counts[(int)next.Kind]++;
        if (next.Kind == EventKind.Trade) { _traded[next.Instrument.Value] += Math.Max(0, next.Trade.Quantity.Raw); }
        else if (next.Kind == EventKind.Bar)
        {
            AddBar(in next);
            barGaps.Add(in next);
        }

        return true;
    }

    /// <summary>Market data by kind, and what the engine itself added to it. Kinds that came with books are left out when there were none.</summary>
    public Dictionary<string, long> Counts(long sequenced)
    {
        Dictionary<string, long> counts = new()
        {
            ["trades"] = Count(EventKind.Trade),
            ["quotes"] = Count(EventKind.Quote),
            ["bars"] = Count(EventKind.Bar),
            ["addedByEngine"] = sequenced - _counts.Sum(),
        };
        if (Count(EventKind.Book) > 0) { counts["bookPieces"] = Count(EventKind.Book); }
        if (Gaps > 0) { counts["gaps"] = Gaps; }
        foreach ((EventKind kind, string name) in Rare)
        {
            if (Count(kind) > 0) { counts[name] = Count(kind); }
        }

        return counts;
    }

    public void Dispose() => inner.Dispose();

    private void AddBar(in EngineEvent next)
    {
        ref int spec = ref _barSpecs[next.Instrument.Value];
        if (spec == 0) { spec = next.Bar.Spec.Value + 1; }
        if (spec == next.Bar.Spec.Value + 1) { _inBars[next.Instrument.Value] += Math.Max(0, next.Bar.Volume.Raw); }
    }
}
