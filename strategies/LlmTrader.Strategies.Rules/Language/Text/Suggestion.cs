namespace LlmTrader.Strategies.Rules.Language;

/// <summary>Finds the known word that a mistyped one is nearest to.</summary>
public static class Suggestion
{
    private const int MaxWordLength = 40;   // A longer word is no slip of a known one, and the comparison is quadratic.

    /// <summary><c>did you mean 'ema'?</c>, or null when nothing is near enough to be meant.</summary>
    public static string? For(string word, IEnumerable<string> known) => Nearest(word, known) is { } found ? $"did you mean '{found}'?" : null;

    /// <summary>
    /// The known word with the fewest edits (insert, delete, replace, swap of neighbours; case is free), at most a quarter of the
    /// length plus one; of equals the first in ordinal order. Null when none is that near.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        if (word.Length is 0 or > MaxWordLength) { return null; }
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in known)
        {
            int allowed = Math.Min(1 + (Math.Min(word.Length, candidate.Length) / 4), Math.Max(word.Length, candidate.Length) - 1);
            if (Math.Abs(candidate.Length - word.Length) > allowed) { continue; }
            int distance = Distance(word, candidate);
            if (distance > allowed || distance > bestDistance) { continue; }
            if (distance == bestDistance && string.CompareOrdinal(candidate, best) >= 0) { continue; }
            (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    // Optimal string alignment with three rows; letters compare without case.
    private static int Distance(string a, string b)
    {
        Span<int> rows = stackalloc int[3 * (MaxWordLength * 2)];
        int width = b.Length + 1;
        if (width > MaxWordLength * 2) { return int.MaxValue; }
        Span<int> beforeLast = rows[..width];
        Span<int> last = rows.Slice(MaxWordLength * 2, width);
        Span<int> current = rows.Slice(MaxWordLength * 4, width);
        for (int j = 0; j < width; j++) { last[j] = j; }

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j < width; j++)
            {
                int cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                int edits = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) { edits = Math.Min(edits, beforeLast[j - 2] + 1); }
                current[j] = edits;
            }

            Span<int> spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
        }

        return last[width - 1];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
