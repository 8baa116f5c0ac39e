using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Rules;
using LlmTrader.Perf.Micro.Workloads;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>A closed bar in a rule set with twenty indicators, its expressions alone, and the compile; by both back ends.</summary>
public class RuleBenchmarks
{
    private const int Bars = 4_096;

    private static readonly InstrumentTable Instruments = TradedMarket.Options.Instruments;

    private readonly ClosedBar[] _bars = BenchmarkBars.Walk(Bars);
    private readonly IndicatorInput[] _inputs = Array.ConvertAll(BenchmarkBars.Walk(Bars), BenchmarkBars.Input);
    private readonly InstantAccount _account = new(Instruments, 1_000_000 * Money.One);
    private readonly RuleReading _reading = RuleText.Read(TwentyIndicators.Document, "twenty-indicators");
    private DocumentRuleSet? _ruleSet;
    private IProgramEvaluator? _expression;

    public static IEnumerable<object> BackEnds => ["compiled", "interpreted"];

    [ParamsSource(nameof(BackEnds))]
    public string BackEnd { get; set; } = "compiled";

    [GlobalSetup]
    public void Compile()
    {
        RuleProgram expression = RuleExpression.Compile(TwentyIndicators.Expression).Program!;
        _expression = BackEnd == "compiled" ? new CompiledProgram(ProgramCode.Compile(expression)) : new InterpretedProgram(expression);
        _ruleSet = NewRuleSet();
        Invariant.Holds(OnBar() > 0);   // It does decide.
    }

    /// <summary>Everything that a closed bar costs in a rule set.</summary>
    [Benchmark(Description = "rules.bar", OperationsPerInvoke = Bars)]
    public long OnBar()
    {
        foreach (ref readonly ClosedBar bar in _bars.AsSpan())
        {
            _account.See(in bar);
            _ruleSet!.OnBar(in bar, _account);
        }

        return _account.Orders;
    }

    /// <summary>Clauses whose operands are the bar's own values.</summary>
    [Benchmark(Description = "rules.expression", OperationsPerInvoke = Bars)]
    public long Evaluate()
    {
        IProgramEvaluator expression = _expression!;
        int root = expression.Program.Roots[0].Node;
        double sum = 0;
        foreach (ref readonly IndicatorInput input in _inputs.AsSpan())
        {
            expression.OnBar(0, in input);
            sum += expression[root];
        }

        return (long)sum;
    }

    /// <summary>From a document that was read to a rule set that is ready for a bar.</summary>
    [Benchmark(Description = "rules.compile")]
    public long Make() => NewRuleSet().WarmUpBars;

    private DocumentRuleSet NewRuleSet() => new(
        _reading.Document!, _reading.Program!, Instruments, [_reading.Document!.Bar], BackEnd == "compiled" ? RuleBackEnd.Compiled : RuleBackEnd.Interpreted);
}
