using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// A stage's own 64-bit accumulator: order matters, every bit of every folded value matters. The mixing step is a
/// 64x64→128 multiply whose halves are xored (as in wyhash); it is the same on every machine.
/// </summary>
public struct HashAccumulator(ulong seed)
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;      // 2^64 / golden ratio.
    private const ulong Secret = 0xA076_1D64_78BD_642F;   // wyhash's first secret: odd, half of the bits set.

    private ulong _state = seed ^ Odd;

    public readonly ulong Value => _state;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fold(ulong value)
    {
        ulong high = Math.BigMul(_state ^ value, Secret, out ulong low);
        // Adding Odd keeps a zero product from absorbing all that follows.
        _state = (high ^ low) + Odd + value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fold(long value) => Fold((ulong)value);

    /// <summary>NaN is folded in one canonical form and -0 as 0, so that machines that differ in them agree.</summary>
    public void Fold(double value) =>
        Fold(double.IsNaN(value) ? 0x7FF8_0000_0000_0000UL : (ulong)BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));

    public void Fold(in ExecutionReport report, InstrumentId instrument)
    {
        Fold(report.OrderId.Raw);
        Fold(report.LastPrice.Raw);
        Fold(report.LastQuantity.Raw);
        Fold(report.CumulativeQuantity.Raw);
        Fold(report.LeavesQuantity.Raw);
        Fold(report.FeeRaw);
        Fold(report.FeeCurrency.Packed);
        Fold((ulong)report.Account.Value | ((ulong)report.Strategy.Value << 16) | ((ulong)report.Kind << 32)
            | ((ulong)report.Reason << 40) | ((ulong)report.Side << 48) | ((ulong)report.Liquidity << 56));
        Fold(instrument.Value);
    }

    public void Fold(in OrderCommand command) => Fold(in command, command.Verdict);

    /// <summary>An order as it will be with a verdict.</summary>
    public void Fold(in OrderCommand command, RejectReason verdict)
    {
        Fold(command.OrderId.Raw);
        Fold(command.Price.Raw);
        Fold(command.Quantity.Raw);
        Fold((ulong)(uint)command.Instrument.Value | ((ulong)command.Account.Value << 32) | ((ulong)command.Strategy.Value << 48));
        Fold((ulong)command.Action | ((ulong)command.Side << 8) | ((ulong)command.Type << 16)
            | ((ulong)command.TimeInForce << 24) | ((ulong)verdict << 32) | ((ulong)command.Flags << 40)
            | ((ulong)command.Contingency << 48) | ((ulong)command.Group << 56));
        if (command.IsPlain) { return; }
        Fold(command.Trigger.Raw);
        Fold(command.DisplayQuantity.Raw);
        Fold((ulong)command.ExpireSeconds);
    }

    public void Fold(in ClosedBar closed)
    {
        Fold(closed.Bar.Open.Raw);
        Fold(closed.Bar.High.Raw);
        Fold(closed.Bar.Low.Raw);
        Fold(closed.Bar.Close.Raw);
        Fold(closed.Bar.Volume.Raw);
        Fold(closed.Bar.Turnover);
        Fold(closed.Bar.OpenTime.Nanoseconds);
        Fold(closed.CloseTime.Nanoseconds);
        Fold((ulong)(uint)closed.Bar.TradeCount | ((ulong)closed.Bar.Spec.Value << 32));
        Fold(closed.Instrument.Value);
    }
}
