using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// Looks into a program after a decision: what each clause came to and which values it read. Compiled code keeps few of them,
/// so it takes the interpreter.
/// </summary>
internal static class ProgramObserver
{
    /// <param name="evaluator">After its last decision.</param>
    /// <param name="sizing">What the document calls its size, e.g. <c>percent_of_equity</c>.</param>
    public static ObservedDecision Observe(InterpretedProgram evaluator, string sizing)
    {
        RuleProgram program = evaluator.Program;
        NodeText text = new(program);
        List<ObservedClause> clauses = [];
        foreach (RuleRoot root in program.Roots)
        {
            bool isWarm = Warmth.IsWarm(evaluator, root);
            string name = root.Clause == RuleClause.Size ? sizing : NameOf(root.Clause);
            if (root.Type == RuleType.Number)
            {
                clauses.Add(new ObservedClause(name, "", isWarm, null, [new ObservedValue(name, evaluator[root.Node]), .. Read(root.Node)]));
                continue;
            }

            bool isWhole = root.Conditions.Length <= 1;
            clauses.Add(new ObservedClause(name, "", isWarm, evaluator[root.Node] != 0, isWhole ? Read(root.Node) : []));
            if (isWhole) { continue; }
            foreach (RuleCondition part in root.Conditions) { clauses.Add(new ObservedClause(name, part.Text, isWarm, evaluator[part.Node] != 0, Read(part.Node))); }
        }

        return new ObservedDecision(evaluator.BarsSeen(0), clauses);

        List<ObservedValue> Read(int node) => [.. text.ReadBy(node).Select(read => new ObservedValue(text.WithMeaning(read), evaluator[read]))];
    }

    private static string NameOf(RuleClause clause) => clause switch
    {
        RuleClause.EntryLong => "entry_long",
        RuleClause.ExitLong => "exit_long",
        RuleClause.EntryShort => "entry_short",
        RuleClause.ExitShort => "exit_short",
        RuleClause.StopLoss => "stop_loss",
        RuleClause.TakeProfit => "take_profit",
        RuleClause.TrailingStop => "trailing_stop",
        RuleClause.LimitOffset => "limit_offset",
        RuleClause.GridSpacing => "grid spacing",
        RuleClause.GridSize => "grid size",
        _ => "expression",
    };
}
