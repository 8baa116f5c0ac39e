using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>What both back ends lay out alike: first values, and which nodes are computed when.</summary>
internal static class ProgramLayout
{
    /// <summary>A value that is not there: NaN, or false.</summary>
    public static double Missing(RuleType type) => type == RuleType.Number ? double.NaN : 0;

    /// <summary>One slot a node: a constant's value, else missing.</summary>
    public static double[] FirstValues(RuleProgram program) =>
        [.. program.Nodes.Select(node => node.Op == RuleOp.Constant ? node.Value : Missing(node.Type))];

    /// <summary>By stream, the nodes that its closed bars compute, operands first.</summary>
    public static int[][] BarNodes(RuleProgram program)
    {
        var nodes = new int[program.Streams.Length][];
        for (int stream = 0; stream < nodes.Length; stream++)
        {
            nodes[stream] = [.. Indexes(program).Where(i => program.Nodes[i].Stream == stream && !program.Nodes[i].IsLive && IsComputed(program.Nodes[i]))];
        }

        return nodes;
    }

    /// <summary>The nodes that a decision computes, operands first.</summary>
    public static int[] LiveNodes(RuleProgram program) => [.. Indexes(program).Where(i => program.Nodes[i].IsLive && IsComputed(program.Nodes[i]))];

    /// <summary>
    /// By node, whether its value must outlive the pass that computes it: somebody outside reads it, another pass does, or
    /// it is its own memory.
    /// </summary>
    public static bool[] Kept(RuleProgram program)
    {
        var kept = new bool[program.Nodes.Length];
        foreach (RuleRoot root in program.Roots)
        {
            kept[root.Node] = true;
            foreach (RuleCondition condition in root.Conditions) { kept[condition.Node] = true; }
        }

        foreach (RuleSlot slot in program.Slots) { kept[slot.Node] = true; }
        for (int i = 0; i < kept.Length; i++)
        {
            RuleNode node = program.Nodes[i];
            kept[i] |= node.Op is RuleOp.Constant or RuleOp.Variable or RuleOp.BarsSince or RuleOp.ValueWhen;
            KeepForAnotherPass(node.A);
            KeepForAnotherPass(node.B);
            KeepForAnotherPass(node.C);

            void KeepForAnotherPass(int operand)
            {
                if (operand == RuleNode.None) { return; }
                RuleNode from = program.Nodes[operand];
                kept[operand] |= from.Stream != node.Stream || from.IsLive != node.IsLive;
            }
        }

        return kept;
    }

    // A variable is set from outside, a constant never changes: neither is computed, and neither has a past to push unless asked for.
    private static bool IsComputed(RuleNode node) => node.Op != RuleOp.Constant && (node.Op != RuleOp.Variable || node.HistoryLength > 0);

    private static IEnumerable<int> Indexes(RuleProgram program) => Enumerable.Range(0, program.Nodes.Length);
}
