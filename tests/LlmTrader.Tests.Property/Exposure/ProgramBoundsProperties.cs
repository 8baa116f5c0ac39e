using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tests.Property.RuleLanguage;

namespace LlmTrader.Tests.Property.Exposure;

/// <summary>Whatever the market does, no number of a program leaves its bounds.</summary>
public sealed class ProgramBoundsProperties
{
    private const int Programs = 5_000;
    private const int Bars = 60;

    [Fact]
    public void No_value_of_five_thousand_random_programs_is_out_of_its_bounds()
    {
        long looked = 0, bounded = 0;
        Parallel.For(0, Programs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            Random random = new(seed);
            RuleProgram? program = RuleExpression.Compile(RandomPrograms.Expression(random, RuleType.Number, depth: 1 + random.Next(5))).Program;
            Assert.NotNull(program);
            Interval[] bounds = ProgramBounds.Of(program);
            InterpretedProgram evaluator = new(program);
            double price = 100;
            for (int i = 0; i < Bars; i++)
            {
                for (int node = 0; node < program.Nodes.Length; node++)
                {
                    if (program.Nodes[node].Op == RuleOp.Variable) { evaluator.SetVariable(node, Variable((RuleVariable)program.Nodes[node].Argument, random)); }
                }

                double open = price;
                price = Math.Max(0.01, price * (1 + ((random.NextDouble() - 0.5) * (random.Next(20) == 0 ? 1.5 : 0.05))));
                IndicatorInput bar = new() { Open = open, Close = price, Value = price, High = Math.Max(open, price) * 1.01, Low = Math.Min(open, price) * 0.99, Volume = random.Next(3) == 0 ? 0 : random.NextDouble() * 1e6, Session = i / 20 };
                evaluator.OnBar(random.Next(program.Streams.Length), in bar);
                evaluator.Decide();
                for (int node = 0; node < bounds.Length; node++)
                {
                    double value = evaluator[node];
                    if (double.IsNaN(value) || program.Nodes[node].Type == RuleType.Boolean) { continue; }
                    Interlocked.Increment(ref looked);
                    if (double.IsFinite(bounds[node].High)) { Interlocked.Increment(ref bounded); }
                    Assert.True(value >= bounds[node].Low && value <= bounds[node].High, $"seed {seed}, node {node} ({program.Nodes[node].Op}): {value:R} is outside {bounds[node]}");
                }
            }
        });

        Assert.True(bounded > looked / 10 && bounded < looked, $"{bounded} of {looked} values had an upper bound: the test says little.");
    }

    [Theory]
    [InlineData("10", 10, 10)]
    [InlineData("min(rsi(close, 14), 20) / 2", 0, 10)]
    [InlineData("100 / (1 + atr(14))", 0, 100)]
    [InlineData("if(close > open, 5, 15) * -2", -30, -10)]
    [InlineData("max(1, hour) * 2", 2, 46)]
    [InlineData("abs(imbalance) + 1", 1, 2)]
    [InlineData("-close", double.NegativeInfinity, 0)]
    [InlineData("1 / close", 0, double.PositiveInfinity)]
    [InlineData("close - open", double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("hour % 7", 0, 7)]
    [InlineData("highest(rsi(close, 5)[1], 10)", 0, 100)]
    [InlineData("10 * (1 - drawdown)", double.NegativeInfinity, 10)]
    public void Bounds_are_as_tight_as_the_text_tells(string text, double low, double high)
    {
        RuleProgram program = RuleExpression.Compile(text).Program!;
        Assert.Equal(new Interval(low, high), ProgramBounds.Of(program, RuleClause.Expression));
    }

    private static double Variable(RuleVariable variable, Random random) => variable switch
    {
        RuleVariable.Hour => random.Next(24),
        RuleVariable.Minute => random.Next(60),
        RuleVariable.DayOfWeek => random.Next(1, 8),
        RuleVariable.SessionPhase => random.Next(4),
        RuleVariable.Imbalance => (2 * random.NextDouble()) - 1,
        RuleVariable.Drawdown => random.NextDouble() * 1.5,    // Equity below zero is more than all lost.
        RuleVariable.BarsInTrade => random.Next(100),
        RuleVariable.EntryPrice or RuleVariable.Bid or RuleVariable.Ask => random.Next(4) == 0 ? double.NaN : random.NextDouble() * 1000,
        _ => (random.NextDouble() - 0.5) * 1e6,
    };
}
