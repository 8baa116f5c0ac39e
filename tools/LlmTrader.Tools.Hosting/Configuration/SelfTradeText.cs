using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>What the venue does when an order would trade with another one of its account, as people write it.</summary>
public static class SelfTradeText
{
    public static IReadOnlyList<(string Word, VenueSelfTrade Value)> Words { get; } =
        [("none", VenueSelfTrade.None), ("reject-newest", VenueSelfTrade.RejectNewest), ("cancel-oldest", VenueSelfTrade.CancelOldest)];

    /// <summary>Throws <see cref="ArgumentException"/> that lists the words.</summary>
    public static VenueSelfTrade Parse(string text)
    {
        foreach ((string word, VenueSelfTrade value) in Words)
        {
            if (word == text) { return value; }
        }

        throw new ArgumentException($"selfTrade is '{text}'; {string.Join(", ", Words.Select(one => one.Word))} is expected.");
    }
}
