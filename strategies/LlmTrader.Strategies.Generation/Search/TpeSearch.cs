using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>
/// The tree-structured Parzen estimator: J. Bergstra, R. Bardenet, Y. Bengio and B. Kégl, "Algorithms for Hyper-Parameter Optimization",
/// NIPS 2011. What was tried is parted into the best and the rest; of points drawn like the best, the one is tried next that is likeliest
/// there against the rest. Dimensions are taken by themselves.
/// </summary>
public sealed class TpeSearch(ParameterSpace space, ulong seed) : ISearchMethod
{
    /// <summary>Tried at random first.</summary>
    public const int StartUp = 20;

    /// <summary>Chosen together, before their scores are known: the same on one core as on many.</summary>
    public const int Batch = 8;

    private const double BestShare = 0.2;
    private const int MostBest = 25;
    private const int Draws = 24;

    private readonly UnseenPoints _points = new(space);
    private Xoshiro256StarStar _random = new(seed);

    public string Name => "tpe";

    public IReadOnlyList<SearchPoint> Next(IReadOnlyList<ScoredPoint> done, int most)
    {
        ArgumentNullException.ThrowIfNull(done);
        List<SearchPoint> next = [];
        int count = Math.Min(most, done.Count < StartUp ? StartUp - done.Count : Batch);
        (ParzenEstimator[] best, ParzenEstimator[] rest) = done.Count < StartUp ? ([], []) : Models(done);
        while (next.Count < count && !_points.IsExhausted)
        {
            next.Add(best.Length > 0 && Likeliest(best, rest) is { } point ? point : _points.Draw(ref _random));
        }

        return next;
    }

    private (ParzenEstimator[] Best, ParzenEstimator[] Others) Models(IReadOnlyList<ScoredPoint> done)
    {
        SearchPoint[] ranked = [.. done.OrderByDescending(one => one.Score ?? double.NegativeInfinity).Select(one => one.Point)];   // Of equals the earlier first.
        int good = Math.Min(MostBest, (int)Math.Ceiling(BestShare * ranked.Length));
        return (Of(ranked[..good]), Of(ranked[good..]));

        ParzenEstimator[] Of(SearchPoint[] points) => [.. space.Dimensions.Select((dimension, i) => new ParzenEstimator(dimension.Values.Length, [.. points.Select(point => point.Places[i])]))];
    }

    // Null when all that was drawn is known already.
    private SearchPoint? Likeliest(ParzenEstimator[] best, ParzenEstimator[] rest)
    {
        List<(SearchPoint Point, double Ratio)> drawn = [];
        for (int i = 0; i < Draws; i++)
        {
            int[] places = new int[best.Length];
            double ratio = 1;
            for (int dimension = 0; dimension < places.Length; dimension++)
            {
                int place = places[dimension] = best[dimension].Draw(ref _random);
                ratio *= best[dimension][place] / rest[dimension][place];
            }

            drawn.Add((new SearchPoint([.. places]), ratio));
        }

        foreach ((SearchPoint point, _) in drawn.OrderByDescending(one => one.Ratio))
        {
            if (_points.TryTake(point)) { return point; }
        }

        return null;
    }
}
