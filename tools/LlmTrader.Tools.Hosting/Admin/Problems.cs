using System.Text.Json.Serialization;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>An answer that says what is wrong (RFC 9457), which field is to blame, and what to do.</summary>
public sealed record Problem
{
    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>For programs; does not change.</summary>
    public required string Code { get; init; }

    /// <summary>For people.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do about it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Remedy { get; init; }

    /// <summary>The field of the request that is to blame.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>All that is wrong, where it is several things.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Errors { get; init; }
}

/// <summary>A request that can't be done; becomes a <see cref="Problem"/>.</summary>
public sealed class ProblemException(int status, string code, string detail, string? remedy = null, string? field = null, IReadOnlyList<string>? errors = null) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Remedy { get; } = remedy;

    public string? Field { get; } = field;

    public IReadOnlyList<string>? Errors { get; } = errors;

    public static ProblemException BadField(string field, string detail, string? remedy = null) => new(StatusCodes.Status400BadRequest, "invalid_field", detail, remedy, field);

    public static ProblemException NotFound(string code, string detail, string? remedy = null) => new(StatusCodes.Status404NotFound, code, detail, remedy);

    public static ProblemException Conflict(string code, string detail, string? remedy = null) => new(StatusCodes.Status409Conflict, code, detail, remedy);

    public static ProblemException Unavailable(string code, string detail, string? remedy = null) => new(StatusCodes.Status503ServiceUnavailable, code, detail, remedy);
}

/// <summary>Writes problems.</summary>
internal static class Problems
{
    public static Task WriteAsync(HttpContext context, int status, string code, string detail, string? remedy = null, string? field = null, IReadOnlyList<string>? errors = null)
    {
        if (context.Response.HasStarted) { context.Abort(); return Task.CompletedTask; }
        context.Response.StatusCode = status;
        Problem problem = new() { Title = TitleOf(status), Status = status, Code = code, Detail = detail, Remedy = remedy, Field = field, Errors = errors };
        return context.Response.WriteAsJsonAsync(problem, AdminJson.Default.Problem, "application/problem+json");
    }

    private static string TitleOf(int status) => status switch
    {
        400 => "Bad request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        408 => "Request timeout",
        409 => "Conflict",
        413 => "Request too large",
        415 => "Unsupported media type",
        422 => "Not possible as asked",
        429 => "Too many requests",
        503 => "Not available now",
        _ => "Error",
    };
}
