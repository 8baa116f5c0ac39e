using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>Draws points that were not drawn before: a backtest that is known already would tell nothing.</summary>
internal sealed class UnseenPoints(ParameterSpace space)
{
    private const int Draws = 64;

    private readonly HashSet<SearchPoint> _seen = [];

    public bool IsExhausted => _seen.Count >= space.Size;

    /// <summary>False when it was taken before.</summary>
    public bool TryTake(SearchPoint point) => _seen.Add(point);

    /// <summary>An unseen point; there must be one.</summary>
    public SearchPoint Draw(ref Xoshiro256StarStar random)
    {
        Invariant.Holds(!IsExhausted);
        for (int i = 0; i < Draws; i++)
        {
            SearchPoint drawn = space.Draw(ref random);
            if (_seen.Add(drawn)) { return drawn; }
        }

        // Most are taken, so the space is small: go on from a place that is as good as any other.
        long number = (long)Math.BigMul(random.Next(), (ulong)space.Size, out _);
        while (!_seen.Add(space.At(number))) { number = (number + 1) % space.Size; }
        return space.At(number);
    }
}
