using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;

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
            int life = seed + directory.Manifest.Epoch + directory.ReadEpochs().Count;
            KillFlag kill = new();
            KillLatch latch = new(Path.Combine(path, "..", "run"));
            LoopbackGateway? gateway = null;
            using JournaledEngine engine = JournaledEngine.Open(CrashScene.Run(directory), new JournaledEngineOptions
            {
                Threading = new ThreadingOptions { Topology = life % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused, RingCapacity = 8192 },
                Writing = CrashScene.Writing(life),
                Probe = link,
                CreateGateway = (manifest, epoch) => (gateway = new LoopbackGateway(kill, CrashScene.Options(), manifest.JournalId, epoch, venuePort)).Gateway,
            });
            using LoopbackGateway venue = gateway!;
            Timestamp now = SimulatedStart;
            if (engine.Recovery is { } result)
            {
                now = Timestamp.Max(now, result.Now);
                link.Say(new CrashRecovered(engine.Epoch, result.NextSequence, $"{result.Hash:x16}", CrashScene.StateOf(engine.Engine.Stages), engine.Snapshot?.Sequence ?? -1, engine.PassedOver.Count).ToLine());
            }

            KillSwitchService killSwitch = new(kill, latch, engine.Engine, [venue.Gateway], new SystemClock(), engine.Epoch);
            if (killSwitch.TakeOver() is { } latched) { link.Say($"LATCHED {latched.Who}"); }
            Operator by = new(killSwitch, latch, () => engine.DurableSequence);
            Trade(engine.Engine, venue, link, by, life, now);
            return 0;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine(failure);
            return 3;
        }
    }

    private static Timestamp SimulatedStart => Timestamp.FromUnixSeconds(1_735_689_600);

    private sealed record Operator(KillSwitchService KillSwitch, KillLatch Latch, Func<long> Durable);

    private static void Trade(TradingEngine engine, LoopbackGateway gateway, OperatorLink link, Operator by, int seed, Timestamp start)
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
                case "SYNC":   // What is not durable yet has not left: a disk may be slow for longer than a quiet moment lasts.
                    if (!SpinWait.SpinUntil(() => engine.Passed >= engine.Events - 1, Patience)) { throw new InvalidOperationException("what was sequenced does not come to the gate"); }
                    if (!gateway.RoundTrip(Patience)) { throw new InvalidOperationException("the gateway has failed", gateway.Fault); }
                    link.Say(string.Create(CultureInfo.InvariantCulture, $"SYNCED {engine.Events}"));
                    break;
                case "LATCH":   // As far as a kill comes that is cut off there: no event.
                    by.Latch.Set(new KillLatchContent(new SystemClock().Now, "operator", "test", Flatten: false, Epoch: 0));
                    link.Say("LATCHSET");
                    break;
                case "KILL":
                    KillOutcome outcome = by.KillSwitch.Kill("operator", "test", flatten: false, []);
                    link.Say($"KILLED {outcome.IsLatchDurable}");
                    break;
                case "RESET":
                    link.Say($"RESULT {by.KillSwitch.Reset([], by.Durable, Patience, out _)}");
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
    internal static void Feed(MarketDataInbox inbox, TradingEngine engine, int seed, Timestamp start, CancellationToken quiet)
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
