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
        state = Mix(state, Together<AccountId, ulong>(in report.Account));   // Strategy, kind, reason, side and liquidity too.
        _state = Mix(state, (ulong)instrument.Value);
    }

    public void Fold(in OrderCommand command) => Fold(in command, command.Verdict);

    /// <summary>An order as it will be with a verdict.</summary>
    public void Fold(in OrderCommand command, RejectReason verdict)
    {
        ulong state = Mix(_state, (ulong)command.OrderId.Raw);
        state = Mix(state, (ulong)command.Price.Raw);
        state = Mix(state, (ulong)command.Quantity.Raw);
        state = Mix(state, Together<InstrumentId, ulong>(in command.Instrument));   // Account and strategy too.
        uint more = Together<OrderFlags, uint>(in command.Flags) << 8;              // Contingency and group too; the verdict that it has goes.
        state = Mix(state, Together<CommandAction, uint>(in command.Action) | ((ulong)(more | (byte)verdict) << 32));   // Side, type and time in force too.
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

    // A field and those that lie behind it, as one number: the first is its lowest part, as on every machine that .NET's 64-bit
    // code runs on; a test holds which they are. One by one they were a third of an order's fold.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWhole Together<TFirst, TWhole>(in TFirst first) => Unsafe.As<TFirst, TWhole>(ref Unsafe.AsRef(in first));

    // Adding Odd keeps a zero product from absorbing all that follows. The halves are made apart, and the higher one by the
    // instruction that can leave the lower one out: out of one call, that would go through memory, and every fold waits for the one before.
    // Odd and the value are subtracted as one number: as a sum the compiler would add them one after the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong state, ulong value)
    {
        ulong mixed = state ^ value;
        ulong high = Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(mixed, Secret) : Math.BigMul(mixed, Secret, out _);
        return unchecked((high ^ (mixed * Secret)) - (0 - Odd - value));
    }
}
