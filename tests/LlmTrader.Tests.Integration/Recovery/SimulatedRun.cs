using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tests.Integration.Recovery;

/// <summary>A journal on the disk that engines write one after the other, from one simulated market, each until it is stopped or killed.</summary>
internal sealed class SimulatedRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<EngineEvent> _market = [];

    public SimulatedRun(int events = 60_000, ulong seed = 1, string journalId = "simrun")
    {
        Path = System.IO.Directory.CreateTempSubdirectory("llmtrader-recovery-").FullName;
        Journal = System.IO.Path.Combine(Path, "journal");
        IReadOnlyList<SimulatedInstrument> instruments = SimulatedMarket.DemoInstruments();
        using SimulatedMarket market = new(new SimulatedMarketOptions { Seed = seed, Instruments = instruments, EventLimit = events });
        EngineEvent next = default;
        while (market.TryRead(ref next)) { _market.Add(next); }
        InstrumentTable table = new([.. instruments.Select(simulated => simulated.Instrument)]);
        RunConfiguration configuration = new()
        {
            Strategy = "ma-cross:fast=3,slow=7,bar=1s,quantity.BTCUSDT.SIM=0.5,quantity.ETHUSDT.SIM=10,quantity.SOLUSDT.SIM=200,quantity.ACME.SIM=200",
            Bars = ["1s"],
            Accounts = [new AccountConfiguration { Name = "test", Cash = new Dictionary<string, string> { ["USDT"] = "1000000" } }],
            EntryLatency = Duration.FromMilliseconds(5).Nanoseconds,
            ResponseLatency = Duration.FromMilliseconds(5).Nanoseconds,
            CheckpointInterval = 4096,
        };
        Directory = JournalDirectory.Create(Journal, new JournalManifest
        {
            ProgramVersion = "test", JournalId = journalId, CreatedAt = default, Instruments = table, BarSpecs = configuration.BarSpecs, Configuration = configuration.ToJson(),
        });
    }

    public string Path { get; }

    /// <summary>The journal's directory.</summary>
    public string Journal { get; }

    public JournalDirectory Directory { get; }

    public int MarketEvents => _market.Count;

    public long SegmentBytes { get; init; } = 64 << 10;

    public static JournaledEngineOptions Options(EngineTopology topology, long segmentBytes) => new()
    {
        Threading = new ThreadingOptions { Topology = topology, SpinningThreads = 0, RingCapacity = 1024 },
        Writing = new JournalWriterOptions { SegmentBytes = segmentBytes, Preallocate = false, BlockBytes = 4096 },
    };

    /// <summary>Opens, lets a part of the market in, and ends: clean, or as kill -9 does.</summary>
    public JournaledEngine Run(EngineTopology topology, int from, int to, bool stop)
    {
        JournaledEngine engine = JournaledEngine.Open(Journal, Options(topology, SegmentBytes));
        using (engine) { Feed(engine, from, to, stop); }
        return engine;
    }

    public void Feed(JournaledEngine engine, int from, int to, bool stop)
    {
        MarketDataInbox inbox = engine.Engine.AddInbox(256, InboxOverflow.Wait);
        engine.Engine.Start();
        for (int i = from; i < Math.Min(to, _market.Count); i++)
        {
            EngineEvent next = _market[i];
            Assert.True(inbox.Write(in next, engine.Engine.Stopped), engine.Engine.Fault?.ToString());
        }

        if (stop) { engine.Stop(Patience); }
    }

    /// <summary>Market data in the journal: where the market goes on.</summary>
    public int MarketInJournal()
    {
        using JournalReader reader = new(JournalDirectory.Open(Journal));
        EngineEvent next = default;
        int count = 0;
        while (reader.TryRead(ref next)) { count += next.Kind.IsMarketData() ? 1 : 0; }
        return count;
    }

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
