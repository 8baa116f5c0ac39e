using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>
/// How likely each value of one dimension is, after those that were observed: a bell over each, cut at the ends of the range, and an even
/// share for all, so that nothing is ever ruled out. A bell is as wide as the way to the farther of its neighbours (Bergstra et al., 2011).
/// </summary>
internal sealed class ParzenEstimator
{
    private readonly double[] _share;
    private readonly double[] _upTo;

    /// <param name="values">How many values there are.</param>
    /// <param name="observed">Places of those that were observed, in any order.</param>
    public ParzenEstimator(int values, IReadOnlyList<int> observed)
    {
        int[] counts = new int[values];
        foreach (int place in observed) { counts[place]++; }
        int[] places = [.. Enumerable.Range(0, values).Where(place => counts[place] > 0)];
        _share = new double[values];
        Array.Fill(_share, 1.0 / values);
        double narrowest = Math.Max(0.5, (double)values / Math.Min(100, observed.Count + 1));
        for (int i = 0; i < places.Length; i++)
        {
            int left = i > 0 ? places[i] - places[i - 1] : places[i] + 1;
            int right = i + 1 < places.Length ? places[i + 1] - places[i] : values - places[i];
            Add(places[i], Math.Clamp(Math.Max(left, right), narrowest, values), counts[places[i]]);
        }

        _upTo = new double[values];
        double sum = 0;
        for (int i = 0; i < values; i++)
        {
            _share[i] /= observed.Count + 1;
            _upTo[i] = sum += _share[i];
        }
    }

    /// <summary>The probability of a value.</summary>
    public double this[int place] => _share[place];

    public int Draw(ref Xoshiro256StarStar random)
    {
        double at = (random.Next() >> 11) * (1.0 / (1UL << 53)) * _upTo[^1];
        int place = Array.BinarySearch(_upTo, at);
        return Math.Min(place < 0 ? ~place : place + 1, _upTo.Length - 1);
    }

    private void Add(int center, double width, int count)
    {
        double[] bell = new double[_share.Length];
        double sum = 0;
        for (int i = 0; i < bell.Length; i++)
        {
            double away = (i - center) / width;
            sum += bell[i] = DeterministicMath.Exp(-0.5 * away * away);
        }

        for (int i = 0; i < bell.Length; i++) { _share[i] += count * bell[i] / sum; }
    }
}
