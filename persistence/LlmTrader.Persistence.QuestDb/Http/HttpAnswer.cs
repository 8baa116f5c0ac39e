using System.Net;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>What a server answered, read to its end.</summary>
internal readonly record struct HttpAnswer(HttpStatusCode Status, string Body, TimeSpan RetryAfter)
{
    private const int MaxExcerpt = 500;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The body, or its beginning, on one line.</summary>
    public string Excerpt => (Body.Length > MaxExcerpt ? Body[..MaxExcerpt] + " …" : Body).ReplaceLineEndings(" ");
}
