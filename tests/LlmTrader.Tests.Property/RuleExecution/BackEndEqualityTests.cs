using System.Globalization;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tests.Property.RuleLanguage;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>Compiled code and interpreter give the same bits, and neither allocates.</summary>
public sealed class BackEndEqualityTests
{
    private const int Programs = 10_000;
    private const int Bars = 80;

    [Fact]
    public void Compiled_equals_interpreted_bit_for_bit_on_ten_thousand_random_programs()
    {
        int programs = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10 * Programs : Programs;
        int differing = 0;    // Programs whose value changed at least once: the comparison is not of constants.
        int streams = 0;
        Parallel.For(0, programs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            RuleProgram program = Compile(seed);
            if (Compare(program, ProgramCode.Compile(program), seed)) { Interlocked.Increment(ref differing); }
            if (program.Streams.Length > 1) { Interlocked.Increment(ref streams); }
        });

        Assert.True(differing > programs / 2, $"only {differing} of {programs} programs gave more than one value");
        Assert.True(streams > programs / 5, $"only {streams} of {programs} programs read another series");
    }

    [Fact]
    public void Code_that_programs_with_the_same_steps_share_gives_the_same_bits_as_the_interpreter()
    {
        var cache = new ProgramCodeCache();
        int changed = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            RuleProgram program = Compile(seed);
            ProgramCode.Compile(program, cache);
            int made = cache.Count;
            RuleProgram other = program with { Nodes = [.. program.Nodes.Select(node => node is { Op: RuleOp.Constant, Type: RuleType.Number } ? node with { Value = (node.Value * 0.9) + 0.1 } : node)] };
            if (!other.Nodes.SequenceEqual(program.Nodes)) { changed++; }
            Compare(other, ProgramCode.Compile(other, cache), seed);
            Compare(program, ProgramCode.Compile(program, cache), seed);
            Assert.Equal(made, cache.Count);
        }

        Assert.True(changed > 100, $"only {changed} of 200 programs had a number to change");
    }

    [Fact]
    public void A_full_cache_compiles_on()
    {
        var cache = new ProgramCodeCache();
        for (int seed = 0; cache.Count < ProgramCodeCache.MaxPrograms; seed++) { ProgramCode.Compile(Compile(seed), cache); }
        for (int seed = 10_000; seed < 10_050; seed++)
        {
            RuleProgram program = Compile(seed);
            Compare(program, ProgramCode.Compile(program, cache), seed);
        }

        Assert.Equal(ProgramCodeCache.MaxPrograms, cache.Count);
    }

    [Theory]
    [InlineData("sma(close, {0}) > ema(close, {1}) * {2} and rsi(close, {0}) < {1}", 1)]
    [InlineData("close > close[{0}] * {2}", 5)]             // How far back it looks is in the code.
    [InlineData("rising(close, {0}) and close > {2}", 5)]
    public void Parameters_that_are_not_in_the_code_make_no_new_one(string text, int expected)
    {
        var cache = new ProgramCodeCache();
        for (int i = 0; i < 10; i++)
        {
            string one = string.Format(CultureInfo.InvariantCulture, text, 2 + (i % 5), 20 + i, 1.5 + i);
            ExpressionReading reading = RuleExpression.Compile(one);
            Assert.True(reading.Program is not null, $"{one}\n{string.Join('\n', reading.Diagnostics)}");
            Compare(reading.Program, ProgramCode.Compile(reading.Program, cache), i);
        }

        Assert.Equal(expected, cache.Count);
    }

    [Fact]
    public void Both_back_ends_allocate_nothing_after_construction()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            RuleProgram program = Compile(seed);
            foreach (IProgramEvaluator evaluator in (IProgramEvaluator[])[new InterpretedProgram(program), new CompiledProgram(ProgramCode.Compile(program))])
            {
                var source = new RandomBars(new Random(seed));
                IndicatorInput[] bars = [.. Enumerable.Range(0, 200).Select(_ => source.Next())];
                Assert.True(bars.Select(bar => bar.Close).Distinct().Count() > 20, "the bars are nearly all the same");
                Run(evaluator, bars);
                long allocated = AllocatedBytes.Least(() => Run(evaluator, bars));
                Assert.True(allocated == 0, $"seed {seed}, {evaluator.GetType().Name}: {allocated} B");
            }
        }
    }

    private static void Run(IProgramEvaluator evaluator, IndicatorInput[] bars)
    {
        for (int i = 0; i < bars.Length; i++)
        {
            evaluator.OnBar(i % evaluator.Program.Streams.Length, in bars[i]);
            evaluator.Decide();
        }
    }

    private static RuleProgram Compile(int seed)
    {
        var random = new Random(seed);
        RuleType type = seed % 2 == 0 ? RuleType.Number : RuleType.Boolean;
        string text = RandomPrograms.Expression(random, type, depth: 1 + random.Next(5));
        ExpressionReading reading = RuleExpression.Compile(text);
        Assert.True(reading.Program is not null, $"seed {seed}: {text}\n{string.Join('\n', reading.Diagnostics)}");
        return reading.Program;
    }

    // True when the root's value changed.
    private static bool Compare(RuleProgram program, ProgramCode code, int seed)
    {
        var random = new Random(seed);
        var source = new RandomBars(random);
        var interpreted = new InterpretedProgram(program);
        var compiled = new CompiledProgram(code);
        int[] variables = [.. Enumerable.Range(0, program.Nodes.Length).Where(i => program.Nodes[i].Op == RuleOp.Variable)];
        int[] observable = [.. program.Roots.SelectMany(root => root.Conditions.Select(condition => condition.Node).Append(root.Node))];
        bool changed = false;
        long first = 0;
        for (int i = 0; i < Bars; i++)
        {
            IndicatorInput bar = source.Next();
            int stream = random.Next(2) == 0 ? 0 : random.Next(program.Streams.Length);
            foreach (int variable in variables)
            {
                double value = source.Variable();
                interpreted.SetVariable(variable, value);
                compiled.SetVariable(variable, value);
            }

            interpreted.OnBar(stream, in bar);
            compiled.OnBar(stream, in bar);
            interpreted.Decide();
            compiled.Decide();
            foreach (int node in observable)
            {
                Assert.True(
                    Bits(interpreted[node]) == Bits(compiled[node]),
                    $"seed {seed}, bar {i}, stream {stream}, node {node}: interpreted {interpreted[node]:R}, compiled {compiled[node]:R}");
            }

            long root = Bits(compiled[observable[^1]]);
            if (i == 0) { first = root; }
            changed |= root != first;
        }

        return changed;
    }

    // Which NaN an operation gives depends on its operands' order in a register; no rule can see it.
    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);
}
