using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>Nothing else may run beside this test: it looks at the memory of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcessTests
{
    public const string Name = "swaps under load";
}

/// <summary>
/// A thousand swaps (10,000 with LLMTRADER_LONG=1) while bars close at full rate: every bar is decided by exactly one version,
/// every version has seen every bar since its warm-up began, the thread that runs them allocates nothing, memory stays flat.
/// </summary>
[Collection(WholeProcessTests.Name)]
public class SwapLoadTests
{
    private const int WarmUp = 8;
    private const int MaxBars = 64 << 20;
    private const long FlatBytes = 8 << 20;

    private static readonly int Swaps = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10_000 : 1_000;

    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    public void No_bar_is_lost_or_doubled_or_decided_by_two_versions(EngineTopology topology)
    {
        Witness witness = new();
        Answers answers = new();
        ThreadingOptions threading = new() { Topology = topology, RingCapacity = 1024 };
        using TradingEngine engine = new(Options(), threading, new EnginePorts
        {
            RuleSet = new WitnessSet(witness, WarmUp), RuleSetCompiler = new WitnessCompiler(witness), OutJournal = answers,
        });
        MarketDataInbox inbox = engine.AddInbox(1024, InboxOverflow.Wait);
        engine.Start();
        bool stop = false;
        long written = 0;
        Thread feed = new(() =>
        {
            EngineEvent trade = new() { Kind = EventKind.Trade, Instrument = new InstrumentId(0) };
            for (long i = 1; !Volatile.Read(ref stop) && i < MaxBars; i++)
            {
                trade.Time = trade.ExchangeTime = new Timestamp(1_700_000_000_000_000_000 + (i * 1000));
                trade.Trade = new TradeTick { Price = new Price(i), Quantity = new Quantity(1) };
                if (!inbox.Write(in trade, engine.Stopped)) { return; }
                written = i;
            }
        });
        feed.Start();

        long atTenth = 0;
        for (int swap = 1; swap <= Swaps; swap++)
        {
            SwapTo(engine, answers, swap);
            if (swap == Swaps / 10) { atTenth = GC.GetTotalMemory(forceFullCollection: true); }
        }

        long atEnd = GC.GetTotalMemory(forceFullCollection: true);
        Volatile.Write(ref stop, true);
        feed.Join();
        engine.Stop(TimeSpan.FromSeconds(60));

        Assert.Equal((Swaps, written), (engine.Stages.Signals.RuleSets.Activated, engine.Stages.Signals.Counts.Bars));
        Assert.Equal((written, null), (witness.Decided, witness.Problem));
        // How many of them get a bar to decide on depends on the machine.
        Assert.True(witness.Versions > Swaps / 10, $"only {witness.Versions} of {Swaps} versions ever decided");
        Assert.Equal(0, witness.LeastAllocated);
        Assert.True(atEnd - atTenth < FlatBytes, $"{atTenth} bytes at swap {Swaps / 10}, {atEnd} at the last");
    }

    // On a busy machine more bars can close than may be held back: then the answer says so, and the set is staged again.
    private static void SwapTo(TradingEngine engine, Answers answers, int setId)
    {
        RuleSetSlot slot = engine.RuleSets.Slots[0];
        for (int attempt = 1; slot.StagedSetId != setId; attempt++)
        {
            Assert.True(attempt < 100, $"set {setId} never becomes ready: {answers.LastFailure}");
            long failures = answers.Failures;
            Assert.True(engine.RuleSets.Stage(slot.Id, setId, setId.ToString(CultureInfo.InvariantCulture).PadLeft(200), WarmUp), engine.Fault?.ToString());
            Wait(() => slot.StagedSetId == setId || answers.Failures > failures, engine, $"set {setId} is ready");
        }

        Assert.True(engine.RuleSets.TryActivate(slot.Id, setId));
        Wait(() => slot.ActiveSetId == setId, engine, $"set {setId} is active");
    }

    private static void Wait(Func<bool> until, TradingEngine engine, string what)
    {
        long deadline = Environment.TickCount64 + 30_000;
        SpinWait spin = default;
        while (!until())
        {
            Assert.True(Environment.TickCount64 < deadline && !engine.Stopped.IsCancellationRequested, $"{what}: {engine.Fault?.ToString() ?? "not in time"} {engine.RuleSets.LastError}");
            spin.SpinOnce();
        }
    }

    private static EngineOptions Options() => new()
    {
        Instruments = new InstrumentTable([new Instrument
        {
            Id = new InstrumentId(0), Symbol = "S", Venue = "TEST", Base = Currency.Parse("S"), Quote = Currency.Parse("USD"),
            PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
        }]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1t")] },
        Accounts = [new AccountOptions { Id = default, Name = "main" }],
        RuleSets = new RuleSetOptions { MaxBufferedBars = 1 << 16 },
    };

    /// <summary>Written by the thread that runs the sets: the n-th bar's close is n, so that a gap or a repetition shows.</summary>
    private sealed class Witness
    {
        private long _allocated;
        private int _decider = -1;
        private int _sliceEnd = Swaps / 10;

        public long Decided { get; private set; }

        public int Versions { get; private set; }

        public string? Problem { get; set; }

        /// <summary>
        /// Bytes that the deciding thread has allocated in the slice of its work where they were fewest. The first slice begins
        /// with the tenth version: what runs for the first time may still load types. The next ones are each as long as all
        /// before them: the runtime starts its compiler's thread from whatever thread is at hand, and allocates for that.
        /// </summary>
        public long LeastAllocated { get; private set; } = long.MaxValue;

        public void Decide(int version, long bar)
        {
            if (bar != Decided + 1) { Problem ??= $"bar {bar} after {Decided}, decided by version {version}"; }
            Decided = bar;
            if (version != _decider) { (_decider, Versions) = (version, Versions + 1); }
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            if (Versions < 10) { _allocated = allocated; }
            if (Versions <= _sliceEnd) { return; }
            LeastAllocated = Math.Min(LeastAllocated, allocated - _allocated);
            (_allocated, _sliceEnd) = (allocated, 2 * _sliceEnd);
        }
    }

    /// <summary>Ready events that say that a set is not; only a full buffer may be the reason.</summary>
    private sealed class Answers : IOutJournal
    {
        private long _failures;

        public long Failures => Volatile.Read(ref _failures);

        public RuleSetCode LastFailure { get; private set; }

        public void Append(in OutRecord record)
        {
            if (record.Kind != OutKind.RuleSet || record.RuleSet.Change != EventKind.RuleSetReady || record.RuleSet.Code == RuleSetCode.None) { return; }
            LastFailure = record.RuleSet.Code;
            if (record.RuleSet.Code == RuleSetCode.BufferOverflow) { Volatile.Write(ref _failures, _failures + 1); }
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }

    private sealed class WitnessSet(Witness witness, int warmUp, int version = 0) : IRuleSet
    {
        private long _last = -1;
        private int _seen;

        public string Name => "witness";

        public string Id => "witness";

        public int WarmUpBars => warmUp;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            See(bar.Bar.Close.Raw);
            if (version > 0 && _seen <= warmUp && _last > warmUp) { witness.Problem ??= $"version {version} decides after {_seen} bars"; }
            witness.Decide(version, bar.Bar.Close.Raw);
            return RuleSetOutcome.Quiet;
        }

        public void WarmUp(in ClosedBar bar) => See(bar.Bar.Close.Raw);

        public void Transfer(ISnapshotTransfer transfer)
        {
            transfer.Section(Id);
            transfer.Value(ref _last);
            transfer.Value(ref _seen);
        }

        private void See(long bar)
        {
            if (_last >= 0 && bar != _last + 1) { witness.Problem ??= $"version {version} saw bar {bar} after {_last}"; }
            _last = bar;
            _seen++;
        }
    }

    private sealed class WitnessCompiler(Witness witness) : IRuleSetCompiler
    {
        public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
        {
            ruleSet = new WitnessSet(witness, WarmUp, int.Parse(source, CultureInfo.InvariantCulture));
            error = null;
            return true;
        }
    }
}
