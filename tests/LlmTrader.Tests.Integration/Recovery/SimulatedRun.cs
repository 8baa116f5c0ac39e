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

    public SimulatedRun(int events = 60_000, ulong seed = 1, int? semantics = null)
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
            ProgramVersion = "test", JournalId = "simrun", EngineSemantics = semantics ?? EngineSemantics.Version, CreatedAt = default, Instruments = table, BarSpecs = configuration.BarSpecs, Configuration = configuration.ToJson(),
        });
    }

    private SimulatedRun(SimulatedRun other)
    {
        Path = System.IO.Directory.CreateTempSubdirectory("llmtrader-recovery-").FullName;
        Journal = System.IO.Path.Combine(Path, "journal");
        CopyFiles(other.Journal, Journal);
        Directory = JournalDirectory.Open(Journal);
        _market = other._market;
        SegmentBytes = other.SegmentBytes;
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

    /// <summary>Lets a part of the market in, at full speed; its last events slowly, as long as <paramref name="meanwhile"/> is not done.</summary>
    public void Feed(JournaledEngine engine, int from, int to, bool stop, Task? meanwhile = null)
    {
        int last = Math.Min(to, _market.Count);
        MarketDataInbox inbox = engine.Engine.AddInbox(256, InboxOverflow.Wait);
        engine.Engine.Start();
        for (int i = from; i < last; i++)
        {
            for (bool isSlow = last - i < 1000; isSlow && meanwhile?.IsCompleted == false; isSlow = i == last - 1) { Thread.Sleep(1); }
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

    /// <summary>The same journal in another place.</summary>
    public SimulatedRun Copy() => new(this);

    public void CopySnapshotsFrom(SimulatedRun other) => CopyFiles(other.Directory.SnapshotsPath, Directory.SnapshotsPath);

    /// <summary>Writes the journal anew, whole and with right checksums, but for one fill whose price is another; returns that event's sequence.</summary>
    public long RewriteWithAnotherPrice()
    {
        List<EngineEvent> events = [];
        EngineEvent next = default;
        using (JournalReader reader = new(Directory))
        {
            while (reader.TryRead(ref next)) { events.Add(next); }
        }

        int changed = events.FindIndex(e => e is { Kind: EventKind.Report, Report.Kind: ReportKind.Fill });
        foreach (string segment in Directory.Segments(StreamKind.In)) { File.Delete(segment); }
        using JournalWriter writer = new(Directory, Options(EngineTopology.Fused, SegmentBytes).Writing);
        for (int i = 0; i < events.Count; i++)
        {
            next = events[i];
            if (i == changed) { next.Report.LastPrice = new Price(next.Report.LastPrice.Raw + 1); }
            writer.Append(in next);
        }

        writer.Complete();
        return changed;
    }

    private static void CopyFiles(string from, string to)
    {
        System.IO.Directory.CreateDirectory(to);
        foreach (string file in System.IO.Directory.GetFiles(from)) { File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)), overwrite: true); }
        foreach (string directory in System.IO.Directory.GetDirectories(from)) { CopyFiles(directory, System.IO.Path.Combine(to, System.IO.Path.GetFileName(directory))); }
    }

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
