using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>One thing that grows while its cost is measured.</summary>
/// <param name="Name">What grows: <c>instruments</c>.</param>
/// <param name="Of">What is timed: <c>event</c>.</param>
/// <param name="What">The same as a sentence for people.</param>
/// <param name="Quantities">Rising.</param>
/// <param name="UpTo">The goal ends here.</param>
/// <param name="Prepare">Of a quantity and a number of events: does all that is not timed, and gives what measures one run in nanoseconds.</param>
public sealed record ScaleSeries(string Name, string Of, string What, IReadOnlyList<int> Quantities, double UpTo, Func<int, int, Func<double>> Prepare)
{
    private const int WarmUpBars = 64;   // At least what the slowest of the crosses asks for.
    private static readonly BarSpec Second = BarSpec.Parse("1s");
    private static readonly BarSpec Minute = BarSpec.Parse("1m");

    public static IReadOnlyList<ScaleSeries> All { get; } =
    [
        new("instruments", "event", "an event of a market of so many instruments, each with ten trades and quotes and a bar a second", [1, 10, 100, 1_000, 5_000], 1_000, Instruments),
        new("rule-sets", "bar", "a ready-made bar on which so many rule sets decide", [1, 4, 16, 64, 256], 64, RuleSets),
        new("watching", "event", "a trade or quote between the bars of so many rule sets that hold the instrument", [1, 4, 16, 64, 256], 64, Watching),
        new("indicators", "bar", "a ready-made bar for a rule set of so many indicators", [1, 4, 16, 64], 64, Indicators),
        new("book-levels", "change", "a change of a level-2 book with so many levels on each side", [10, 100, 1_000, 8_000], 8_000, BookLevels),
    ];

    /// <summary>So many instruments of one kind.</summary>
    internal static IReadOnlyList<SimulatedInstrument> Market(int instruments)
    {
        SimulatedInstrument like = SimulatedMarket.DemoInstruments()[1];
        return [.. Enumerable.Range(0, instruments).Select(i => like with
        {
            EventsPerSecond = 10,
            Instrument = like.Instrument with { Id = new InstrumentId(i), Symbol = string.Create(CultureInfo.InvariantCulture, $"I{i:D5}USDT") },
        })];
    }

    /// <summary>An engine of so many instruments and rule-set slots.</summary>
    internal static EngineOptions Engine(int instruments, int slots, BarSpec bar)
    {
        EngineOptions options = BenchmarkEngine.Options([.. Market(instruments).Select(simulated => simulated.Instrument)], bar);
        return options with { MaxCommandsPerEvent = OrderId.MaxCommandsPerEvent - 1, RuleSets = options.RuleSets with { Slots = slots } };
    }

    /// <summary>Moving-average crosses in all slots but the first, each with periods of its own.</summary>
    internal static (IRuleSetCompiler Compiler, RuleSetSchedule Schedule) Crosses(EngineOptions options)
    {
        RuleSetSchedule schedule = new();
        for (int slot = 1; slot < options.RuleSets.Slots; slot++)
        {
            StrategyId id = new((ushort)slot);
            schedule.AtSequence(0, [.. RuleSetEvents.Stage(id, slot, string.Create(CultureInfo.InvariantCulture, $"{slot}"), WarmUpBars), RuleSetEvents.Activate(id, slot)]);
        }

        return (new CrossCompiler(options), schedule);
    }

    private static Func<double> Instruments(int instruments, int events)
    {
        using SimulatedMarket market = new(new SimulatedMarketOptions { Instruments = Market(instruments), QuoteShare = 0.5 });
        ReplayScenario scenario = new(Engine(instruments, slots: 1, Second), BenchmarkEngine.MovingAverageCross, EventTape.Record(market, events));
        return () => scenario.Run().NanosecondsPerEvent;
    }

    private static Func<double> RuleSets(int sets, int events)
    {
        EngineOptions options = Engine(instruments: 1, sets, Minute);
        ReplayScenario scenario = new(options, BenchmarkEngine.MovingAverageCross, EventTape.Of(BenchmarkBars.Walk(Math.Max(1_000, events / sets)))) { Others = () => Crosses(options) };
        return () => scenario.Run().NanosecondsPerEvent;
    }

    private static Func<double> Watching(int sets, int events)
    {
        using SimulatedMarket market = new(new SimulatedMarketOptions { Instruments = Market(1), QuoteShare = 0.5 });
        EngineOptions options = Engine(instruments: 1, sets, Minute);
        ReplayScenario scenario = new(options, BenchmarkEngine.MovingAverageCross, EventTape.Record(market, events)) { Others = () => Crosses(options) };
        return () => scenario.Run().NanosecondsPerEvent;
    }

    private static Func<double> Indicators(int indicators, int events)
    {
        string[] calls = ["ema(close, {0})", "sma(close, {0})", "rsi(close, {0})", "atr({0})"];
        string entry = string.Join(" and ", Enumerable.Range(0, indicators).Select(i => $"{string.Format(CultureInfo.InvariantCulture, calls[i % calls.Length], 5 + i)} > 0"));
        RuleReading reading = RuleText.Read($"name: scale\nbar: 1m\nentry_long: {entry}\nexit_long: close < 0\nsizing: {{percent_of_equity: 10}}\n", "scale");
        Invariant.Holds(reading.Program?.Indicators.Length == indicators);
        ReplayScenario scenario = new(
            Engine(instruments: 1, slots: 1, Minute),
            options => new DocumentRuleSet(reading.Document!, reading.Program, options.Instruments, options.Bars.Specs),
            EventTape.Of(BenchmarkBars.Walk(events / 4)));
        return () => scenario.Run().NanosecondsPerEvent;
    }

    private static Func<double> BookLevels(int levels, int changes)
    {
        LevelBook book = new(new LevelBookOptions());
        BookUpdate[] filling = LevelChanges.Fill(levels);
        BookUpdate[] updates = LevelChanges.Draw(levels, changes);
        return () =>
        {
            Apply(book, filling);
            long start = ProcessorTime.ThreadNanoseconds;
            Apply(book, updates);
            return (double)(ProcessorTime.ThreadNanoseconds - start) / updates.Length;
        };
    }

    private static void Apply(LevelBook book, BookUpdate[] updates)
    {
        foreach (ref readonly BookUpdate update in updates.AsSpan())
        {
            BookApplyResult result = book.Apply(in update);
            Invariant.Holds(result == BookApplyResult.Applied);
        }
    }
}
