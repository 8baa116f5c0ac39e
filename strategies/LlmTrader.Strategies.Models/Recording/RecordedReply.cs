using System.Text;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Recording;

/// <summary>A reply as a cassette keeps it.</summary>
public sealed record RecordedReply
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public required TransportEnd End { get; init; }

    public int? Status { get; init; }

    public string? ContentType { get; init; }

    public long? RetryAfterMs { get; init; }

    /// <summary>The body; null when it is empty or no UTF-8.</summary>
    public string? Body { get; init; }

    /// <summary>The body in base64, when it is no UTF-8.</summary>
    public string? BodyBytes { get; init; }

    public string? Problem { get; init; }

    /// <summary>Keeps a reply.</summary>
    /// <param name="reply">As it came.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    public static RecordedReply Of(RawReply reply, Func<string, string> redact)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(redact);
        string? text = TextOf(reply.Body.Span);
        return new RecordedReply
        {
            End = reply.End,
            Status = reply.Status,
            ContentType = reply.ContentType,
            RetryAfterMs = reply.RetryAfter is { } wait ? (long)wait.TotalMilliseconds : null,
            Body = text is { Length: > 0 } ? ReplyText.Of(reply.Body, redact) : null,
            BodyBytes = text is null ? Convert.ToBase64String(reply.Body.Span) : null,
            Problem = reply.Problem is { } problem ? redact(problem) : null,
        };
    }

    /// <summary>As it came, but at once.</summary>
    public RawReply ToRaw() => new()
    {
        End = End,
        Status = Status,
        ContentType = ContentType,
        RetryAfter = RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : null,
        Body = BodyBytes is { } bytes ? Convert.FromBase64String(bytes) : Encoding.UTF8.GetBytes(Body ?? ""),
        Problem = Problem,
        IsRecorded = true,
    };

    private static string? TextOf(ReadOnlySpan<byte> body)
    {
        try { return Strict.GetString(body); }
        catch (DecoderFallbackException) { return null; }
    }
}
