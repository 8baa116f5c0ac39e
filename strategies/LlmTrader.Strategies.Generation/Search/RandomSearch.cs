using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>Points drawn evenly, none twice. J. Bergstra and Y. Bengio, "Random Search for Hyper-Parameter Optimization", JMLR 13, 2012.</summary>
public sealed class RandomSearch(ParameterSpace space, ulong seed) : ISearchMethod
{
    private const int Batch = 256;

    private readonly UnseenPoints _points = new(space);
    private Xoshiro256StarStar _random = new(seed);

    public string Name => "random";

    public IReadOnlyList<SearchPoint> Next(IReadOnlyList<ScoredPoint> done, int most)
    {
        List<SearchPoint> next = [];
        while (next.Count < Math.Min(most, Batch) && !_points.IsExhausted) { next.Add(_points.Draw(ref _random)); }
        return next;
    }
}
