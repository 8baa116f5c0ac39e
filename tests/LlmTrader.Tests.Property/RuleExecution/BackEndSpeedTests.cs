using System.Diagnostics;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>The reason for a second back end, as a ratio in one run. The claim of 5x is asserted of the best of some attempts: a busy machine slows one of the two.</summary>
public sealed class BackEndSpeedTests
{
    private const int Bars = 20_000;
    private const double Claim = 5;

    private const string Text =
        "cross_above((high + low + close) / 3, close[1]) and abs(close - open) / max(high - low, 0.01) > 0.3 or "
        + "rising(close - open, 2) and between(min(close, open[1]) - low, 0, 2 * (high - low)) and not (close == open) or "
        + "if(close > close[3], volume, -volume) > volume[1] and sqrt(high - low) > 0.1";

    [Fact]
    public void Expressions_alone_are_several_times_faster_compiled()
    {
        RuleProgram program = RuleExpression.Compile(Text).Program!;
        var source = new RandomBars(new Random(1));
        IndicatorInput[] bars = [.. Enumerable.Range(0, 1_000).Select(_ => source.Next())];
        double ratio = 0;
        for (int attempt = 0; attempt < 20 && ratio < Claim; attempt++)
        {
            double interpreted = Fastest(new InterpretedProgram(program), bars);
            double compiled = Fastest(new CompiledProgram(ProgramCode.Compile(program)), bars);
            ratio = Math.Max(ratio, interpreted / compiled);
        }

        Assert.True(ratio >= Claim, $"compiled is {ratio:F1} times as fast as interpreted");
    }

    private static double Fastest(IProgramEvaluator evaluator, IndicatorInput[] bars)
    {
        double fastest = double.MaxValue;
        for (int run = 0; run < 10; run++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Bars; i++) { evaluator.OnBar(0, in bars[i % bars.Length]); }
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return fastest;
    }
}
