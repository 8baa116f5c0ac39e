namespace LlmTrader.Strategies.Generation.Search;

/// <summary>
/// The points around one, two parameters varied and the others held: whether the best stands on a plateau, or alone on a peak that chance
/// made. With one parameter there is one row.
/// </summary>
public sealed class Neighbourhood
{
    /// <summary>Steps to each side.</summary>
    public const int Reach = 4;

    private Neighbourhood(ParameterSpace space, SearchPoint center, int across, int? down)
    {
        (Space, Center, Across, Down) = (space, center, across, down);
        AcrossPlaces = Around(center.Places[across], space.Dimensions[across].Values.Length);
        DownPlaces = down is { } rows ? Around(center.Places[rows], space.Dimensions[rows].Values.Length) : [0];
    }

    public ParameterSpace Space { get; }

    public SearchPoint Center { get; }

    /// <summary>The dimension from left to right.</summary>
    public int Across { get; }

    /// <summary>The dimension from top to bottom; null when there is but one.</summary>
    public int? Down { get; }

    public IReadOnlyList<int> AcrossPlaces { get; }

    public IReadOnlyList<int> DownPlaces { get; }

    /// <summary>Row by row.</summary>
    public IReadOnlyList<SearchPoint> Points => [.. DownPlaces.SelectMany(down => AcrossPlaces.Select(across => At(across, down)))];

    /// <summary>Around a point, over the two dimensions that matter most; of equals the first.</summary>
    /// <param name="space">Of the search.</param>
    /// <param name="center">Most often the best.</param>
    /// <param name="importance">By dimension.</param>
    public static Neighbourhood Of(ParameterSpace space, SearchPoint center, IReadOnlyList<double> importance)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(importance);
        int[] ranked = [.. Enumerable.Range(0, space.Dimensions.Length).OrderByDescending(dimension => importance[dimension])];
        return new Neighbourhood(space, center, ranked[0], ranked.Length > 1 ? ranked[1] : null);
    }

    public SearchPoint At(int across, int down)
    {
        int[] places = [.. Center.Places];
        places[Across] = across;
        if (Down is { } rows) { places[rows] = down; }
        return new SearchPoint([.. places]);
    }

    private static int[] Around(int place, int count) => [.. Enumerable.Range(place - Reach, (2 * Reach) + 1).Where(at => at >= 0 && at < count)];
}
