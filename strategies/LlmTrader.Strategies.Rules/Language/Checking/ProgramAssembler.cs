using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>What a rule set measures on stream 0 beside its program.</summary>
/// <param name="Bars">That it needs, each one a value that is kept.</param>
/// <param name="Cost">Units of one bar.</param>
internal readonly record struct NeedsBeside(int Bars, int Cost);

/// <summary>Where a root was written.</summary>
/// <param name="Root">Its index.</param>
/// <param name="Field">Of the document.</param>
/// <param name="Span">Its place.</param>
internal readonly record struct RootPlace(int Root, string Field, TextSpan Span);

/// <summary>
/// Takes what the roots need out of a <see cref="NodeTable"/> and measures it: histories, warm-up, look-back, state and
/// cost, each against its limit.
/// </summary>
internal sealed class ProgramAssembler
{
    private readonly NodeTable _table;
    private readonly int[] _place;                              // Index in the program; -1 is not needed.
    private readonly List<RuleNode> _nodes = [];
    private readonly List<IndicatorInstance> _indicators = [];
    private readonly List<int[]> _needs = [];                   // Bars of each stream until a node is defined.
    private readonly List<long> _needsOfFirst = [];             // The same in bars of stream 0 alone.

    private ProgramAssembler(NodeTable table)
    {
        _table = table;
        _place = new int[table.Nodes.Count];
        Array.Fill(_place, -1);
    }

    /// <summary>The program of these roots, whose nodes are indexes of the table; limits that it exceeds are reported at <paramref name="span"/>, a look-back at the root that needs it when <paramref name="places"/> says where each is.</summary>
    public static RuleProgram? Assemble(
        NodeTable table, IReadOnlyList<RuleRoot> roots, IReadOnlyList<RuleSlot> slots, DiagnosticBag diagnostics, TextSpan span, NeedsBeside beside = default, IReadOnlyList<RootPlace>? places = null) =>
        new ProgramAssembler(table).Assemble(roots, slots, diagnostics, span, beside, places ?? []);

    private RuleProgram? Assemble(IReadOnlyList<RuleRoot> roots, IReadOnlyList<RuleSlot> slots, DiagnosticBag diagnostics, TextSpan span, NeedsBeside beside, IReadOnlyList<RootPlace> places)
    {
        Keep(roots);
        KeepHistories();
        for (int i = 0; i < _nodes.Count; i++) { Measure(_nodes[i]); }

        int lookBack = Math.Max(beside.Bars, _needs.Count == 0 ? 0 : _needs.Max(needs => needs.Max()));
        long state = _nodes.Sum(node => (long)node.HistoryLength) + _indicators.Sum(indicator => (long)indicator.WarmUp) + beside.Bars;
        long cost = _nodes.Sum(node => (long)RuleCost.Of(node.Op)) + _indicators.Sum(indicator => (long)indicator.Definition.Cost) + beside.Cost;
        RuleLimits limits = diagnostics.Limits;
        RootPlace longest = beside.Bars == lookBack
            ? places.FirstOrDefault(place => roots[place.Root].Clause == RuleClause.Size, new RootPlace(0, "", span))
            : places.FirstOrDefault(place => _needs[_place[roots[place.Root].Node]].Max() == lookBack, new RootPlace(0, "", span));
        string field = diagnostics.Field;
        (diagnostics.Field, TextSpan all, span) = (longest.Field, span, longest.Span);
        Limit(lookBack, limits.MaxLookBack, "bars are looked back over");
        (diagnostics.Field, span) = (field, all);
        Limit(state, limits.MaxStateValues, "values are kept by histories and indicators");
        Limit(cost, limits.MaxCost, "cost units are needed for an evaluation");
        if (diagnostics.HasErrors) { return null; }

        return new RuleProgram
        {
            Nodes = [.. _nodes],
            Streams = [.. _table.Streams],
            Indicators = [.. _indicators],
            Roots = [.. roots.Select(Moved)],
            Slots = [.. slots.Where(slot => _place[slot.Node] >= 0).Select(slot => slot with { Node = _place[slot.Node] })],
            WarmUpBars = (int)Math.Min(int.MaxValue, Math.Max(beside.Bars, roots.Count == 0 ? 0 : roots.Max(root => _needsOfFirst[_place[root.Node]]))),
            LookBackBars = lookBack,
            StateValues = (int)state,
            Cost = (int)cost,
        };

        void Limit(long count, int most, string what)
        {
            if (count > most) { diagnostics.Error(span, $"{count} {what}, at most {most} are allowed"); }
        }
    }

    // From the last node to the first: users come after operands, so one pass finds all that is needed.
    private void Keep(IReadOnlyList<RuleRoot> roots)
    {
        var needed = new bool[_place.Length];
        foreach (RuleRoot root in roots)
        {
            needed[root.Node] = true;
            foreach (RuleCondition condition in root.Conditions) { needed[condition.Node] = true; }
        }

        for (int i = needed.Length - 1; i >= 0; i--)
        {
            if (!needed[i]) { continue; }
            RuleNode node = _table[i];
            if (node.A >= 0) { needed[node.A] = true; }
            if (node.B >= 0) { needed[node.B] = true; }
            if (node.C >= 0) { needed[node.C] = true; }
        }

        for (int i = 0; i < needed.Length; i++)
        {
            if (needed[i]) { Keep(i); }
        }
    }

    private void Keep(int index)
    {
        RuleNode node = _table[index];
        int argument = node.Argument;
        if (node.Op == RuleOp.Indicator)
        {
            _indicators.Add(_table.Indicators[argument] with { Node = _nodes.Count });
            argument = _indicators.Count - 1;
        }

        _place[index] = _nodes.Count;
        _nodes.Add(node with { A = Place(node.A), B = Place(node.B), C = Place(node.C), Argument = argument });
    }

    private void KeepHistories()
    {
        foreach (RuleNode node in _nodes.ToArray())
        {
            if (node.Op != RuleOp.History) { continue; }
            RuleNode past = _nodes[node.A];
            if (node.Argument > past.HistoryLength) { _nodes[node.A] = past with { HistoryLength = node.Argument }; }
        }
    }

    private void Measure(RuleNode node)
    {
        int[] needs = new int[_table.Streams.Count];
        long first = 0;
        foreach (int operand in (ReadOnlySpan<int>)[node.A, node.B, node.C])
        {
            if (operand < 0) { continue; }
            for (int s = 0; s < needs.Length; s++) { needs[s] = Math.Max(needs[s], _needs[operand][s]); }
            first = Math.Max(first, _needsOfFirst[operand]);
        }

        if (node.Stream >= 0 && !node.IsLive)
        {
            int more = node.Op switch
            {
                RuleOp.Indicator => _indicators[node.Argument].WarmUp - 1,
                RuleOp.History or RuleOp.Rising or RuleOp.Falling => node.Argument,
                _ => 0,
            };
            needs[node.Stream] = SaturatingSum(Math.Max(needs[node.Stream], 1), Math.Max(more, 0));
            // A stream of longer bars may have begun one already, which does not count.
            long own = InBarsOfFirst(node.Stream, needs[node.Stream]) + (InBarsOfFirst(node.Stream, 1) > 1 ? InBarsOfFirst(node.Stream, 1) : 0);
            first = Math.Max(Math.Max(first, 1) + InBarsOfFirst(node.Stream, Math.Max(more, 0)), own);
        }

        _needs.Add(needs);
        _needsOfFirst.Add(first);
    }

    // The time of some bars of a stream, in bars of stream 0 and rounded up; the number itself where they are no spans of time.
    private long InBarsOfFirst(int stream, long bars)
    {
        (BarSpec first, BarSpec other) = (_table.Streams[0].Bar, _table.Streams[stream].Bar);
        if (first.Aggregation != BarAggregation.Time || other.Aggregation != BarAggregation.Time) { return bars; }
        return (long)((((Int128)bars * other.Step) + first.Step - 1) / first.Step);
    }

    private RuleRoot Moved(RuleRoot root)
    {
        int[] warmUp = [.. _needs[_place[root.Node]]];
        foreach (RuleCondition condition in root.Conditions)
        {
            int[] needs = _needs[_place[condition.Node]];
            for (int s = 0; s < warmUp.Length; s++) { warmUp[s] = Math.Max(warmUp[s], needs[s]); }
        }

        return root with
        {
            Node = _place[root.Node],
            WarmUp = [.. warmUp],
            Conditions = [.. root.Conditions.Select(condition => condition with { Node = _place[condition.Node] })],
        };
    }

    private static int SaturatingSum(int a, int b) => (int)Math.Min(int.MaxValue, (long)a + b);

    private int Place(int operand) => operand < 0 ? operand : _place[operand];
}
