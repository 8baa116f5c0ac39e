using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;

namespace LlmTrader.Tools.Hosting.Strategist.Ledger;

/// <summary>What a call has used, as far as a budget asks.</summary>
/// <param name="Time">When it had ended; of one that was cut off, when it began.</param>
/// <param name="Tokens">Those of the question and of the answer.</param>
/// <param name="Money">In the currency of the configured prices.</param>
public sealed record PastModelUse(Timestamp Time, long Tokens, decimal Money)
{
    /// <summary>The calls of a journal that used something since a moment, that moment included; oldest first.</summary>
    public static IReadOnlyList<PastModelUse> Of(IEnumerable<DecisionRecord> records, Timestamp since)
    {
        ArgumentNullException.ThrowIfNull(records);
        DecisionRecord[] all = [.. records];
        HashSet<string> ended = [.. all.Where(record => record.Kind == DecisionKind.ModelCall).Select(CallOf)];
        IEnumerable<PastModelUse> known = all.Where(record => record.Kind == DecisionKind.ModelCall && record.Time >= since)
            .Select(ModelCallRecord.Of)
            .Where(call => !call.IsReplayed && (call.InputTokens > 0 || call.OutputTokens > 0 || call.Cost > 0))
            .Select(call => new PastModelUse(call.Time, call.InputTokens + call.OutputTokens, call.Cost));
        IEnumerable<PastModelUse> cut = all.Where(record => record.Kind == DecisionKind.ModelRequest && record.Time >= since && !ended.Contains(CallOf(record)))
            .Select(record => new PastModelUse(record.Time, record.Body.GetProperty("tokens_at_most").GetInt64(), record.Body.GetProperty("cost_at_most").GetDecimal()));
        return [.. known.Concat(cut).OrderBy(use => use.Time)];
    }

    private static string CallOf(DecisionRecord record) => record.Body.GetProperty("call").GetString()!;
}
