namespace LlmTrader.Tools.Cli.Help;

/// <summary>The known word that a typed one was probably meant to be.</summary>
internal static class Nearest
{
    /// <summary>The word with the fewest slips (insert, delete, replace, swap neighbours), if they are few for its length; else null.</summary>
    public static string? Find(string typed, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string word in known)
        {
            int distance = word.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(typed, word);
            if (distance < bestDistance) { (best, bestDistance) = (word, distance); }
        }

        return best is not null && bestDistance <= Math.Max(1, best.TrimStart('-').Length / 3) ? best : null;
    }

    /// <summary>Optimal string alignment: edits between two words, a swap of neighbours counting once.</summary>
    internal static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) { cost[i, 0] = i; }
        for (int j = 0; j <= b.Length; j++) { cost[0, j] = j; }
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (isSwap) { cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1); }
            }
        }

        return cost[a.Length, b.Length];
    }
}
