using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Feeds.Replay;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>
/// The market data of one or more journals under one numbering of instruments and bar specifications. Several journals
/// merge by the time at which their events reached the engine, ties by the order in which they are named.
/// </summary>
public sealed class MarketDataSet
{
    private readonly JournalDirectory[] _journals;
    private readonly InstrumentId[][] _instrumentMaps;
    private readonly List<JournalReader> _readers = [];

    private MarketDataSet(JournalDirectory[] journals, InstrumentTable instruments, InstrumentId[][] instrumentMaps)
    {
        _journals = journals;
        _instrumentMaps = instrumentMaps;
        Instruments = instruments;
    }

    public InstrumentTable Instruments { get; }

    /// <summary>Bar specifications of ready-made bars that the journals may hold, each once.</summary>
    public IReadOnlyList<BarSpec> BarSpecs => [.. _journals.SelectMany(journal => journal.Manifest.BarSpecs).Distinct()];

    /// <summary>Opens the journals' manifests. Throws <see cref="RunException"/> when two disagree about an instrument.</summary>
    public static MarketDataSet Open(IReadOnlyList<string> directories)
    {
        JournalDirectory[] journals = [.. directories.Select(JournalDirectory.Open)];
        List<Instrument> instruments = [];
        InstrumentId[][] maps = [.. journals.Select(journal => MapInstruments(journal, instruments))];
        return new MarketDataSet(journals, new InstrumentTable(instruments), maps);
    }

    /// <summary>The data as one source, its ready-made bars numbered as in <paramref name="runSpecs"/>; others are passed over.</summary>
    public IMarketDataSource OpenSource(IReadOnlyList<BarSpec> runSpecs)
    {
        IMarketDataSource[] sources = [.. _journals.Select((journal, index) => OpenOne(journal, index, runSpecs))];
        return sources.Length == 1 ? sources[0] : new MergedSource(sources);
    }

    /// <summary>What a reader must know of the data once it has been read: journals that break off before their end.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. _readers.Where(reader => reader.End == JournalEnd.Torn).Select(reader => $"the data breaks off: {reader.TornTail}")];

    private JournalFeed OpenOne(JournalDirectory journal, int index, IReadOnlyList<BarSpec> runSpecs)
    {
        JournalReader reader = new(journal);
        _readers.Add(reader);
        return new JournalFeed(reader, _instrumentMaps[index], [.. journal.Manifest.BarSpecs.Select(spec => PlaceOf(spec, runSpecs))]);
    }

    private static BarSpecId? PlaceOf(BarSpec spec, IReadOnlyList<BarSpec> runSpecs)
    {
        for (int i = 0; i < runSpecs.Count; i++)
        {
            if (runSpecs[i] == spec) { return new BarSpecId((ushort)i); }
        }

        return null;
    }

    private static InstrumentId[] MapInstruments(JournalDirectory journal, List<Instrument> all)
    {
        ReadOnlySpan<Instrument> own = journal.Manifest.Instruments.All;
        var map = new InstrumentId[own.Length];
        for (int i = 0; i < own.Length; i++)
        {
            string name = own[i].FullName;
            Instrument? known = all.Find(candidate => candidate.FullName == name);
            if (known is null)
            {
                known = own[i] with { Id = new InstrumentId(all.Count) };
                all.Add(known);
            }
            else if (known != own[i] with { Id = known.Id })
            {
                throw new RunException($"'{journal.Path}' describes {name} otherwise than a journal before it (scales, tick, lot or fees); import both alike.");
            }

            map[i] = known.Id;
        }

        return map;
    }
}
