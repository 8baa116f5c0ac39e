using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>
/// An indicator with one output over the input's <see cref="IndicatorInput.Value"/>. <see cref="Next"/> takes a bare
/// number and returns the output, so that indicators are built from one another as their formulas are written.
/// </summary>
/// <remarks>
/// Chaining needs no warm-up logic of its own: an inner indicator gives NaN while it warms, and NaN keeps the outer one
/// at its start.
/// </remarks>
public abstract class SeriesIndicator : IIndicator
{
    private double _value = double.NaN;

    public abstract int WarmUp { get; }

    public int OutputCount => 1;

    /// <summary>The output after the last update; NaN while it is undefined.</summary>
    public double Value => _value;

    public double this[int output] => output == 0 ? _value : throw Parameter.NoSuchOutput(output);

    public void Update(in IndicatorInput input) => Next(input.Value);

    /// <summary>Takes the next value and returns the output.</summary>
    public double Next(double value) => _value = Compute(value);

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _value);
        TransferState(transfer);
    }

    protected abstract double Compute(double value);

    /// <summary>Saves, or loads, what <see cref="Compute"/> remembers.</summary>
    protected abstract void TransferState(ISnapshotTransfer transfer);
}
