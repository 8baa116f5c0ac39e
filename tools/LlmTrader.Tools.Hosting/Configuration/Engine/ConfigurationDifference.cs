namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>A value that two configurations do not share.</summary>
/// <param name="Key">Its whole path.</param>
/// <param name="Left">In the first; null when it is not there.</param>
/// <param name="Right">In the second; null when it is not there.</param>
/// <param name="IsPinned">Decisions depend on it: the one's journal can't be gone on with under the other.</param>
public sealed record ConfigurationDifference(string Key, string? Left, string? Right, bool IsPinned)
{
    /// <summary>All that differ, in the order of the first, then of the second. Where a value comes from makes no difference.</summary>
    public static IReadOnlyList<ConfigurationDifference> Between(IReadOnlyList<ConfigurationValue> left, IReadOnlyList<ConfigurationValue> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        Dictionary<string, ConfigurationValue> others = right.ToDictionary(value => value.Key);
        HashSet<string> known = [.. left.Select(value => value.Key)];
        HashSet<string> above = [.. left.Concat(right).SelectMany(value => Above(value.Key))];
        IEnumerable<ConfigurationDifference> ofLeft = left
            .Where(value => others.GetValueOrDefault(value.Key)?.Text != value.Text && !above.Contains(value.Key))
            .Select(value => new ConfigurationDifference(value.Key, value.Text, others.GetValueOrDefault(value.Key)?.Text, value.IsPinned));
        return [.. ofLeft, .. right.Where(value => !known.Contains(value.Key) && !above.Contains(value.Key)).Select(value => new ConfigurationDifference(value.Key, null, value.Text, value.IsPinned))];
    }

    // What a value belongs to. An empty list in the one is told by the items of the other.
    private static IEnumerable<string> Above(string key)
    {
        for (int at = key.LastIndexOfAny(['.', '[']); at > 0; at = key.LastIndexOfAny(['.', '['], at - 1)) { yield return key[..at]; }
    }
}
