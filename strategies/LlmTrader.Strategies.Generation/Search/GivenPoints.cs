namespace LlmTrader.Strategies.Generation.Search;

/// <summary>Tries a list of points that somebody else chose, such as those around the best.</summary>
public sealed class GivenPoints(string name, IReadOnlyList<SearchPoint> points) : ISearchMethod
{
    public string Name => name;

    public IReadOnlyList<SearchPoint> Next(IReadOnlyList<ScoredPoint> done, int most)
    {
        ArgumentNullException.ThrowIfNull(done);
        return [.. points.Skip(done.Count).Take(most)];
    }
}
