using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;

namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>The simple average over an indicator's main output, which some sheets print beside it.</summary>
internal sealed class Smoothed(IIndicator inner, int length) : IIndicator
{
    private readonly Sma _average = new(length);

    public int WarmUp => inner.WarmUp + _average.WarmUp - 1;

    public int OutputCount => 1;

    public double this[int output] => _average[output];

    public void Update(in IndicatorInput input)
    {
        inner.Update(input);
        _average.Next(inner[0]);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        inner.Transfer(transfer);
        transfer.Part(_average);
    }
}
