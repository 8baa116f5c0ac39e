using LlmTrader.Strategies.Indicators;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>
/// A million updates (ten with LLMTRADER_LONG=1), and at a thousand points along them every windowed indicator against a
/// twin that sees nothing but the window.
/// </summary>
public sealed class DriftTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-9;
    private const int Samples = 1_000;
    private static readonly int Updates = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10_000_000 : 1_000_000;

    [Fact]
    public void Windowed_indicators_do_not_drift()
    {
        Subject[] subjects = [.. Subjects.All.Where(subject => subject.IsWindowed)];
        IIndicator[] indicators = [.. subjects.Select(subject => subject.Create())];
        double[] worst = new double[subjects.Length];
        var recent = new Queue<IndicatorInput>();
        int longest = indicators.Max(indicator => indicator.WarmUp);
        var market = new RandomBars(seed: 77);
        for (int t = 1; t <= Updates; t++)
        {
            IndicatorInput bar = market.Next();
            recent.Enqueue(bar);
            if (recent.Count > longest) { recent.Dequeue(); }
            foreach (IIndicator indicator in indicators) { indicator.Update(bar); }
            if (t % (Updates / Samples) == 0) { Sample(subjects, indicators, [.. recent], worst); }
        }

        for (int i = 0; i < subjects.Length; i++) { output.WriteLine($"{worst[i]:E1} {subjects[i].Name}"); }
        Assert.All(subjects.Zip(worst), pair => Assert.True(pair.Second <= Tolerance, $"{pair.First.Name}: relative error {pair.Second:E2}"));
    }

    private static void Sample(Subject[] subjects, IIndicator[] indicators, IndicatorInput[] recent, double[] worst)
    {
        for (int i = 0; i < subjects.Length; i++)
        {
            double[][] expected = subjects[i].Plain(recent[^indicators[i].WarmUp..]);
            for (int output = 0; output < expected.Length; output++)
            {
                worst[i] = Math.Max(worst[i], subjects[i].Error(expected[output][^1], indicators[i][output]));
            }
        }
    }
}
