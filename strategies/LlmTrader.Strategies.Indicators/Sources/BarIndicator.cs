using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Sources;

/// <summary>
/// An indicator with one output over bars: the counterpart of <see cref="SeriesIndicator"/>. <see cref="Next"/> takes a
/// bar and returns the output, so that indicators are built from one another as their formulas are written.
/// </summary>
public abstract class BarIndicator : IIndicator
{
    private double _value = double.NaN;

    public abstract int WarmUp { get; }

    public int OutputCount => 1;

    /// <summary>The output after the last update; NaN while it is undefined.</summary>
    public double Value => _value;

    public double this[int output] => output == 0 ? _value : throw Parameter.NoSuchOutput(output);

    public void Update(in IndicatorInput input) => Next(input);

    /// <summary>Takes the next bar and returns the output.</summary>
    public double Next(in IndicatorInput input) => _value = Compute(input);

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _value);
        TransferState(transfer);
    }

    protected abstract double Compute(in IndicatorInput input);

    /// <summary>Saves, or loads, what <see cref="Compute"/> remembers.</summary>
    protected abstract void TransferState(ISnapshotTransfer transfer);
}
