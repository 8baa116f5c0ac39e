using System.Collections.Immutable;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>A point of a <see cref="ParameterSpace"/>: the place of each dimension's value, from 0. Points are equal by their places.</summary>
public readonly struct SearchPoint(ImmutableArray<int> places) : IEquatable<SearchPoint>
{
    public ImmutableArray<int> Places { get; } = places;

    public bool Equals(SearchPoint other) => Places.AsSpan().SequenceEqual(other.Places.AsSpan());

    public override bool Equals(object? obj) => obj is SearchPoint other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int place in Places) { hash.Add(place); }
        return hash.ToHashCode();
    }

    public static bool operator ==(SearchPoint left, SearchPoint right) => left.Equals(right);

    public static bool operator !=(SearchPoint left, SearchPoint right) => !left.Equals(right);

    public override string ToString() => string.Join(',', Places);
}

/// <summary>A point and what it came to, larger being better; null when it came to nothing that can be compared.</summary>
public readonly record struct ScoredPoint(SearchPoint Point, double? Score);
