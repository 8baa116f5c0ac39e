using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>
/// The process that gets killed: takes the journal up, tells what it found, and trades at a busy simulated market until it is told to stop.
/// Its exit codes are the program's: 0 stopped clean, 3 a fault, which stands on the error stream.
/// </summary>
internal static class CrashEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static int Run(string path, int seed, int venuePort, int operatorPort)
    {
        try
        {
            using OperatorLink link = new(operatorPort);
            JournalDirectory directory = JournalDirectory.Open(path);
            using RecoveredJournal? recovered = IsNew(directory) ? null : JournalRecovery.Open(directory, new RecoveryOptions { ProgramVersion = "test", OpenedAt = default });
            int epoch = recovered?.Epoch.Epoch ?? directory.Manifest.Epoch;
            JournalWriterOptions writing = CrashScene.Writing(seed + epoch);
            using JournalWriter journal = recovered is null ? new(directory, writing) : new(recovered, writing);
            using OutJournalWriter outJournal = recovered is null ? new(directory, writing) : new(recovered, writing);
            using LoopbackGateway gateway = new(directory.Manifest.JournalId, epoch, venuePort);
            ThreadingOptions threading = new() { Topology = (seed + epoch) % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused, RingCapacity = 8192 };
            using TradingEngine engine = new(CrashScene.Options(), threading, new EnginePorts
            {
                RuleSet = new BusyRuleSet(), Journal = journal, OutJournal = outJournal, Gateway = gateway, Probe = link, UntilDurable = true,
            });
            Timestamp now = SimulatedStart;
            if (recovered is not null)
            {
                using JournalReader kept = new(directory);
                RecoveryResult result = engine.Recover(new RecoverySource { Journal = kept, Epoch = new EpochStart { Epoch = epoch, Reason = EpochReason.Recovery } });
                now = Timestamp.Max(now, result.Now);
                link.Say(string.Create(CultureInfo.InvariantCulture, $"RECOVERED {epoch} {result.NextSequence} {result.Hash:x16} {CrashScene.StateOf(engine.Stages)}"));
            }

            Trade(engine, gateway, link, seed + epoch, now);
            return 0;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine(failure);
            return 3;
        }
    }

    private static Timestamp SimulatedStart => Timestamp.FromUnixSeconds(1_735_689_600);

    // As long as nothing was ever durable a journal begins anew.
    private static bool IsNew(JournalDirectory directory) =>
        directory.Segments(StreamKind.In).Count == 0 && directory.Segments(StreamKind.Out).Count == 0 && directory.ReadEpochs().Count == 0;

    private static void Trade(TradingEngine engine, LoopbackGateway gateway, OperatorLink link, int seed, Timestamp start)
    {
        MarketDataInbox inbox = engine.AddInbox(8192, InboxOverflow.Wait);
        gateway.Start(engine);   // Before the stages have a thread of their own: it takes over what they recovered.
        engine.Start();
        using CancellationTokenSource quiet = new();
        Thread feed = new(() => Feed(inbox, engine, seed, start, quiet.Token)) { IsBackground = true };
        feed.Start();
        link.Say("RUNNING");
        while (link.Read() is { } line)
        {
            if (engine.Fault is { } fault) { throw new InvalidOperationException("the engine has failed", fault); }
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "INPUT": Write(engine, OperatorLink.InputOf(long.Parse(words[1], CultureInfo.InvariantCulture))); break;
                case "QUIET":
                    quiet.Cancel();
                    feed.Join();
                    link.Say("QUIETED");
                    break;
                case "SYNC":
                    if (!gateway.RoundTrip(Patience)) { throw new InvalidOperationException("the gateway has failed", gateway.Fault); }
                    link.Say(string.Create(CultureInfo.InvariantCulture, $"SYNCED {engine.Events}"));
                    break;
                case "STOP":
                    engine.Stop(Patience);
                    link.Say("STOPPED");
                    return;
                default: throw new InvalidOperationException($"The operator says '{line}'.");
            }
        }

        throw new InvalidOperationException("The operator is gone.");
    }

    private static void Write(TradingEngine engine, EngineEvent input)
    {
        while (!engine.Commands.TryWrite(in input)) { Thread.Yield(); }
    }

    // At a pace of its own, so that a journal does not outgrow the replays of a campaign.
    private static void Feed(MarketDataInbox inbox, TradingEngine engine, int seed, Timestamp start, CancellationToken quiet)
    {
        SimulatedMarket market = new(new SimulatedMarketOptions { Seed = (ulong)seed, Instruments = CrashScene.Market, Start = start });
        int burst = 10 << (seed % 3);
        EngineEvent next = default;
        while (!quiet.IsCancellationRequested)
        {
            for (int i = 0; i < burst && market.TryRead(ref next); i++)
            {
                if (!inbox.Write(in next, engine.Stopped)) { return; }
            }

            Thread.Sleep(1);
        }
    }
}
