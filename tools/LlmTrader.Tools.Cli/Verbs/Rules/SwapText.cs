using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary>Swaps and the clause shares of the versions that decided, for people.</summary>
internal static class SwapText
{
    /// <summary>A line for each swap; nothing when there was none.</summary>
    public static void WriteSwaps(IReadOnlyList<SwapReport> swaps, Session session)
    {
        if (swaps.Count == 0) { return; }
        session.WriteLine();
        session.WriteLine("Swaps:");
        foreach (SwapReport swap in swaps) { session.WriteLine($"  {swap}"); }
    }

    /// <summary>The shares of the first set, when it has clauses, and of each that took over from it.</summary>
    /// <param name="first">Of the set that the run began with; null for a built-in one.</param>
    /// <param name="firstName">Its name.</param>
    /// <param name="swaps">Those that took over have shares.</param>
    /// <param name="session">Where they go.</param>
    public static void WriteClauses(RuleFunnel? first, string firstName, IReadOnlyList<SwapReport> swaps, Session session)
    {
        if (first is not null) { WriteClauses(first, swaps.Count == 0 ? "" : $", {firstName} from the start", session); }
        foreach (SwapReport swap in swaps.Where(swap => swap.Clauses is not null))
        {
            WriteClauses(swap.Clauses!, $", {swap.Name} from sequence {Figure.Count(swap.ActivatedAt!.Value)}", session);
        }
    }

    private static void WriteClauses(RuleFunnel rules, string which, Session session)
    {
        session.WriteLine();
        session.WriteLine($"Share of warm bars on which each clause was true{which}:");
        foreach (string line in rules.Lines()) { session.WriteLine($"  {line}"); }
    }
}
