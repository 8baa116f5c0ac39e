using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Ports;

namespace LlmTrader.Perf.Latency.Kill;

/// <summary>
/// How long orders go on leaving after a kill: an engine that trades at every event, flat out, through a <see cref="GuardedGateway"/>; another
/// thread stores the flag, and the last order write that begins after that counts.
/// </summary>
public static class KillBenchmark
{
    /// <summary>What the 99th percentile should not exceed.</summary>
    public const long GoalNs = 50_000;

    private const long Settled = 200;   // Orders written, or refused, before the next step: the load is on, or the flag is seen by all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs everything; <paramref name="onTrial"/> hears of progress as (done, all).</summary>
    public static KillBenchmarkResult Run(KillBenchmarkOptions options, Action<int, int>? onTrial = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        LatencyHistogram idle;
        using (HiccupMeter hiccups = HiccupMeter.Start())
        {
            Thread.Sleep(1_000);
            idle = hiccups.Stop();
        }

        List<KillBenchmarkRow> rows = [];
        int all = options.Topologies.Count * (options.WarmUp + options.Trials);
        int done = 0;
        foreach (EngineTopology topology in options.Topologies)
        {
            rows.Add(RunOne(options, topology, () => onTrial?.Invoke(++done, all), cancel));
        }

        return new KillBenchmarkResult(rows, LatencySummary.From(idle), Environment.ProcessorCount, GoalNs);
    }

    private static KillBenchmarkRow RunOne(KillBenchmarkOptions options, EngineTopology topology, Action onTrial, CancellationToken cancel)
    {
        KillFlag flag = new();
        EngineOptions engineOptions = Options();
        using LoopbackEntry venue = new();
        using GuardedGateway gateway = new(flag, venue, engineOptions, epoch: 1);
        ThreadingOptions threading = new() { Topology = topology, SpinningThreads = options.SpinningThreads };
        using TradingEngine engine = new(engineOptions, threading, new EnginePorts { RuleSet = new EagerRuleSet(), Journal = new LatestEvents(), Gateway = gateway, UntilDurable = true });
        MarketDataInbox inbox = engine.AddInbox(65_536, InboxOverflow.Wait);
        gateway.Start(engine);
        venue.Start(gateway);
        engine.Start();
        using CancellationTokenSource over = new();
        CancellationToken stopped = engine.Stopped;
        Thread feed = new(() => Feed(inbox, stopped, over.Token)) { IsBackground = true, Name = "feed" };
        feed.Start();

        Trials trials = new(engine, gateway, venue, flag);
        for (int i = 0; i < options.WarmUp; i++) { trials.Run(cancel); onTrial(); }
        trials.Forget();
        for (int i = 0; i < options.Trials; i++) { trials.Run(cancel); onTrial(); }
        over.Cancel();
        feed.Join();
        return trials.Build(topology);
    }

    private static void Feed(MarketDataInbox inbox, CancellationToken stopped, CancellationToken over)
    {
        EngineEvent e = new() { Kind = EventKind.Trade };
        e.Trade = new TradeTick { Price = new Price(100), Quantity = new Quantity(1) };
        for (long i = 1; !over.IsCancellationRequested; i++)
        {
            e.Time = e.ExchangeTime = new Timestamp(i * 1_000);
            if (!inbox.Write(in e, stopped)) { return; }
        }
    }

    private static EngineOptions Options()
    {
        Currency dollar = Currency.Parse("USD");
        Instrument share = new()
        {
            Id = default, Symbol = "BENCH", Venue = "LOOP", Base = Currency.Parse("BENCH"), Quote = dollar, PriceScale = 2, QuantityScale = 0,
            TickSize = new PriceOffset(1), LotSize = new Quantity(1),
        };
        return new EngineOptions
        {
            Instruments = new InstrumentTable([share]),
            Bars = new BarOptions { Specs = [BarSpec.Parse("1t")] },
            Accounts = [new AccountOptions { Id = default, Name = "bench", InitialCash = [new Money(1_000_000_000 * Money.One, dollar)] }],
            Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = true } },
            Execution = ExecutionMode.Gateway,
        };
    }

    private sealed class Trials(TradingEngine engine, GuardedGateway gateway, LoopbackEntry venue, KillFlag flag)
    {
        private LatencyHistogram _lastWrite = LatencyHistogram.OfNanoseconds();
        private int _withWrite;
        private int _count;
        private long _written;
        private long _writtenTicks;
        private long _refused;

        public void Run(CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            long began = ExternalClock.NowTicks;
            long before = gateway.OrdersWritten;
            Await(() => gateway.OrdersWritten - before >= Settled, "no orders leave");
            Thread.SpinWait(Random.Shared.Next(20_000));   // Anywhere in what the engine does.
            _written += gateway.OrdersWritten - before;
            _writtenTicks += ExternalClock.NowTicks - began;

            long refused = gateway.OrdersRefused;
            long stored = ExternalClock.NowTicks;
            flag.Set(flatten: false);
            Await(() => gateway.OrdersRefused - refused >= Settled, "no order met the flag");
            long last = venue.LastWriteTicks;
            _refused += gateway.OrdersRefused - refused;
            flag.Reset();

            _count++;
            if (last > stored) { _withWrite++; }
            _lastWrite.Record(last > stored ? ExternalClock.TicksToNanoseconds(last - stored) : 0);
        }

        public void Forget()
        {
            _lastWrite = LatencyHistogram.OfNanoseconds();
            (_withWrite, _count, _written, _writtenTicks, _refused) = (0, 0, 0, 0, 0);
        }

        public KillBenchmarkRow Build(EngineTopology topology) => new(
            topology, _count, _withWrite, LatencySummary.From(_lastWrite), _written / (ExternalClock.TicksToNanoseconds(_writtenTicks) / 1e9), _refused);

        private void Await(Func<bool> condition, string otherwise)
        {
            if (!SpinWait.SpinUntil(condition, Patience)) { throw new InvalidOperationException($"Within {Patience.TotalSeconds} s {otherwise}: {engine.Fault?.Message ?? "the engine runs"}.", engine.Fault ?? gateway.Fault); }
        }
    }
}
