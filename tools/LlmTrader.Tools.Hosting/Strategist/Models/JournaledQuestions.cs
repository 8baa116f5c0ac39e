using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Hosting.Strategist.Models;

/// <summary>What the strategist's journal says of the calls so far.</summary>
/// <param name="records">Of the journal, oldest first.</param>
public sealed class JournaledQuestions(Func<IReadOnlyList<DecisionRecord>> records)
{
    private const string Answered = "answered";    // From a cache or a record for nothing.

    /// <summary>An id that no call of the journal has: the decision, the role, and one more than there are of both.</summary>
    public string NextId(string? decision, ModelRole role)
    {
        string start = $"{decision ?? JournaledModelCalls.NoDecision}/{JournaledModelCalls.NameOf(role)}/";
        int before = records().Where(record => record.Kind is DecisionKind.ModelCall or DecisionKind.ModelRequest)
            .Select(record => record.Body.Text("call"))
            .Where(call => call?.StartsWith(start, StringComparison.Ordinal) == true)
            .Distinct(StringComparer.Ordinal).Count();
        return FormattableString.Invariant($"{start}{before + 1}");
    }

    /// <summary>The market that a model was asked about as an actor last and wrote something, of use or not, in another decision than this one; null when none did.</summary>
    public string? LastAsked(string? decision)
    {
        IReadOnlyList<DecisionRecord> all = records();
        string actor = JournaledModelCalls.NameOf(ModelRole.Actor);
        DecisionRecord? last = all.LastOrDefault(record => record.Kind == DecisionKind.ModelCall && record.Decision != decision && record.Body.Text("role") == actor && (record.Body.Text("outcome") == Answered || record.Body.Whole("output_tokens") > 0));
        return last is null ? null : all.LastOrDefault(record => record.Kind == DecisionKind.Observation && record.Decision == last.Decision) is { } seen ? seen.Body.Text("market") : null;
    }
}
