using LlmTrader.Strategies.Generation.Observations;

namespace LlmTrader.Strategies.Generation.Proposals;

/// <summary>The instruments that a proposal may be over.</summary>
public static class CandidateUniverse
{
    /// <summary>Those that were observed and are in the history, all quoted in one currency since equity is in one: that of most of them, of equals the first. In ordinal order.</summary>
    /// <param name="request">Its universe bounds them; an empty one does not.</param>
    /// <param name="limit">Of an empty universe.</param>
    public static string[] Of(ProposalRequest request, int limit)
    {
        ArgumentNullException.ThrowIfNull(request);
        HashSet<string> known = [.. request.History.Instruments];
        IEnumerable<InstrumentFacts> observed = request.Observation.Universe.Select(one => one.Facts).Where(one => known.Contains(one.Name) && (request.Universe.Count == 0 || request.Universe.Contains(one.Name)));
        string[] names = [.. observed.GroupBy(one => one.Quote, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(1).SelectMany(group => group).Select(one => one.Name).Order(StringComparer.Ordinal)];
        return request.Universe.Count == 0 ? [.. names.Take(limit)] : names;
    }
}
