namespace LlmTrader.Strategies.Generation.Search;

/// <summary>Chooses what to try next. What it chooses follows from its seed and from the scores it was told, never from when they came.</summary>
public interface ISearchMethod
{
    /// <summary>As a person names it.</summary>
    string Name { get; }

    /// <summary>
    /// The next points, each new; as many as it wants to be tried at once, at most <paramref name="most"/>. Empty when there is nothing left
    /// to try.
    /// </summary>
    /// <param name="done">Everything that it chose before, in that order.</param>
    /// <param name="most">At least 1.</param>
    IReadOnlyList<SearchPoint> Next(IReadOnlyList<ScoredPoint> done, int most);
}
