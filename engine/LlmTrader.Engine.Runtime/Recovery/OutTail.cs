using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The end of a derived stream that is being rebuilt: what the stream holds already is dropped.</summary>
/// <param name="outJournal">The stream; null drops all of it. The stages fold the same with and without.</param>
/// <param name="keptThrough">The sequence of the last record that the stream holds; −1 for none.</param>
/// <param name="keptOfLast">How many records of that sequence it holds.</param>
internal sealed class OutTail(IOutJournal? outJournal, long keptThrough = -1, int keptOfLast = 0) : IOutJournal
{
    private int _ofLast;

    public void Append(in OutRecord record)
    {
        if (record.Sequence < keptThrough || (record.Sequence == keptThrough && _ofLast++ < keptOfLast)) { return; }
        outJournal?.Append(in record);
    }

    public void EndOfBatch() => outJournal?.EndOfBatch();

    public void Complete() => outJournal?.Complete();
}
