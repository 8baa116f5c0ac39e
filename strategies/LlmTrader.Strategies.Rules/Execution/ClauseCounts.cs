using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>How often a clause, or a part of one, was looked at and how often it was true.</summary>
/// <param name="Clause">Which.</param>
/// <param name="Part">The part's canonical text; empty for the clause as a whole.</param>
/// <param name="Evaluated">Bars on which it was warm, over all instruments.</param>
/// <param name="True">Of those, the bars on which it was true.</param>
public readonly record struct ClauseCount(RuleClause Clause, string Part, long Evaluated, long True);

/// <summary>
/// The funnel of a rule set: each boolean clause as a whole, then its parts where an <c>and</c> joins several. A clause
/// that was never true in many bars is a mistake in the text more often than in the market.
/// </summary>
public sealed class ClauseCounts : ISnapshotState
{
    private readonly RuleRoot[] _roots;
    private readonly int[] _nodes;          // One for each count.
    private readonly int[] _rootOf;
    private readonly ClauseCount[] _names;
    private readonly long[] _evaluated;
    private readonly long[] _true;
    private long _belowOneLot;
    private long _withoutStop;
    private long _withoutTick;

    internal ClauseCounts(RuleProgram program)
    {
        _roots = [.. program.Roots.Where(root => root.Type == RuleType.Boolean)];
        var counted = new List<(int Root, int Node, string Part)>();
        for (int i = 0; i < _roots.Length; i++)
        {
            counted.Add((i, _roots[i].Node, ""));
            if (_roots[i].Conditions.Length > 1) { counted.AddRange(_roots[i].Conditions.Select(condition => (i, condition.Node, condition.Text))); }
        }

        _nodes = [.. counted.Select(c => c.Node)];
        _rootOf = [.. counted.Select(c => c.Root)];
        _names = [.. counted.Select(c => new ClauseCount(_roots[c.Root].Clause, c.Part, 0, 0))];
        _evaluated = new long[_nodes.Length];
        _true = new long[_nodes.Length];
    }

    /// <summary>Sizes that came to less than one lot, so that nothing could be ordered.</summary>
    public long BelowOneLot { get => _belowOneLot; internal set => _belowOneLot = value; }

    /// <summary>Entries that were not taken because a stop or a limit had no value then.</summary>
    public long WithoutStop { get => _withoutStop; internal set => _withoutStop = value; }

    /// <summary>
    /// Limit orders whose price came to no positive tick; they are sent at price zero, and risk refuses them as
    /// <see cref="RejectReason.InvalidPrice"/>.
    /// </summary>
    public long WithoutTick { get => _withoutTick; internal set => _withoutTick = value; }

    public int Count => _nodes.Length;

    public ClauseCount this[int index] => _names[index] with { Evaluated = _evaluated[index], True = _true[index] };

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Values(_evaluated.AsSpan());
        transfer.Values(_true.AsSpan());
        transfer.Value(ref _belowOneLot);
        transfer.Value(ref _withoutStop);
        transfer.Value(ref _withoutTick);
    }

    internal void Add(IProgramEvaluator program)
    {
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (!Warmth.IsWarm(program, _roots[_rootOf[i]])) { continue; }
            _evaluated[i]++;
            if (program[_nodes[i]] != 0) { _true[i]++; }
        }
    }
}
