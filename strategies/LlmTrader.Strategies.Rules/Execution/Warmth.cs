using System.Collections.Immutable;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>Whether a clause's inputs are there.</summary>
internal static class Warmth
{
    public static bool IsWarm(IProgramEvaluator program, RuleRoot root)
    {
        ImmutableArray<int> needed = root.WarmUp;
        for (int stream = 0; stream < needed.Length; stream++)
        {
            if (program.BarsSeen(stream) < needed[stream]) { return false; }
        }

        return true;
    }

    /// <summary>A clause that is there, warm and true.</summary>
    public static bool IsTrue(IProgramEvaluator program, RuleRoot? root) => root is not null && program[root.Node] != 0 && IsWarm(program, root);
}
