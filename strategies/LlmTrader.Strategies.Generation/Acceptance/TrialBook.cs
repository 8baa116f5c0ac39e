namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>The trials of a ledger in memory: what a durable one folds its records into.</summary>
public sealed class TrialBook : ITrialLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DataWindow, HashSet<string>> _trials = [];

    /// <summary>Whether the record is there already, so that a durable ledger need not write it again.</summary>
    public bool Has(DataWindow window, string candidateHash)
    {
        lock (_lock) { return _trials.TryGetValue(window, out HashSet<string>? hashes) && hashes.Contains(candidateHash); }
    }

    public void Begin(DataWindow window, string candidateHash)
    {
        ArgumentNullException.ThrowIfNull(window);
        lock (_lock)
        {
            if (!_trials.TryGetValue(window, out HashSet<string>? hashes)) { _trials[window] = hashes = new(StringComparer.Ordinal); }
            hashes.Add(candidateHash);
        }
    }

    public long Count(DataWindow window)
    {
        lock (_lock)
        {
            HashSet<string> all = new(StringComparer.Ordinal);
            foreach ((DataWindow other, HashSet<string> hashes) in _trials)
            {
                if (other.Overlaps(window)) { all.UnionWith(hashes); }
            }

            return all.Count;
        }
    }
}
