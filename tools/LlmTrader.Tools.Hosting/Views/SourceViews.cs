using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>A source that was staged, whatever became of it.</summary>
public sealed record StagedSource(int SetId, StrategyId Slot, string Text, string Sha256, long Sequence, Timestamp Time);

/// <summary>The texts of the rule sets that were staged last, put together from the journal's events.</summary>
public sealed class SourceViews
{
    private const int Most = 64;

    private readonly SourceAssembler _pieces = new();
    private readonly Queue<StagedSource> _staged = new(Most);

    /// <summary>The highest id that any event has named: the next one is free.</summary>
    public int HighestSetId { get; private set; }

    /// <summary>Oldest first.</summary>
    public IEnumerable<StagedSource> All => _staged;

    /// <summary>The last one under the id; null when there is none, or it was too long ago.</summary>
    public StagedSource? Find(int setId) => _staged.LastOrDefault(source => source.SetId == setId);

    /// <summary>A set that was there before the views began.</summary>
    public void Seed(StagedSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        HighestSetId = Math.Max(HighestSetId, source.SetId);
        Add(source);
    }

    public void OnEvent(in EngineEvent e)
    {
        if (e.Kind == EventKind.RuleSetSource)
        {
            HighestSetId = Math.Max(HighestSetId, e.RuleSetSource.SetId);
            _pieces.Add(in e.RuleSetSource);
        }
        else if (e.Kind == EventKind.RuleSetStage)
        {
            HighestSetId = Math.Max(HighestSetId, e.RuleSetStage.SetId);
            if (!_pieces.TryGet(e.RuleSetStage.SetId, e.RuleSetStage.Length, out ReadOnlySpan<byte> text)) { return; }
            Add(new StagedSource(e.RuleSetStage.SetId, e.RuleSetStage.Slot, Encoding.UTF8.GetString(text), e.RuleSetStage.Hash.ToString(), e.Sequence, e.Time));
        }
    }

    private void Add(StagedSource source)
    {
        if (_staged.Count == Most) { _staged.Dequeue(); }
        _staged.Enqueue(source);
    }
}
