using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>What the engine process and the judge that replays its journal have in common.</summary>
internal static class CrashScene
{
    /// <summary>A deposit with tag n is of this much plus n, in 10^-8.</summary>
    public const long DepositRaw = 1_000_000_000;

    public static readonly Currency Cash = Currency.Parse("USDT");

    public static readonly IReadOnlyList<SimulatedInstrument> Market = SimulatedMarket.DemoInstruments();

    public static EngineOptions Options() => new()
    {
        Instruments = new InstrumentTable([.. Market.Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("10t"), BarSpec.Parse("1s")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(100_000_000 * Money.One, Cash)] }],
        Risk = new RiskOptions { MaxOpenOrders = 256, DefaultLimits = new RiskLimits { ShortSelling = true } },
        Execution = ExecutionMode.Gateway,
        CheckpointInterval = 2048,
    };

    /// <summary>The run of such a journal.</summary>
    public static JournaledRun Run(JournalDirectory directory) => JournaledRun.Of(directory, Options(), () => new BusyRuleSet());

    /// <summary>Small segments and short groups: kills fall into rolls and syncs.</summary>
    public static JournalWriterOptions Writing(int seed) => new()
    {
        Mode = seed % 5 == 0 ? JournalMode.Sync : JournalMode.Group,
        SegmentBytes = (32 << 10) << (seed % 4),
        BlockBytes = (4 << 10) << (seed % 3),
        OverlapBytes = seed % 3 == 1 ? 0 : 2048,
        Preallocate = seed % 2 == 0,
    };

    public static JournalManifest Manifest(int seed) => new()
    {
        ProgramVersion = "test",
        JournalId = $"crash{seed}",
        CreatedAt = default,
        Instruments = Options().Instruments,
        BarSpecs = Options().Bars.Specs,
        Configuration = JsonDocument.Parse("{}").RootElement,
    };

    /// <summary>A digest of the whole state, not just of what was put out.</summary>
    public static string StateOf(TradingStages stages)
    {
        SnapshotSaver saver = new();
        stages.Transfer(saver);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(saver.Content))[..16];
    }
}
