using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>
/// Keeps the decisions of a run, in order, in a file of its own that goes when it is disposed of: 104 bytes each, so that
/// memory does not grow with them. Written to the end first, then read from the beginning.
/// </summary>
public sealed class DecisionTape : IOutJournal, IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), $"llmtrader-{Path.GetRandomFileName()}"),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        BufferBytes,
        FileOptions.DeleteOnClose);

    /// <summary>Decisions written.</summary>
    public long Count { get; private set; }

    public void Append(in OutRecord record)
    {
        if (record.Kind != OutKind.Decision) { return; }
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<OutRecord>(in record)));
        Count++;
    }

    public void EndOfBatch()
    {
    }

    /// <summary>The run is over; the first decision is read next.</summary>
    public void Complete() => _file.Position = 0;

    /// <summary>The next decision; false after the last.</summary>
    public bool TryRead(out OutRecord record)
    {
        record = default;
        int bytes = _file.ReadAtLeast(MemoryMarshal.AsBytes(new Span<OutRecord>(ref record)), Marshal.SizeOf<OutRecord>(), throwOnEndOfStream: false);
        Invariant.Holds(bytes == 0 || bytes == Marshal.SizeOf<OutRecord>());
        return bytes > 0;
    }

    public void Dispose() => _file.Dispose();
}
