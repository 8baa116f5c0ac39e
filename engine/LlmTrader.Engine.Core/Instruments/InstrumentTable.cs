using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Engine.Core;

/// <summary>All instruments of an engine, fixed at start; the id is the index.</summary>
public sealed class InstrumentTable
{
    public const int MaxInstruments = ushort.MaxValue;

    private readonly Instrument[] _instruments;
    private readonly Dictionary<string, Instrument> _byFullName;

    /// <summary>Throws <see cref="ArgumentException"/> when ids are not 0, 1, 2, … or a name appears twice.</summary>
    public InstrumentTable(IReadOnlyList<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        if (instruments.Count > MaxInstruments) { throw new ArgumentException($"At most {MaxInstruments} instruments are supported, {instruments.Count} were given."); }

        _instruments = new Instrument[instruments.Count];
        _byFullName = new Dictionary<string, Instrument>(instruments.Count, StringComparer.Ordinal);
        for (int i = 0; i < instruments.Count; i++)
        {
            Instrument instrument = instruments[i].Validated();
            if (instrument.Id.Value != i) { throw new ArgumentException($"Instrument '{instrument.FullName}' has id {instrument.Id.Value}, its place in the table is {i}."); }
            if (!_byFullName.TryAdd(instrument.FullName, instrument)) { throw new ArgumentException($"Instrument '{instrument.FullName}' appears twice."); }
            _instruments[i] = instrument;
        }
    }

    public int Count => _instruments.Length;

    public ReadOnlySpan<Instrument> All => _instruments;

    public Instrument this[InstrumentId id] => _instruments[id.Value];

    public bool Contains(InstrumentId id) => (uint)id.Value < (uint)_instruments.Length;

    /// <summary>Finds by <see cref="Instrument.FullName"/>, or by the symbol alone when only one venue has it.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out Instrument? instrument)
    {
        if (_byFullName.TryGetValue(name, out instrument)) { return true; }
        foreach (Instrument candidate in _instruments)
        {
            if (candidate.Symbol != name) { continue; }
            if (instrument is not null) { instrument = null; return false; }   // Two venues: the short name is ambiguous.
            instrument = candidate;
        }

        return instrument is not null;
    }
}
