using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Unit.Swap;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Sets that read several series, through the engine: what closes at one time is seen together, in whatever order it comes.</summary>
public sealed class SeveralSeriesTests
{
    private const string Both = """
        name: both
        bar: 1m
        universe: [AAA, BBB]
        entry_long: close > close @ 5m and close of "AAA" > sma(close of "AAA" - close @ 5m, 2) * 0
        exit_long: close < close of "BBB" or close of "BBB" < close[1] of "BBB"
        sizing: {quantity: 1}
        """;

    public static TheoryData<string, string, bool> Orders() => new()
    {
        { "1m 5m", "AAA BBB", false }, { "5m 1m", "AAA BBB", false }, { "1m 5m", "BBB AAA", false },
        { "5m 1m", "BBB AAA", true }, { "1m 5m", "AAA BBB", true }, { "5m 1m", "AAA BBB", true },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Ready_made_bars_lead_to_the_same_decisions_in_any_order(string specs, string names, bool reversed)
    {
        List<string> expected = Run("1m 5m", "AAA BBB", Both, Bars(new Random(7), 400), isReversed: false);
        Assert.InRange(expected.Count, 20, 800);
        Assert.Equal(expected, Run(specs, names, Both, Bars(new Random(7), 400), reversed));
    }

    [Theory]
    [InlineData("5s 15s", "AAA BBB")]
    [InlineData("15s 5s", "AAA BBB")]
    [InlineData("15s 5s", "BBB AAA")]
    public void Bars_built_from_trades_lead_to_the_same_decisions_in_any_order(string specs, string names)
    {
        string text = Both.Replace("5m", "15s", StringComparison.Ordinal).Replace("1m", "5s", StringComparison.Ordinal);
        List<string> expected = Run("5s 15s", "AAA BBB", text, Trades(new Random(3), 600), isReversed: false);
        Assert.InRange(expected.Count, 20, 600);
        Assert.Equal(expected, Run(specs, names, text, Trades(new Random(3), 600), isReversed: false));
    }

    [Theory]
    [InlineData("AAA BBB")]
    [InlineData("BBB AAA")]
    public void A_decision_sees_the_other_instrument_s_bar_of_the_same_close(string names)
    {
        const string Text = """
            name: follows
            bar: 1m
            universe: [BBB]
            entry_long: close of "AAA" > close[1] of "AAA"
            exit_long: close of "AAA" <= close[1] of "AAA"
            sizing: {quantity: 1}
            """;
        long[] leader = [100, 100, 110, 110, 110, 120];
        List<Source> bars = [.. leader.SelectMany((close, minute) => new[] { Bar("AAA", "1m", minute, close), Bar("BBB", "1m", minute, 50) })];
        List<string> decisions = Run("1m", names, Text, bars, isReversed: false);
        Assert.Equal(["3 BBB Buy", "4 BBB Sell", "6 BBB Buy"], decisions.Select(decision => decision[..decision.LastIndexOf(' ')]));
    }

    [Fact]
    public void A_journal_of_it_replays_without_divergence()
    {
        (InlineEngine engine, KeptEvents journal, KeptRecords _, EngineOptions options) = World("1m 5m", "AAA BBB", Both);
        foreach (Source source in Bars(new Random(5), 300)) { Feed(engine, options, source); }
        HashCheckpoint final = engine.Complete();
        Assert.Contains(journal.Events, e => e.Kind == EventKind.Timer && e.Timer.Id == TimerId.MomentOver);
        foreach (EngineTopology topology in Enum.GetValues<EngineTopology>())
        {
            KeptEvents copy = new();
            copy.Events.AddRange(journal.Events);
            ReplayResult result = new ReplayEngine(options, RuntimeWorld.Threading(topology), Rules(options, Both)).Run(copy);
            Assert.Null(result.Divergence);
            Assert.Equal(final.Hash, result.Hash);
        }
    }

    [Fact]
    public void What_closed_before_the_share_of_the_capital_changed_decides_as_before()
    {
        const string Text = """
            name: sized
            bar: 1m
            universe: [BBB]
            entry_long: close of "AAA" > close[1] of "AAA"
            exit_long: close of "AAA" <= close[1] of "AAA"
            sizing: {percent_of_equity: 50}
            """;
        long whole = Bought(shareAt: null);
        Assert.Equal(whole, Bought(shareAt: 120));   // With the bars' close, after them.
        Assert.Equal(whole / 4, Bought(shareAt: 61));

        static long Bought(double? shareAt)
        {
            (InlineEngine engine, KeptEvents _, KeptRecords records, EngineOptions options) = World("1m", "AAA BBB", Text);
            foreach ((string name, int minute, long close) in new[] { ("AAA", 0, 100L), ("BBB", 0, 50), ("AAA", 1, 110), ("BBB", 1, 50) })
            {
                if (name == "AAA" && minute == 1 && shareAt < 120) { Share(); }
                Feed(engine, options, Bar(name, "1m", minute, close));
            }

            if (shareAt == 120) { Share(); }
            engine.Complete();
            return records.Records.Single(record => record.Kind == OutKind.Decision).Decision.Quantity.Raw;

            void Share()
            {
                EngineEvent share = OperatorEvents.CapitalShare(default, 2_500);
                share.Time = At(shareAt.Value);
                engine.Process(ref share);
            }
        }
    }

    [Fact]
    public void Orders_fill_in_the_finest_bars_whichever_come_first()
    {
        const string Text = """
            name: once
            bar: 1m
            universe: [AAA]
            entry_long: true
            exit_long: false
            sizing: {quantity: 1}
            """;
        foreach (bool longerFirst in new[] { true, false })
        {
            (InlineEngine engine, KeptEvents journal, KeptRecords _, EngineOptions options) = World("5m 1m", "AAA BBB", Text);
            if (longerFirst) { Feed(engine, options, Bar("AAA", "5m", -1, 90)); }
            for (int minute = 0; minute < 4; minute++) { Feed(engine, options, Bar("AAA", "1m", minute, 100 + minute)); }
            EngineEvent fill = journal.Events.First(e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Fill);
            Assert.Equal(At(120), fill.Time);   // Decided at the first minute's close, filled in the second minute.
        }
    }

    private static List<string> Run(string specs, string names, string text, IEnumerable<Source> sources, bool isReversed)
    {
        (InlineEngine engine, KeptEvents _, KeptRecords records, EngineOptions options) = World(specs, names, text);
        foreach (IGrouping<Timestamp, Source> moment in sources.GroupBy(source => source.Time))
        {
            IEnumerable<Source> ordered = moment.OrderBy(source => names.IndexOf(source.Name, StringComparison.Ordinal))
                .ThenBy(source => source.Spec is null ? 0 : specs.IndexOf(source.Spec, StringComparison.Ordinal));
            foreach (Source source in isReversed ? ordered.Reverse() : ordered) { Feed(engine, options, source); }
        }

        engine.Complete();
        return [.. records.Records.Where(record => record.Kind == OutKind.Decision).Select(record =>
            $"{(record.Time - RuntimeWorld.Open).Nanoseconds / 60e9:0.###} {options.Instruments[record.Decision.Instrument].Symbol} {record.Decision.Side} {record.Decision.Quantity.Raw}")];
    }

    private static (InlineEngine Engine, KeptEvents Journal, KeptRecords Out, EngineOptions Options) World(string specs, string names, string text)
    {
        EngineOptions options = RuntimeWorld.Options(2, specs.Split(' '));
        string[] symbols = names.Split(' ');
        options = options with { Instruments = new InstrumentTable([.. options.Instruments.All.ToArray().Select((instrument, i) => instrument with { Symbol = symbols[i] })]) };
        KeptEvents journal = new();
        KeptRecords records = new();
        return (new InlineEngine(options, Rules(options, text), journal, records), journal, records, options);
    }

    private static DocumentRuleSet Rules(EngineOptions options, string text)
    {
        RuleReading reading = RuleText.Read(text);
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        return new DocumentRuleSet(reading.Document!, reading.Program!, options.Instruments, options.Bars.Specs);
    }

    private static Timestamp At(double seconds) => RuntimeWorld.At(seconds);

    private static Source Bar(string name, string spec, int number, long close)
    {
        Duration length = BarSpec.Parse(spec).Period;
        Timestamp open = At(number * (length.Nanoseconds / 1e9));
        return new Source(open + length, name, spec, open, close);
    }

    private static List<Source> Bars(Random random, int minutes)
    {
        List<Source> bars = [];
        for (int minute = 0; minute < minutes; minute++)
        {
            foreach (string name in new[] { "AAA", "BBB" })
            {
                bars.Add(Bar(name, "1m", minute, 1_000 + random.Next(-20, 21)));
                if (minute % 5 == 4) { bars.Add(Bar(name, "5m", minute / 5, 1_000 + random.Next(-20, 21))); }
            }
        }

        return bars;
    }

    private static IEnumerable<Source> Trades(Random random, int seconds) => Enumerable.Range(0, seconds)
        .SelectMany(second => new[] { "AAA", "BBB" }.Select(name => new Source(At(second + 0.25), name, null, At(second + 0.25), 1_000 + random.Next(-20, 21))));

    private static void Feed(InlineEngine engine, EngineOptions options, Source source)
    {
        InstrumentId id = options.Instruments.All.ToArray().Single(instrument => instrument.Symbol == source.Name).Id;
        EngineEvent e = new() { Instrument = id, Time = source.Time, ExchangeTime = source.Time };
        if (source.Spec is null)
        {
            e.Kind = EventKind.Trade;
            e.Trade = new TradeTick { Price = new Price(source.Price), Quantity = new Quantity(1_000) };
        }
        else
        {
            e.Kind = EventKind.Bar;
            e.Bar = new Bar
            {
                Open = new Price(source.Price), High = new Price(source.Price), Low = new Price(source.Price), Close = new Price(source.Price), Volume = new Quantity(1_000),
                OpenTime = source.Open, Spec = new BarSpecId((ushort)options.Bars.Specs.ToList().IndexOf(BarSpec.Parse(source.Spec))),
            };
        }

        engine.Process(ref e);
    }

    private sealed record Source(Timestamp Time, string Name, string? Spec, Timestamp Open, long Price);
}
