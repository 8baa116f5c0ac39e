using System.Globalization;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>What a rule set read when it decided, a line for each clause and each part of one.</summary>
internal static class ObservedText
{
    public static IEnumerable<string> Of(DecisionReplay replay)
    {
        if (replay.After is not { } after) { return ["It can't tell what it read."]; }
        List<string> lines = [];
        bool isCounted = after.Bars >= 0;
        if (isCounted && after.Bars == (replay.Before?.Bars ?? 0)) { lines.Add("None of its bars closed in this event: it acted on a price between bars, or on what it had wanted before. At its last bar this is what it had read:"); }
        for (int i = 0; i < after.Clauses.Count; i++)
        {
            // A set that has no words for earlier bars is looked at before the event as well.
            ObservedClause? before = isCounted ? null : replay.Before?.Clauses.ElementAtOrDefault(i);
            lines.Add(Of(after.Clauses[i], before));
        }

        return lines;
    }

    private static string Of(ObservedClause clause, ObservedClause? before)
    {
        if (!clause.IsWarm) { return $"{Name(clause)}: not looked at yet, since not all that it reads was there."; }
        if (clause.IsTrue is null && clause.Values.Count > 0 && clause.Values[0].Name == clause.Clause) { return $"{clause.Clause} = {Number(clause.Values[0].Value)}{With(clause.Values.Skip(1), null)}."; }
        string truth = clause.IsTrue switch { true => " was true", false => " was false", null => "" };
        string was = before is { IsWarm: true, IsTrue: { } wasTrue } ? $" (before this event {(wasTrue ? "true" : "false")})" : "";
        string values = With(clause.Values, before is { IsWarm: true } ? before.Values : null);
        return clause.Part.Length == 0 ? $"{clause.Clause}{truth}{was}{values}." : $"  {clause.Part}{truth}{values}";
    }

    private static string Name(ObservedClause clause) => clause.Part.Length == 0 ? clause.Clause : $"  {clause.Part}";

    private static string With(IEnumerable<ObservedValue> values, IReadOnlyList<ObservedValue>? before)
    {
        string[] texts = [.. values.Select((value, i) => $"{value.Name} = {Number(value.Value)}{(before is null ? "" : $" (before {Number(before[i].Value)})")}")];
        return texts.Length == 0 ? "" : $", with {string.Join(", ", texts)}";
    }

    // Twelve digits: more than any price has, and not the last ones of a double, which tell nothing.
    private static string Number(double value) => double.IsNaN(value) ? "not defined" : value.ToString("G12", CultureInfo.InvariantCulture);
}
