using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Unit.Configuration;

/// <summary>What an engine's configuration comes to: the run, the journal's options, the threads.</summary>
public sealed class EngineRunTests
{
    private const string Feeds = "feeds: [{kind: simulated}]\n";
    private const string Least = Feeds + "accounts: [{name: main, cash: {USDT: 100000}}]\n";

    [Fact]
    public void What_is_left_out_is_safe()
    {
        EngineConfiguration configuration = Read(Least);
        Assert.Equal(EngineMode.Paper, configuration.Mode);
        Assert.Equal((JournalMode.Group, TimeSpan.FromDays(90)), (configuration.Journal.Mode, configuration.Journal.Retain));
        Assert.Equal(("80%", "92%"), (configuration.Journal.WarnAt.ToString(), configuration.Journal.StopEntriesAt.ToString()));
        Assert.Equal(TimeSpan.FromSeconds(2), configuration.Shutdown.Drain);
        RiskRuleConfiguration[] rules = [.. Run(configuration).RiskRules!];
        Assert.Equal(
            [(RiskRuleKind.DailyLoss, "2000", RiskAction.Reduce), (RiskRuleKind.Drawdown, "8%", RiskAction.HaltAll), (RiskRuleKind.PositionRatio, "25%", RiskAction.Reject)],
            rules.Select(rule => (rule.Kind, decimal.TryParse(rule.Limit, out decimal amount) ? $"{amount:0}" : rule.Limit!, rule.Action)));
    }

    [Fact]
    public void A_rule_of_ones_own_takes_the_place_of_the_default_of_its_kind()
    {
        EngineConfiguration configuration = Read(Least + "risk: {position_ratio: off, rules: [{id: 1, kind: drawdown, limit: 5%}]}\n");
        Assert.Equal([(1, RiskRuleKind.Drawdown), (10_001, RiskRuleKind.DailyLoss)], Run(configuration).RiskRules!.Select(rule => (rule.Id, rule.Kind)));
    }

    [Fact]
    public void Each_account_has_a_daily_loss_of_its_own_cash()
    {
        EngineConfiguration configuration = Read(Feeds + "accounts: [{name: a, cash: {USDT: 1000}}, {name: b, cash: {USDT: 50}}]\n");
        Assert.Equal([("a", 20m), ("b", 1m)], Run(configuration).RiskRules!.Where(rule => rule.Kind == RiskRuleKind.DailyLoss).Select(rule => (rule.Target!, decimal.Parse(rule.Limit!, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void A_run_begins_with_nothing_in_as_many_slots_as_rule_sets()
    {
        EngineConfiguration configuration = Read(Least + "rule_sets: [{name: a, text: none, share: 30%}, {name: b, text: 'ma-cross:fast=3,slow=700,bar=5m,quantity=1'}, {name: c, text: none}]\n");
        RunConfiguration run = Run(configuration);
        Assert.Equal(("none", null), (run.Strategy, run.Rules));
        Assert.Equal(["1m", "5m"], run.Bars);
        Assert.Equal(701, run.RetainedBars);    // As many as the longest warm-up needs.
        InstrumentTable instruments = EngineInstruments.Known(configuration)!;
        EngineOptions options = run.ToOptions(instruments);
        Assert.Equal(3, options.RuleSets.Slots);
        Assert.Equal([30_000, 35_000, 35_000], options.RuleSets.CashShares.Select(share => share.Single().Raw / Money.One));
        Assert.IsType<NoRules>(run.CreateRuleSet(instruments));
    }

    [Fact]
    public void One_rule_set_has_all_the_cash_and_needs_no_slots()
    {
        Assert.Null(Run(Read(Least + "rule_sets: [{name: a, text: none}]\n")).Slots);
        Assert.NotNull(Run(Read(Least + "rule_sets: [{name: a, text: none, share: 50%}]\n")).Slots);
    }

    [Fact]
    public void A_manifest_keeps_the_slots_and_one_from_before_them_is_read()
    {
        RunConfiguration run = Run(Read(Least + "rule_sets: [{name: a, text: none}, {name: b, text: none}]\n"));
        RunConfiguration again = RunConfiguration.FromJson(run.ToJson());
        Assert.Equal(run.ToJson().GetRawText(), again.ToJson().GetRawText());
        JsonElement old = JsonSerializer.Deserialize<JsonElement>("""{"strategy": "ma-cross:fast=2,slow=3,bar=1m,quantity=1", "bars": ["1m"], "accounts": [{"name": "a", "cash": {"USDT": "5"}}]}""");
        Assert.Null(RunConfiguration.FromJson(old).Slots);
        Assert.DoesNotContain("slots", RunConfiguration.FromJson(old).ToJson().GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_universe_is_what_the_venue_says_with_the_configured_fees()
    {
        EngineConfiguration configuration = Read("feeds: [{kind: binance, symbols: [BTCUSDT, ETHUSDT]}]\nuniverse: {maker_fee: 0.02%, taker_fee: 0.05%}\naccounts: [{name: main, cash: {USDT: 100000}}]\n");
        Assert.Null(EngineInstruments.Known(configuration));
        (BinanceFeedConfiguration _, IReadOnlyList<string> symbols) = Assert.Single(EngineInstruments.UniverseOf(configuration));
        Assert.Equal(["BTCUSDT", "ETHUSDT"], symbols);
        InstrumentTable table = EngineInstruments.Build(configuration, (_, asked) => [.. asked.Select(Coin)]);
        Assert.Equal(["BTCUSDT.BINANCE", "ETHUSDT.BINANCE"], table.All.ToArray().Select(instrument => instrument.FullName));
        Assert.All(table.All.ToArray(), instrument => Assert.Equal((20_000, 50_000), (instrument.MakerFee.Raw, instrument.TakerFee.Raw)));
        Run(configuration, table);
    }

    [Fact]
    public void A_simulated_feed_plays_its_symbols_at_the_configured_rate()
    {
        EngineConfiguration configuration = Read("feeds: [{kind: simulated, rate: 60, symbols: [SOLUSDT, ETHUSDT]}]\naccounts: [{name: main, cash: {USDT: 1}}]\n");
        InstrumentTable table = EngineInstruments.Known(configuration)!;
        var playing = EngineInstruments.Simulated((SimulatedFeedConfiguration)configuration.Feeds[0], table);
        Assert.Equal([(0, "ETHUSDT"), (1, "SOLUSDT")], playing.Select(one => (one.Instrument.Id.Value, one.Instrument.Symbol)));
        Assert.Equal(60, playing.Sum(one => one.EventsPerSecond), 9);
    }

    [Fact]
    public void Journal_and_threads_are_what_is_written()
    {
        EngineConfiguration configuration = Read(Least + "journal: {mode: sync, group_delay: 2ms, group_size: 2MiB, segment_size: 8MiB}\nthreads: {topology: pipelined, spinning: 1, ring_capacity: 2048}\n");
        JournalWriterOptions writing = configuration.Journal.ToWriterOptions();
        Assert.Equal((JournalMode.Sync, TimeSpan.FromMilliseconds(2), 2 << 20, 8L << 20), (writing.Mode, writing.GroupCommitDelay, writing.GroupCommitBytes, writing.SegmentBytes));
        ThreadingOptions threading = configuration.Threads.ToThreading(8);
        Assert.Equal((EngineTopology.Pipelined, 1, 2048), (threading.Topology, threading.SpinningThreads, threading.RingCapacity));
        Assert.Equal(4, Read(Least).Threads.ToThreading(8).SpinningThreads);
    }

    [Fact]
    public void Recorded_latencies_stand_in_for_the_fixed_ones()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "req_ts,exch_ts,resp_ts\n1000,2000,3000\n2000,3000,4000\n");
            RunConfiguration run = Run(Read(Least + $"fills: {{latency_file: {file}}}\n"));
            Assert.Equal((0, 0, 2), (run.EntryLatency, run.ResponseLatency, run.Latency!.Rows.Count));
            Assert.Equal(5_000_000, Run(Read(Least)).EntryLatency);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Paths_stand_against_the_file_and_the_run_directory()
    {
        EnginePaths paths = EngineConfigurationFile.ReadText("/srv/desk/engine.yaml", Least, new Dictionary<string, string>()).Configuration.Paths;
        Assert.Equal(("/srv/desk/run", "/srv/desk/journal", "/srv/desk/run/admin.sock"), (paths.RunDirectory, paths.Journal, paths.Socket));
        Assert.Equal("/srv/desk/run/log/engine.log", paths.LogFile);
    }

    [Theory]
    [InlineData("${env:A_B1}", true)]
    [InlineData("${A_B1}", true)]
    [InlineData("file:secrets/key", true)]
    [InlineData("file:", false)]
    [InlineData("${1A}", false)]
    [InlineData("${env:}", false)]
    [InlineData("hunter2", false)]
    [InlineData("", false)]
    public void A_secret_is_referred_to_and_never_written(string text, bool isReference) => Assert.Equal(isReference, SecretReference.TryParse(text, out _));

    private static RunConfiguration Run(EngineConfiguration configuration) => Run(configuration, EngineInstruments.Known(configuration)!);

    // With the engine's own word that it can be run so.
    private static RunConfiguration Run(EngineConfiguration configuration, InstrumentTable instruments)
    {
        RunConfiguration run = configuration.ToRun(instruments);
        run.ToOptions(instruments);
        return run;
    }

    private static EngineConfiguration Read(string yaml) => EngineConfigurationFile.ReadText("engine.yaml", yaml, new Dictionary<string, string>()).Configuration;

    private static Instrument Coin(string symbol) => new()
    {
        Id = default, Symbol = symbol, Venue = "BINANCE", Base = Currency.Parse(symbol.AsSpan(0, 3)), Quote = Currency.Parse("USDT"), PriceScale = 2, QuantityScale = 5, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
    };
}
