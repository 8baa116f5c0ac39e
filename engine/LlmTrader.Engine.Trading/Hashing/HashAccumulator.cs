using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
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
    public void Fold(ulong value) => _state = Mix(_state, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fold(long value) => Fold((ulong)value);

    /// <summary>NaN is folded in one canonical form and -0 as 0, so that machines that differ in them agree.</summary>
    public void Fold(double value) =>
        Fold(double.IsNaN(value) ? 0x7FF8_0000_0000_0000UL : (ulong)BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));

    public void Fold(in ExecutionReport report, InstrumentId instrument)
    {
        ulong state = Mix(_state, (ulong)report.OrderId.Raw);   // In a register throughout: each step waits for the one before.
        state = Mix(state, (ulong)report.LastPrice.Raw);
        state = Mix(state, (ulong)report.LastQuantity.Raw);
        state = Mix(state, (ulong)report.CumulativeQuantity.Raw);
        state = Mix(state, (ulong)report.LeavesQuantity.Raw);
        state = Mix(state, (ulong)report.FeeRaw);
        state = Mix(state, report.FeeCurrency.Packed);
        state = Mix(state, (ulong)report.Account.Value | ((ulong)report.Strategy.Value << 16) | ((ulong)report.Kind << 32)
            | ((ulong)report.Reason << 40) | ((ulong)report.Side << 48) | ((ulong)report.Liquidity << 56));
        _state = Mix(state, (ulong)instrument.Value);
    }

    public void Fold(in OrderCommand command) => Fold(in command, command.Verdict);

    /// <summary>An order as it will be with a verdict.</summary>
    public void Fold(in OrderCommand command, RejectReason verdict)
    {
        ulong state = Mix(_state, (ulong)command.OrderId.Raw);
        state = Mix(state, (ulong)command.Price.Raw);
        state = Mix(state, (ulong)command.Quantity.Raw);
        state = Mix(state, (ulong)(uint)command.Instrument.Value | ((ulong)command.Account.Value << 32) | ((ulong)command.Strategy.Value << 48));
        state = Mix(state, (ulong)command.Action | ((ulong)command.Side << 8) | ((ulong)command.Type << 16)
            | ((ulong)command.TimeInForce << 24) | ((ulong)verdict << 32) | ((ulong)command.Flags << 40)
            | ((ulong)command.Contingency << 48) | ((ulong)command.Group << 56));
        if (!command.IsPlain)
        {
            state = Mix(state, (ulong)command.Trigger.Raw);
            state = Mix(state, (ulong)command.DisplayQuantity.Raw);
            state = Mix(state, command.ExpireSeconds);
        }

        _state = state;
    }

    public void Fold(in ClosedBar closed)
    {
        ulong state = Mix(_state, (ulong)closed.Bar.Open.Raw);
        state = Mix(state, (ulong)closed.Bar.High.Raw);
        state = Mix(state, (ulong)closed.Bar.Low.Raw);
        state = Mix(state, (ulong)closed.Bar.Close.Raw);
        state = Mix(state, (ulong)closed.Bar.Volume.Raw);
        state = Mix(state, (ulong)closed.Bar.Turnover);
        state = Mix(state, (ulong)closed.Bar.OpenTime.Nanoseconds);
        state = Mix(state, (ulong)closed.CloseTime.Nanoseconds);
        state = Mix(state, (ulong)(uint)closed.Bar.TradeCount | ((ulong)closed.Bar.Spec.Value << 32));
        _state = Mix(state, (ulong)closed.Instrument.Value);
    }

    // Adding Odd keeps a zero product from absorbing all that follows. The halves are made apart, and the higher one by the
    // instruction that can leave the lower one out: out of one call, that would go through memory, and every fold waits for the one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong state, ulong value)
    {
        ulong mixed = state ^ value;
        ulong high = Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(mixed, Secret) : Math.BigMul(mixed, Secret, out _);
        return (high ^ unchecked(mixed * Secret)) + unchecked(Odd + value);
    }
}
