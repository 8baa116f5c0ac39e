namespace LlmTrader.Tests.Property.Statistics;

/// <summary>Combinatorially symmetric cross-validation word by word: every half of the blocks is written out as rows and measured anew.</summary>
internal static class PlainOverfitting
{
    public static List<double> Logits(double[][] trials, int blocks)
    {
        int length = trials[0].Length / blocks;
        int skipped = trials[0].Length % blocks;
        List<double> logits = [];
        foreach (List<int> half in Halves(blocks, blocks / 2))
        {
            List<double> inside = [.. trials.Select(trial => Sharpe(Rows(trial, half)))];
            List<double> outside = [.. trials.Select(trial => Sharpe(Rows(trial, [.. Enumerable.Range(0, blocks).Except(half)])))];
            int best = inside.FindIndex(one => one == inside.Max());
            List<double> sorted = [.. outside.Order()];
            double rank = (sorted.IndexOf(outside[best]) + sorted.LastIndexOf(outside[best]) + 2) / 2.0;
            double w = rank / (trials.Length + 1);
            logits.Add(Math.Log(w / (1 - w)));
        }

        return logits;

        List<double> Rows(double[] trial, List<int> chosen) => [.. chosen.SelectMany(block => trial.Skip(skipped + (block * length)).Take(length))];
    }

    private static IEnumerable<List<int>> Halves(int blocks, int size, int from = 0)
    {
        if (size == 0) { yield return []; yield break; }
        for (int first = from; first <= blocks - size; first++)
        {
            foreach (List<int> rest in Halves(blocks, size - 1, first + 1)) { yield return [first, .. rest]; }
        }
    }

    private static double Sharpe(List<double> rows)
    {
        double mean = rows.Average();
        return mean / Math.Sqrt(rows.Sum(row => (row - mean) * (row - mean)) / (rows.Count - 1));
    }
}
