using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Tests.Unit.Codec;

/// <summary>The kernel, except where a test planned otherwise: one planned outcome per call, then the kernel again.</summary>
internal sealed class FaultyCalls : PosixSystemCalls
{
    /// <summary>For each coming write: an error number, or below 0 the most bytes to take.</summary>
    public Queue<int> Writes { get; } = new();

    /// <summary>For each coming sync: an error number.</summary>
    public Queue<int> Syncs { get; } = new();

    /// <summary>For each coming fallocate: an error number.</summary>
    public Queue<int> Allocations { get; } = new();

    /// <summary>How often the kernel's fdatasync was asked for, planned failures included.</summary>
    public int SyncCalls { get; private set; }

    public override nint Write(SafeFileHandle file, ReadOnlySpan<byte> data, out int errno)
    {
        if (!Writes.TryDequeue(out int plan)) { return base.Write(file, data, out errno); }
        if (plan < 0) { return base.Write(file, data[..Math.Min(-plan, data.Length)], out errno); }
        errno = plan;
        return plan == 0 ? 0 : -1;
    }

    public override int FDataSync(SafeFileHandle file, out int errno)
    {
        SyncCalls++;
        if (!Syncs.TryDequeue(out errno)) { return base.FDataSync(file, out errno); }
        return -1;
    }

    public override int FAllocate(SafeFileHandle file, int mode, long offset, long length, out int errno)
    {
        if (!Allocations.TryDequeue(out errno)) { return base.FAllocate(file, mode, offset, length, out errno); }
        return -1;
    }
}
