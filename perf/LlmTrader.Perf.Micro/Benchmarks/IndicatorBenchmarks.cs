using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Rules;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>One update of each indicator of the language, with its usual parameters, over bars of a random walk.</summary>
public class IndicatorBenchmarks
{
    private const int Updates = 4_096;
    private const double UsualLength = 20;

    private IIndicator? _indicator;
    private IndicatorInput[] _inputs = [];

    public static IEnumerable<object> Indicators => IndicatorCatalog.All.Select(definition => definition.Name);

    [ParamsSource(nameof(Indicators))]
    public string Indicator { get; set; } = "sma";

    [GlobalSetup]
    public void Create()
    {
        IndicatorDefinition definition = IndicatorCatalog.All.Single(one => one.Name == Indicator);
        _indicator = definition.Create([.. definition.Parameters.Select(parameter => parameter.IsRequired ? UsualLength : parameter.Default)]);
        _inputs = Array.ConvertAll(BenchmarkBars.Walk(Updates), bar => InputOf(definition.Inputs, BenchmarkBars.Input(bar)));
        Update();
        Invariant.Holds(double.IsFinite(_indicator[0]));
    }

    [Benchmark(Description = "indicator", OperationsPerInvoke = Updates)]
    public long Update()
    {
        IIndicator indicator = _indicator!;
        foreach (ref readonly IndicatorInput input in _inputs.AsSpan()) { indicator.Update(in input); }
        return BitConverter.DoubleToInt64Bits(indicator[0]);
    }

    private static IndicatorInput InputOf(IndicatorInputs kind, IndicatorInput bar) => kind switch
    {
        IndicatorInputs.Series => IndicatorInput.Of(bar.Close),
        IndicatorInputs.SeriesPair => SeriesPair.Of(bar.Close, bar.Open),
        _ => bar,
    };
}
