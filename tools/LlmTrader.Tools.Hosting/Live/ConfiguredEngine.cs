using System.Net;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Replay;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live.Logging;
using LlmTrader.Tools.Hosting.Live.Upkeep;
using LlmTrader.Tools.Hosting.Runs;
using Serilog;
using Serilog.Events;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>What a configuration makes: the parts of an engine, by the words of its file.</summary>
public static class ConfiguredEngine
{
    /// <summary>Throws <see cref="RunException"/> that says what can't be used.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="log">Hears what feeds have to say.</param>
    public static EngineHostOptions Compose(EngineConfiguration configuration, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            InstrumentTable instruments = InstrumentsOf(configuration);
            return new EngineHostOptions
            {
                RunDirectory = configuration.Paths.RunDirectory,
                JournalDirectory = configuration.Paths.Journal,
                Instruments = instruments,
                Run = configuration.ToRun(instruments),
                PlaceOf = configuration.PlaceOf,
                Writing = configuration.Journal.ToWriterOptions(),
                Threading = configuration.Threads.ToThreading(CoresOf(configuration)),
                Affinity = configuration.Threads.Affinity,
                UrgentCores = configuration.Threads.UrgentCores,
                RuleSets = EngineRuleSet.ReadAll(configuration),
                ObserveOnly = configuration.Mode == EngineMode.Observe,
                Feeds = [.. configuration.Feeds.Select(feed => FeedOf(feed, configuration, instruments, log))],
                WorkingOrders = configuration.Shutdown.WorkingOrders,
                DrainTime = configuration.Shutdown.Drain,
                Disk = new DiskLimits { WarnPercent = PercentOf(configuration.Journal.WarnAt), StopEntriesPercent = PercentOf(configuration.Journal.StopEntriesAt) },
                Admin = AdminOf(configuration),
                Alerts = metrics => AlertService.Of(configuration, metrics, log, TimeProvider.System),
                Upkeep = new UpkeepOptions
                {
                    SnapshotEvents = configuration.Journal.Snapshots.Events ?? 0,
                    SnapshotAge = configuration.Journal.Snapshots.Every ?? TimeSpan.MaxValue,
                    RetainDays = (int)Math.Ceiling(configuration.Journal.Retain.TotalDays),
                },
            };
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new RunException(error.Message, error);
        }
    }

    /// <summary>The log of a configuration.</summary>
    public static LogOptions LogOf(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new LogOptions
        {
            Level = (LogEventLevel)configuration.Log.Level,   // The same words in the same order.
            Console = configuration.Log.Console,
            File = configuration.Paths.LogFile,
            FileBytes = configuration.Log.FileSize.Bytes,
            Files = configuration.Log.FileCount,
        };
    }

    private static AdminOptions AdminOf(EngineConfiguration configuration)
    {
        AdminConfiguration admin = configuration.Admin;
        return new AdminOptions
        {
            SocketPath = configuration.Paths.Socket,
            TcpPort = admin.Tcp?.Port,
            TcpAddress = admin.Tcp is { } tcp ? IPAddress.Parse(tcp.Address) : IPAddress.Loopback,
            Keys = [.. (admin.Tcp?.Keys ?? []).Select(key => new ApiKey(key.Name, key.Role, key.Sha256))],
            ReadsPerSecond = admin.ReadsPerSecond,
            WritesPerSecond = admin.WritesPerSecond,
            MaxRequestBytes = (int)admin.MaxRequest.Bytes,
            MaxSubscribers = admin.Subscribers,
        }.Validated();
    }

    // What a venue told at the journal's begin is pinned there: a restart neither needs the venue nor hears that a filter has changed.
    private static InstrumentTable InstrumentsOf(EngineConfiguration configuration)
    {
        if (!File.Exists(Path.Combine(configuration.Paths.Journal, JournalDirectory.ManifestName))) { return EngineInstruments.Build(configuration, BinanceVenue.Ask); }
        InstrumentTable pinned = JournalDirectory.Open(configuration.Paths.Journal).Manifest.Instruments;
        return EngineInstruments.Build(configuration, (feed, symbols) => [.. symbols.Select(symbol =>
            pinned.TryFind($"{symbol.ToUpperInvariant()}.{feed.Venue}", out Instrument? found) ? found : BinanceVenue.Ask(feed, [symbol])[0])]);
    }

    private static int CoresOf(EngineConfiguration configuration) => configuration.Threads.Affinity.Count > 0 ? configuration.Threads.Affinity.Count : Environment.ProcessorCount;

    private static int PercentOf(Configuration.Engine.Ratio ratio) => ratio.BasisPoints / 100;

    private static Func<IMarketDataPort, IClock, ILiveFeed> FeedOf(FeedConfiguration feed, EngineConfiguration configuration, InstrumentTable instruments, ILogger log) => feed switch
    {
        SimulatedFeedConfiguration simulated => (port, clock) =>
        {
            SimulatedMarketOptions market = new() { Seed = simulated.Seed, Instruments = EngineInstruments.Simulated(simulated, instruments) };
            return new PacedFeed(simulated.Label, () => new SimulatedMarket(market), instruments.Count, port, clock);
        },
        JournalFeedConfiguration journal => (port, clock) =>
            new PacedFeed(journal.Label, () => OpenJournal(journal, configuration.BaseDirectory, instruments), instruments.Count, port, clock, (double)journal.Speed),
        BinanceFeedConfiguration binance => (port, _) => BinanceVenue.Create(binance, instruments, port, line => log.Information("{Feed}: {Line}", binance.Label, line)),
        _ => throw new ArgumentException($"There is no feed of kind '{feed.Kind}' here."),
    };

    private static JournalFeed OpenJournal(JournalFeedConfiguration feed, string baseDirectory, InstrumentTable instruments)
    {
        JournalDirectory directory = JournalDirectory.Open(Path.GetFullPath(feed.Directory, baseDirectory));
        InstrumentId[] ids = [.. directory.Manifest.Instruments.All.ToArray().Select(one => instruments.TryFind(one.FullName, out Instrument? found) ? found.Id : throw new InvalidDataException($"'{one.FullName}' of '{feed.Directory}' is no instrument of this engine."))];
        return new JournalFeed(new JournalReader(directory), ids, new BarSpecId?[directory.Manifest.BarSpecs.Count]);   // Ready-made bars stay behind: the engine makes its own.
    }
}
