using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Persistence.Projection;

/// <summary>What the numbers of a journal's rows are called, from its manifest. For one thread.</summary>
public sealed class ProjectionNames
{
    private readonly ProjectionSymbol[] _symbols;
    private readonly ProjectionSymbol[] _venues;
    private readonly Instrument[] _instruments;
    private readonly ProjectionSymbol[] _barSpecs;
    private readonly Dictionary<Currency, ProjectionSymbol> _currencies = [];

    public ProjectionNames(JournalManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Journal = new ProjectionSymbol(manifest.JournalId);
        _instruments = manifest.Instruments.All.ToArray();
        _symbols = [.. _instruments.Select(instrument => new ProjectionSymbol(instrument.Symbol))];
        _venues = [.. _instruments.Select(instrument => new ProjectionSymbol(instrument.Venue))];
        _barSpecs = [.. manifest.BarSpecs.Select(spec => new ProjectionSymbol(spec.ToString()))];
    }

    private ProjectionNames(ProjectionSymbol journal)
    {
        Journal = journal;
        _instruments = [];
        _symbols = _venues = _barSpecs = [];
    }

    /// <summary>Of no journal: for whoever asks for columns, not values.</summary>
    internal static ProjectionNames None { get; } = new(new ProjectionSymbol(""));

    /// <summary>The journal's id.</summary>
    public ProjectionSymbol Journal { get; }

    /// <summary>The instrument's symbol; null for none and for one that the manifest does not know.</summary>
    public ProjectionSymbol? Symbol(InstrumentId id) => (uint)id.Value < (uint)_symbols.Length ? _symbols[id.Value] : null;

    public ProjectionSymbol? Venue(InstrumentId id) => (uint)id.Value < (uint)_venues.Length ? _venues[id.Value] : null;

    public Instrument? Instrument(InstrumentId id) => (uint)id.Value < (uint)_instruments.Length ? _instruments[id.Value] : null;

    /// <summary>How the bar was made, e.g. <c>1m</c>.</summary>
    public ProjectionSymbol? BarSpec(BarSpecId id) => id.Value < _barSpecs.Length ? _barSpecs[id.Value] : null;

    /// <summary>A currency's code; null for none.</summary>
    public ProjectionSymbol? Currency(Currency currency)
    {
        if (currency.IsNone) { return null; }
        if (!_currencies.TryGetValue(currency, out ProjectionSymbol? symbol)) { _currencies.Add(currency, symbol = new ProjectionSymbol(currency.ToString())); }
        return symbol;
    }
}
