using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Hands on what was derived from a moment on: before it a warm-up shows prices and nothing is owned.</summary>
internal sealed class WindowJournal(IOutJournal inner, Timestamp start) : IOutJournal
{
    public void Append(in OutRecord record)
    {
        if (record.Time >= start) { inner.Append(in record); }
    }

    public void EndOfBatch() => inner.EndOfBatch();

    public void Complete() => inner.Complete();
}
