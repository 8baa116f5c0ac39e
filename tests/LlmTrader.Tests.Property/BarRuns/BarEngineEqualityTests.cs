using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.Margin;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.BarRuns;

/// <summary>The bar engine against the inline engine, its plain twin: StateHash, events, times, derived records and counts.</summary>
public sealed class BarEngineEqualityTests
{
    private static readonly string[] Rules =
    [
        "name: cross\nbar: 1m\nentry_long: cross_above(sma(close, 3), sma(close, 9))\nentry_short: cross_below(sma(close, 3), sma(close, 9))\nsizing: {percent_of_equity: 40}\nstop_loss: {percent: 0.3}\n",
        "name: all-in\nbar: 1m\nentry_long: close > sma(close, 5)\nexit_long: close < sma(close, 5)\nsizing: {percent_of_equity: 100}\n",
        "name: trail\nbar: 1m\nentry_long: close > open\nsizing: {quantity: 2}\ntrailing_stop: {percent: 0.4}\ntime_stop: 7\n",
    ];

    [Fact]
    public void Orders_at_the_market_are_the_same_to_the_bit()
    {
        int whole = 0;
        long fills = 0;
        long parts = 0;
        long canceled = 0;
        long rejected = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            AccountCounts? counts = Compare(new RandomBarRun(seed, bars: 150), () => new MarketOrders(seed), $"seed {seed}");
            if (counts is null) { continue; }
            whole++;
            fills += counts.Fills;
            parts += counts.Fills - counts.Filled;
            canceled += counts.Canceled;
            foreach (long count in counts.Rejected) { rejected += count; }
        }

        string met = $"{whole} runs to their end, {fills} fills, {parts} of a part, {canceled} orders cancelled, {rejected} that risk refused";
        Assert.True(whole > 250 && fills > 5_000 && parts > 500 && canceled > 500 && rejected > 2_000, met);
    }

    // Cancels that are still on their way take places after their orders have filled.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void Little_room_on_a_long_way_to_the_venue_is_the_same_or_left_to_the_inline_engine(int maxOpenOrders)
    {
        int whole = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            RandomBarRun run = new(3_000 + seed, bars: 150);
            EngineOptions options = run.Options with
            {
                Risk = run.Options.Risk with { MaxOpenOrders = maxOpenOrders },
                Venue = run.Options.Venue with { MaxOpenOrders = maxOpenOrders, EntryLatency = Duration.FromSeconds(600), ResponseLatency = Duration.Zero },
            };
            if (Compare(new RandomBarRun(3_000 + seed, bars: 150) { Options = options }, () => new MarketOrders(seed), $"seed {seed}") is not null) { whole++; }
        }

        Assert.True(whole > 0 || maxOpenOrders < 64, $"{whole} runs to their end");
    }

    [Fact]
    public void Rule_sets_are_the_same_to_the_bit()
    {
        int whole = 0;
        long fills = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            if (Compare(new RandomBarRun(1_000 + seed, bars: 300), Rules[seed % Rules.Length], $"seed {seed}") is not { } counts) { continue; }
            whole++;
            fills += counts.Fills;
        }

        Assert.True(whole > 60 && fills > 1_000, $"{whole} runs to their end, {fills} fills");
    }

    [Theory]
    [InlineData("bollinger-breakout")]
    [InlineData("donchian-turtle")]
    [InlineData("grid")]
    [InlineData("kdj-ashare")]
    [InlineData("macd-adx")]
    [InlineData("moving-average-cross")]
    [InlineData("rsi-reversion")]
    [InlineData("time-series-momentum")]
    [InlineData("volatility-target-trend")]
    [InlineData("vwap-reversion")]
    public void Shipped_rule_sets_are_the_same_to_the_bit_or_left_to_the_inline_engine(string name)
    {
        for (int seed = 0; seed < 6; seed++) { Compare(new RandomBarRun(2_000 + seed, bars: 600, ShippedRuleSets.Read(name).Document!.Bar), ShippedRuleSets.TextOf(name), $"{name}, seed {seed}"); }
    }

    [Fact]
    public void What_is_more_than_market_orders_is_left_to_the_inline_engine()
    {
        RandomBarRun run = new(seed: 1, bars: 50);
        Assert.False(new BarEngine(run.Options, new LimitOrders()).TryRun(run.Open(), out _));

        EngineEvent trade = new() { Kind = EventKind.Trade, Time = run.Bars[0].Time, Trade = new TradeTick { Price = new Price(100), Quantity = new Quantity(10) } };
        Assert.False(new BarEngine(run.Options, new MarketOrders(1)).TryRun(new OneEvent(trade), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000_000)]   // The answers come when the data is over.
    public void A_set_that_fails_is_left_to_the_inline_engine(long responseSeconds)
    {
        RandomBarRun run = new(seed: 1, bars: 50);
        EngineOptions options = run.Options with { Venue = run.Options.Venue with { EntryLatency = Duration.Zero, ResponseLatency = Duration.FromSeconds(responseSeconds) } };
        FailsAtReports ruleSet = new();
        Assert.False(new BarEngine(options, ruleSet).TryRun(run.Open(), out _));
        Assert.True(ruleSet.HasFailed);
    }

    [Fact]
    public void A_cancelled_run_says_so()
    {
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        RandomBarRun run = new(seed: 1, bars: 100_000);
        Assert.False(new BarEngine(run.Options, new QuietRuleSet()).TryRun(run.Open(), out _, cancel.Token));
    }

    [Fact]
    public void Options_that_ask_for_more_do_not_suit()
    {
        EngineOptions options = new RandomBarRun(seed: 1, bars: 1).Options;
        MarketOrders ruleSet = new(1);
        Assert.True(BarEngine.Suits(options, ruleSet));
        EngineOptions[] others =
        [
            options with { RuleSets = new RuleSetOptions { Slots = 2 } },
            options with { Accounts = [.. options.Accounts, options.Accounts[0] with { Id = new AccountId(1), Name = "second" }] },
            options with { Risk = options.Risk with { DefaultLimits = new RiskLimits { OrderRate = 1 } } },
            options with { Risk = options.Risk with { DefaultLimits = new RiskLimits { Position = new Quantity(10) } } },
            options with { Risk = options.Risk with { InitialState = TradingState.Halted } },
            options with { Risk = options.Risk with { Rules = [new RiskRule { Id = 1, Kind = RiskRuleKind.OrderQuantity, Scope = RiskRuleScope.Account, Limit = 10 }] } },
            options with { Risk = options.Risk with { MaxOpenOrders = 65 } },
            options with { Venue = options.Venue with { SelfTrade = VenueSelfTrade.RejectNewest } },
            options with { MarketRules = new Dictionary<InstrumentId, IReadOnlyList<MarketRules>> { [new InstrumentId(0)] = [new MarketRules { SettlementDays = 1 }] } },
        ];
        foreach (EngineOptions other in others)
        {
            Assert.False(BarEngine.Suits(other, ruleSet));
            Assert.Throws<ArgumentException>(() => new BarEngine(other, ruleSet));
        }
    }

    private static AccountCounts? Compare(RandomBarRun run, string rules, string what)
    {
        RuleReading reading = RuleText.Read(rules);
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        RuleDocument document = reading.Document! with { Universe = [] };
        return Compare(run, () => new DocumentRuleSet(document, reading.Program!, run.Options.Instruments, run.Options.Bars.Specs), what);
    }

    // What became of the orders; null when the run was more than the bar engine does.
    private static AccountCounts? Compare(RandomBarRun run, Func<IRuleSet> ruleSet, string what)
    {
        OutRecords found = new();
        IRuleSet ours = ruleSet();
        if (!BarEngine.Suits(run.Options, ours)) { return null; }
        BarEngine bars = new(run.Options, ours, found);
        if (!bars.TryRun(run.Open(), out HashCheckpoint hash)) { return null; }

        OutRecords expected = new();
        InlineEngine inline = new(run.Options, ruleSet(), outJournal: expected, startsSmall: true);
        inline.Run(run.Open());
        HashCheckpoint wanted = inline.Complete();

        for (int i = 0; i < Math.Min(expected.Count, found.Count); i++) { Assert.True(expected.IsSame(found, i), $"{what}: record {i} of {expected.Count} is {found[i]}, not {expected[i]}"); }
        Assert.Equal((what, expected.Count), (what, found.Count));
        Assert.Equal((what, inline.Events, inline.Now, wanted.UpTo), (what, bars.Events, bars.Now, hash.UpTo));
        Assert.Equal((what, wanted.Hash), (what, hash.Hash));
        Assert.Equal((inline.Stages.Signals.Counts.Signals, inline.Stages.Signals.Counts.Bars), (bars.Signals.Signals, bars.Signals.Bars));
        AccountCounts counts = inline.Stages.Accounts.Counts;
        Assert.Equal((counts.Sent, counts.Cancels, counts.Fills, counts.Filled, counts.Canceled), (bars.Counts.Sent, bars.Counts.Cancels, bars.Counts.Fills, bars.Counts.Filled, bars.Counts.Canceled));
        Assert.Equal(counts.Rejected.ToArray(), bars.Counts.Rejected.ToArray());
        foreach ((AccountId account, Currency currency) in run.Options.EquityLines)
        {
            Assert.Equal(inline.Stages.Accounts.Book.Equity(account, currency), bars.Book.Equity(account, currency));
            Assert.Equal(inline.Stages.Accounts.Book.Peak(account, currency), bars.Book.Peak(account, currency));
            Assert.Equal(inline.Stages.Accounts.Book.MaxDrawdown(account, currency), bars.Book.MaxDrawdown(account, currency));
        }

        return bars.Counts;
    }

    private sealed class FailsAtReports : IRuleSet
    {
        public string Name => "fails-at-reports";

        public string Id => "fails-at-reports";

        public int WarmUpBars => 0;

        public bool HasFailed { get; private set; }

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            if (context.OpenOrders(bar.Instrument) == 0) { context.SubmitMarket(bar.Instrument, Side.Buy, new Quantity(10)); }
            return RuleSetOutcome.Signal;
        }

        public void OnReport(InstrumentId instrument, in ExecutionReport report)
        {
            HasFailed = true;
            throw new InvalidOperationException("as a set does that has a mistake");
        }

        public void Transfer(ISnapshotTransfer transfer) => transfer.Section(Id);
    }

    private sealed class LimitOrders : IRuleSet
    {
        public string Name => "limit-orders";

        public string Id => "limit-orders";

        public int WarmUpBars => 0;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            context.SubmitLimit(bar.Instrument, Side.Buy, new Quantity(10), new Price(bar.Bar.Close.Raw), TimeInForce.GoodTillCancel, out _);
            return RuleSetOutcome.Signal;
        }

        public void Transfer(ISnapshotTransfer transfer) => transfer.Section(Id);
    }

    private sealed class OneEvent(EngineEvent one) : IMarketDataSource
    {
        private bool _isRead;

        public bool TryRead(ref EngineEvent next)
        {
            next = one;
            return !_isRead && (_isRead = true);
        }

        public void Dispose()
        {
        }
    }

    // All but what risk says of its verdicts.
    private sealed class OutRecords : IOutJournal
    {
        private readonly List<OutRecord> _records = [];

        public int Count => _records.Count;

        public string this[int at] => $"{_records[at].Kind} of event {_records[at].Sequence} at {_records[at].Time}";

        public bool IsSame(OutRecords other, int at)
        {
            (OutRecord one, OutRecord another) = (_records[at], other._records[at]);
            return MemoryMarshal.AsBytes(new ReadOnlySpan<OutRecord>(in one)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<OutRecord>(in another)));
        }

        public void Append(in OutRecord record)
        {
            if (record.Kind != OutKind.Verdict) { _records.Add(record); }
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}
