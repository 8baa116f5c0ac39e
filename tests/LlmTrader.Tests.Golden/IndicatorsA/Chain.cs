using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>An indicator of another's output, as the sheets' signal columns are.</summary>
internal sealed class Chain(IIndicator inner, IIndicator outer, int innerOutput = 0) : IIndicator
{
    public int WarmUp => inner.WarmUp + outer.WarmUp - 1;

    public int OutputCount => outer.OutputCount;

    public double this[int output] => outer[output];

    public void Update(in IndicatorInput input)
    {
        inner.Update(input);
        outer.Update(IndicatorInput.Of(inner[innerOutput]));
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        inner.Transfer(transfer);
        outer.Transfer(transfer);
    }
}
