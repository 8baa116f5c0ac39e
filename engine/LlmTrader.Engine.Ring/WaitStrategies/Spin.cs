using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LlmTrader.Engine.Ring;

/// <summary>One turn of a spin loop.</summary>
public static class Spin
{
    /// <summary>
    /// The processor's own hint (PAUSE, YIELD), once. Thread.SpinWait(1) is several of them on most machines,
    /// which would be the largest part of a hop between two cores.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pause()
    {
        if (X86Base.IsSupported) { X86Base.Pause(); }
        else if (ArmBase.IsSupported) { ArmBase.Yield(); }
        else { Thread.SpinWait(1); }
    }
}
