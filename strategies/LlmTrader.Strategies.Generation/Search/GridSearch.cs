using System.Globalization;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>Every point once, the last parameter running fastest.</summary>
public sealed class GridSearch : ISearchMethod
{
    private const int Batch = 256;

    private readonly ParameterSpace _space;
    private long _next;

    /// <summary>Throws <see cref="ArgumentException"/> when there are more points than <paramref name="limit"/>.</summary>
    public GridSearch(ParameterSpace space, long limit)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        if (space.Size <= limit) { return; }
        string sizes = string.Join(" x ", space.Dimensions.Select(dimension => string.Create(CultureInfo.InvariantCulture, $"{dimension.Name} {dimension.Values.Length:N0}")));
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The grid has {space.Size:N0} points ({sizes}), at most {limit:N0} are to be tried: search at random or with tpe, take larger steps, or allow more."));
    }

    public string Name => "grid";

    public IReadOnlyList<SearchPoint> Next(IReadOnlyList<ScoredPoint> done, int most)
    {
        List<SearchPoint> next = [];
        while (next.Count < Math.Min(most, Batch) && _next < _space.Size) { next.Add(_space.At(_next++)); }
        return next;
    }
}
