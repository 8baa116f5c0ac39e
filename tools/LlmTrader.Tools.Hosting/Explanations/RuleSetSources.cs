using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>Puts rule sets' sources together from a journal's events.</summary>
internal sealed class RuleSetSources
{
    private readonly Dictionary<int, MemoryStream> _pieces = [];
    private readonly Dictionary<int, (string Source, string Sha256, long Sequence)> _staged = [];

    public void Add(in EngineEvent e)
    {
        if (e.Kind == EventKind.RuleSetSource)
        {
            RuleSetSource piece = e.RuleSetSource;
            if (piece.Offset == 0) { _pieces[piece.SetId] = new MemoryStream(); }
            ReadOnlySpan<byte> text = piece.Text;
            if (_pieces.TryGetValue(piece.SetId, out MemoryStream? source)) { source.Write(text[..piece.Length]); }
        }
        else if (e.Kind == EventKind.RuleSetStage && _pieces.TryGetValue(e.RuleSetStage.SetId, out MemoryStream? whole))
        {
            _staged[e.RuleSetStage.SetId] = (Encoding.UTF8.GetString(whole.ToArray()), e.RuleSetStage.Hash.ToString(), e.Sequence);
        }
    }

    /// <summary>The source that was staged last under the id; null when none was.</summary>
    public (string Source, string Sha256, long Sequence)? Find(int setId) => _staged.TryGetValue(setId, out var staged) ? staged : null;
}
