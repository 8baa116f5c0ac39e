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
    private readonly List<OpenJournal> _open = [];

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
    /// <param name="runSpecs">The bar specifications of the run.</param>
    /// <param name="feedLatency">From the exchange's time to the arrival here; null keeps the times at which the events arrived when they were recorded.</param>
    public IMarketDataSource OpenSource(IReadOnlyList<BarSpec> runSpecs, Duration? feedLatency = null)
    {
        IMarketDataSource[] sources = [.. _journals.Select((journal, index) => WithLatency(OpenOne(journal, index, runSpecs), feedLatency))];
        return sources.Length == 1 ? sources[0] : new MergedSource(sources);
    }

    /// <summary>The journals that break off before their end, a sentence each; known once the source has been read to its end.</summary>
    public IReadOnlyList<string> Incomplete => [.. _open.Where(journal => journal.Reader.End != JournalEnd.Complete).Select(BreaksOff)];

    /// <summary>What a reader must know of the data once it has been read: journals that break off, and events that are missing.</summary>
    public IReadOnlyList<string> Warnings => [.. Incomplete, .. _open.Where(journal => journal.Feed.Gaps > 0).Select(HasGaps)];

    private static IMarketDataSource WithLatency(IMarketDataSource source, Duration? feedLatency) =>
        feedLatency is { } latency ? new FeedLatencySource(source, latency) : source;

    private JournalFeed OpenOne(JournalDirectory journal, int index, IReadOnlyList<BarSpec> runSpecs)
    {
        JournalReader reader = new(journal);
        JournalFeed feed = new(reader, _instrumentMaps[index], [.. journal.Manifest.BarSpecs.Select(spec => PlaceOf(spec, runSpecs))]);
        _open.Add(new OpenJournal(journal.Path, reader, feed));
        return feed;
    }

    private static string BreaksOff(OpenJournal journal) =>
        $"the data in '{journal.Path}' is not all there: {journal.Reader.TornTail?.ToString() ?? OpenEnd.Describe(StreamKind.In, journal.Reader.NextSequence - 1)}";

    private static string HasGaps(OpenJournal journal) =>
        $"the data in '{journal.Path}' has {journal.Feed.Gaps} gaps: {journal.Feed.DroppedInGaps} events were lost when it was recorded.";

    private static BarSpecId? PlaceOf(BarSpec spec, IReadOnlyList<BarSpec> runSpecs)
    {
        for (int i = 0; i < runSpecs.Count; i++)
        {
            if (runSpecs[i] == spec) { return new BarSpecId((ushort)i); }
        }

        return null;
    }

    /// <summary>A journal whose data was handed out.</summary>
    private sealed record OpenJournal(string Path, JournalReader Reader, JournalFeed Feed);

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
            else if (!known.IsSpecifiedAs(own[i]))
            {
                throw new RunException($"'{journal.Path}' describes {name} otherwise than a journal before it (scales, tick, lot, fees, kind, filters or tiers); import both alike.");
            }

            map[i] = known.Id;
        }

        return map;
    }
}
