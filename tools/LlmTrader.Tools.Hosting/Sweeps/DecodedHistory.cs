using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>The market data of one or more journals, read once and kept in memory for as many runs as there are.</summary>
internal sealed class DecodedHistory
{
    private readonly bool _hasTrades;

    private DecodedHistory(InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs, PackedEvents events, string id, bool hasTrades, bool hasOneBarAlone)
    {
        (Instruments, BarSpecs, Events, Id, _hasTrades, HasOneBarAlone) = (instruments, barSpecs, events, id, hasTrades, hasOneBarAlone);
        (Timestamp first, Timestamp last) = events.Span;
        (First, End) = (first, last + new Duration(1));
    }

    public InstrumentTable Instruments { get; }

    /// <summary>Of the ready-made bars, as their events number them.</summary>
    public IReadOnlyList<BarSpec> BarSpecs { get; }

    public PackedEvents Events { get; }

    /// <summary>SHA-256 over instruments and events, in hexadecimal.</summary>
    public string Id { get; }

    /// <summary>The first event's moment.</summary>
    public Timestamp First { get; }

    /// <summary>Just behind the last event's.</summary>
    public Timestamp End { get; }

    /// <summary>Whether there is nothing but ready-made bars of one length.</summary>
    public bool HasOneBarAlone { get; }

    /// <summary>Whether such bars ever close: ready-made ones are taken as they are, others are built from trades.</summary>
    public bool HasBars(BarSpec spec) => _hasTrades || BarSpecs.Contains(spec);

    /// <summary>Reads it all. Throws <see cref="RunException"/> where there is nothing or more than <paramref name="maxBytes"/>.</summary>
    public static DecodedHistory Read(IMarketDataSource source, InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs, long maxBytes, string name, CancellationToken cancel = default)
    {
        using PackedEvents.Builder builder = new(maxBytes);
        foreach (Instrument instrument in instruments.All) { builder.Name(Describe(instrument)); }
        foreach (BarSpec spec in barSpecs) { builder.Name($"{spec}\n"); }
        EngineEvent next = default;
        bool hasTrades = false;
        bool hasOthers = false;
        for (long count = 0; source.TryRead(ref next); count++)
        {
            if ((count & 0xFFFF) == 0) { cancel.ThrowIfCancellationRequested(); }
            if (!builder.TryAdd(in next))
            {
                throw new RunException(string.Create(CultureInfo.InvariantCulture, $"{name}: after {count:N0} events the {maxBytes:N0} bytes that a decoded history may take are full; name less data, or allow more memory."));
            }

            hasTrades |= next.Kind == EventKind.Trade;
            hasOthers |= next.Kind != EventKind.Bar;
            next = default;   // What a longer event has left would be hashed with a shorter one.
        }

        PackedEvents events = builder.Build(out string id);
        if (events.Count == 0) { throw new RunException($"{name}: there is no market data."); }
        return new DecodedHistory(instruments, barSpecs, events, id, hasTrades, hasOneBarAlone: !hasOthers && barSpecs.Count == 1);
    }

    // All that a run depends on, each field once, in one culture.
    private static string Describe(Instrument one)
    {
        FormattableString head = $"{one.FullName}|{one.Base}|{one.Quote}|{one.PriceScale}|{one.QuantityScale}|{one.TickSize.Raw}|{one.LotSize.Raw}|{one.MakerFee.Raw}|{one.TakerFee.Raw}|{(int)one.Kind}|{one.MinQuantity.Raw}|{one.MaxQuantity.Raw}|{one.MaxMarketQuantity.Raw}|{one.MinNotionalRaw}|{one.LiquidationFee.Raw}";
        IEnumerable<string> tiers = one.MarginTiers.Select(tier => FormattableString.Invariant($"m{tier.NotionalCapRaw},{tier.InitialRate},{tier.MaintenanceRate},{tier.DeductionRaw}"))
            .Concat(one.FeeTiers.Select(tier => FormattableString.Invariant($"f{tier.VolumeRaw},{tier.Maker.Raw},{tier.Taker.Raw}")));
        return $"{FormattableString.Invariant(head)}|{string.Join('|', tiers)}\n";
    }
}
