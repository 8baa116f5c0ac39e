using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Perf.Latency.Indicators;

/// <summary>
/// The indicators of a program, updated bar after bar, against their plain twins. The twins get the whole series at once, so that what is
/// recursive by its definition is computed once and not at every bar: the kindest that one can be to them.
/// </summary>
internal sealed class IndicatorContest
{
    /// <summary>Between an output and its twin's, relative to the largest that the output becomes; the tests of the indicators have the same.</summary>
    public const double Tolerance = 1e-9;

    private readonly IndicatorInput[] _bars;
    private readonly IIndicator[] _indicators;
    private readonly Func<IndicatorInput[], double[][]>[] _twins;

    /// <exception cref="InvalidOperationException">An indicator and its twin differ.</exception>
    public IndicatorContest(RuleProgram program, IndicatorInput[] bars)
    {
        (string Name, IIndicator Indicator, Func<IndicatorInput[], double[][]> Twin)[] pairs =
            [.. program.Indicators.Select(one => (one.Definition.Name, one.Create(), Twin: IndicatorTwins.Of(one)!)).Where(pair => pair.Twin is not null)];
        foreach ((string name, IIndicator indicator, Func<IndicatorInput[], double[][]> twin) in pairs) { Check(name, indicator, twin(bars), bars); }
        _bars = bars;
        _indicators = [.. pairs.Select(pair => pair.Indicator)];
        _twins = [.. pairs.Select(pair => pair.Twin)];
    }

    public int Count => _indicators.Length;

    /// <summary>All indicators take in all bars, on from where they are. The sum of the main outputs, so that nothing can be left out.</summary>
    public double Stream()
    {
        double sum = 0;
        foreach (ref readonly IndicatorInput bar in _bars.AsSpan())
        {
            foreach (IIndicator indicator in _indicators)
            {
                indicator.Update(in bar);
                sum += indicator[0];
            }
        }

        return sum;
    }

    /// <summary>All twins compute all bars. The sum of their main outputs at the end.</summary>
    public double Recompute()
    {
        double sum = 0;
        foreach (Func<IndicatorInput[], double[][]> twin in _twins) { sum += twin(_bars)[0][^1]; }
        return sum;
    }

    /// <summary>Updates an indicator bar by bar; throws where its outputs are not its twin's.</summary>
    internal static void Check(string name, IIndicator indicator, double[][] twin, IndicatorInput[] bars)
    {
        Invariant.Holds(twin.Length == indicator.OutputCount);
        double[] sizes = [.. twin.Select(output => output.Where(value => !double.IsNaN(value)).Max(Math.Abs))];
        for (int t = 0; t < bars.Length; t++)
        {
            indicator.Update(in bars[t]);
            for (int output = 0; output < twin.Length; output++)
            {
                (double ours, double plain) = (indicator[output], twin[output][t]);
                bool isSame = ours.Equals(plain) || Math.Abs(ours - plain) <= Tolerance * sizes[output];   // Of two NaN the first says so.
                if (!isSame) { throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{name}, bar {t}, output {output}: {ours:R}, plain {plain:R}.")); }
            }
        }
    }
}
