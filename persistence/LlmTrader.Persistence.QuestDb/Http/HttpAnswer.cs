using System.Net;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>What a server answered, read to its end.</summary>
internal readonly record struct HttpAnswer(HttpStatusCode Status, string Body, TimeSpan RetryAfter)
{
    private const int MaxExcerpt = 500;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>What a person has to do about a refusal.</summary>
    public string Remedy => Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "The server does not let this user in: set LLMTRADER_QUESTDB_TOKEN, or LLMTRADER_QUESTDB_USER and LLMTRADER_QUESTDB_PASSWORD, as the server has them.",
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => "That is not QuestDB's HTTP address: its port is 9000 unless told otherwise.",
        HttpStatusCode.RequestEntityTooLarge => "Something between here and QuestDB takes no requests as long as that: raise its limit.",
        HttpStatusCode.UnsupportedMediaType => "This server takes no compressed rows: leave --questdb-gzip away, or use QuestDB 9.1.0 or newer.",
        _ => "The tables are not as the projector's schema step makes them, or this QuestDB does not know the statement: compare them, or drop them and see `llmtrader projector rebuild --questdb URL`.",
    };

    /// <summary>The body, or its beginning, on one line.</summary>
    public string Excerpt => (Body.Length > MaxExcerpt ? Body[..MaxExcerpt] + " …" : Body).ReplaceLineEndings(" ");
}
