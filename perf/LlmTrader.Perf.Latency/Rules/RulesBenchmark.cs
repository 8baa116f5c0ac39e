using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Indicators;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Perf.Latency.Rules;

/// <summary>What is measured.</summary>
public sealed record RulesBenchmarkOptions
{
    /// <summary>Counted runs; before them, everything runs as often as it takes to be in its final machine code.</summary>
    public int Runs { get; init; } = 10;

    /// <summary>Bars of a measurement, in passes of 4,096; its figure is that of the median pass.</summary>
    public int Bars { get; init; } = 200_000;

    /// <summary>Documents whose compile is timed: name and text.</summary>
    public required IReadOnlyList<(string Name, string Text)> Documents { get; init; }
}

/// <summary>Cost of a closed bar with twenty indicators, of expressions and of indicators alone, and of compiling; one thread.</summary>
public static class RulesBenchmark
{
    private const int WarmUps = 5;

    // The plain indicators take so many times as long that a part of the bars is enough.
    private const int PlainPart = 10;

    private static readonly InstrumentTable Instruments = new([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]);

    /// <summary>Throws <see cref="ArgumentException"/> that says what is wrong with a document that does not compile.</summary>
    /// <param name="options">What.</param>
    /// <param name="onRun">Hears of progress as (done, all).</param>
    public static RulesBenchmarkResult Run(RulesBenchmarkOptions options, Action<int, int>? onRun = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ClosedBar[] bars = BenchmarkBars.Walk(4_096);
        IndicatorInput[] inputs = Array.ConvertAll(bars, BenchmarkBars.Input);
        RuleReading twenty = RuleText.Read(TwentyIndicators.Document, "twenty-indicators");
        Invariant.Holds(twenty.Program?.Indicators.Length == TwentyIndicators.Count);
        RuleProgram expression = RuleExpression.Compile(TwentyIndicators.Expression).Program!;
        Invariant.Holds(expression.Indicators.Length == 0);

        IndicatorContest contest = new(twenty.Program!, inputs);

        Pair whole = new("rule set with 20 indicators", "compiled", "interpreted"), alone = new("expressions alone", "compiled", "interpreted");
        Pair indicators = new($"{contest.Count} of the indicators alone", "streaming", "plain");
        var compiles = options.Documents.Select(document => (Document: document, Times: new List<double>())).ToList();
        long orders = 0;
        for (int run = -WarmUps; run < options.Runs; run++)
        {
            double compiled = WholeSet(twenty, RuleBackEnd.Compiled, bars, options.Bars, out orders);
            double interpreted = WholeSet(twenty, RuleBackEnd.Interpreted, bars, options.Bars, out long others);
            Invariant.Holds(orders == others && orders > 0);
            double compiledAlone = Expressions(new CompiledProgram(ProgramCode.Compile(expression)), inputs, options.Bars, out double sum);
            double interpretedAlone = Expressions(new InterpretedProgram(expression), inputs, options.Bars, out double otherSum);
            Invariant.Holds(sum == otherSum && sum > 0);
            double streaming = Indicators(contest.Stream, inputs.Length, options.Bars);
            double plain = Indicators(contest.Recompute, inputs.Length, options.Bars / PlainPart);
            foreach (((string Name, string Text) document, List<double> times) in compiles)
            {
                double time = Compile(document.Name, document.Text);
                if (run >= 0) { times.Add(time); }
            }

            onRun?.Invoke(run + WarmUps + 1, options.Runs + WarmUps);
            if (run < 0) { continue; }
            whole.Add(compiled, interpreted);
            alone.Add(compiledAlone, interpretedAlone);
            indicators.Add(streaming, plain);
        }

        return new RulesBenchmarkResult(whole.Row(), alone.Row(), indicators.Row(), [.. compiles.Select(c => Row(c.Document, c.Times))], options.Bars, orders)
        {
            Measurements =
            [
                .. whole.Measurements("rules.bar"), .. alone.Measurements("rules.expression"), .. indicators.Measurements("rules.indicators"),
                .. compiles.Select(c => new Measurement($"rules.compile.{c.Document.Name}", "ns", Better.Lower, c.Times)),
            ],
        };
    }

    private static double WholeSet(RuleReading reading, RuleBackEnd backEnd, ClosedBar[] bars, int count, out long orders)
    {
        DocumentRuleSet ruleSet = new(reading.Document!, reading.Program!, Instruments, [reading.Document!.Bar], backEnd);
        InstantAccount account = new(Instruments, 1_000_000 * Money.One);
        double ns = MedianPass(count / bars.Length, bars.Length, () =>
        {
            for (int i = 0; i < bars.Length; i++)
            {
                ref ClosedBar bar = ref bars[i];
                account.See(in bar);
                ruleSet.OnBar(in bar, account);
            }
        });
        orders = account.Orders;
        return ns;
    }

    private static double Expressions(IProgramEvaluator evaluator, IndicatorInput[] inputs, int count, out double sum)
    {
        int root = evaluator.Program.Roots[0].Node;
        double total = 0;
        double ns = MedianPass(count / inputs.Length, inputs.Length, () =>
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                evaluator.OnBar(0, in inputs[i]);
                total += evaluator[root];
            }
        });
        sum = total;
        return ns;
    }

    private static double Indicators(Func<double> pass, int bars, int count)
    {
        double sum = 0;
        double ns = MedianPass(count / bars, bars, () => sum += pass());
        Invariant.Holds(double.IsFinite(sum) && sum != 0);
        return ns;
    }

    // A pass takes a few milliseconds at most: where other processes take turns on the cores, most passes are not cut in two.
    private static double MedianPass(int passes, int bars, Action pass)
    {
        double[] times = new double[Math.Max(1, passes)];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            pass();
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / bars;
        }

        return MedianSpread.From(times).Median;
    }

    private static double Compile(string name, string text)
    {
        IReadOnlyList<BarSpec> specs = RuleSets.BarsOfText(text);
        long start = Stopwatch.GetTimestamp();
        bool isMade = RuleSets.TryCreateFromText(text, name, Instruments, specs, out _, out string? error);
        double ns = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return isMade ? ns : throw new ArgumentException(error);
    }

    private static CompileRow Row((string Name, string Text) document, List<double> times)
    {
        RuleProgram program = RuleText.Read(document.Text, document.Name).Program!;
        return new CompileRow(document.Name, program.Nodes.Length, program.Indicators.Length, MedianSpread.From([.. times]));
    }

    private sealed class Pair(string name, string fast, string plain)
    {
        private readonly List<double> _fastNs = [];
        private readonly List<double> _plainNs = [];

        private MedianSpread Ratio => MedianSpread.From([.. _plainNs.Zip(_fastNs, (plain, fast) => plain / fast)]);

        public void Add(double fastNs, double plainNs)
        {
            _fastNs.Add(fastNs);
            _plainNs.Add(plainNs);
        }

        public IReadOnlyList<Measurement> Measurements(string of) =>
            [new($"{of}.{fast}", "ns", Better.Lower, _fastNs), new($"{of}.{plain}", "ns", Better.Lower, _plainNs)];

        public TwinRow Row() => new(name, fast, plain, MedianSpread.From([.. _fastNs]), MedianSpread.From([.. _plainNs]), Ratio);
    }
}
