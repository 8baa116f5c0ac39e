using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>The rules of every instrument, by date. An instrument without any has those of <see cref="MarketRules.Of"/>.</summary>
public sealed class MarketRulesTable
{
    private readonly MarketRules[][] _byInstrument;

    /// <summary>Throws <see cref="ArgumentException"/> that names what can't be used.</summary>
    public MarketRulesTable(InstrumentTable instruments, IReadOnlyDictionary<InstrumentId, IReadOnlyList<MarketRules>> rules)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(rules);
        foreach (InstrumentId id in rules.Keys)
        {
            if (!instruments.Contains(id)) { throw new ArgumentException($"Market rules of instrument {id.Value}: it must be a known one."); }
        }

        _byInstrument = new MarketRules[instruments.Count][];
        foreach (Instrument instrument in instruments.All)
        {
            IReadOnlyList<MarketRules> own = rules.TryGetValue(instrument.Id, out IReadOnlyList<MarketRules>? given) ? given : [];
            MarketRules[] dated = own.Count == 0 ? [MarketRules.Of(instrument)] : [.. own];
            for (int i = 0; i < dated.Length; i++)
            {
                dated[i].Validated(instrument.FullName);
                if (i > 0 && dated[i].From <= dated[i - 1].From) { throw new ArgumentException($"Market rules of {instrument.FullName}: From must rise."); }
            }

            _byInstrument[instrument.Id.Value] = dated;
            Settles |= Array.Exists(dated, one => one.SettlementDays > 0);
        }
    }

    /// <summary>Whether any of them limits prices to a band around the previous close.</summary>
    public bool HasBands => _byInstrument.Any(dated => dated.Any(rules => rules.PriceBandBasisPoints != 0));

    /// <summary>Every instrument trades around the clock.</summary>
    public static MarketRulesTable Without(InstrumentTable instruments) => new(instruments, new Dictionary<InstrumentId, IReadOnlyList<MarketRules>>());

    /// <summary>Whether anywhere what was bought may not be sold at once.</summary>
    public bool Settles { get; }

    /// <summary>The rules in force; before the first date, the first.</summary>
    public MarketRules At(InstrumentId instrument, Timestamp time)
    {
        MarketRules[] dated = _byInstrument[instrument.Value];
        for (int i = dated.Length - 1; i > 0; i--)
        {
            if (dated[i].From <= time) { return dated[i]; }
        }

        return dated[0];
    }
}
