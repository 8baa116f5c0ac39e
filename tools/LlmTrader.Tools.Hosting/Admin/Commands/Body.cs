using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tools.Hosting.Admin.Commands;

/// <summary>Reads what a request says; what can't be read is answered with the field that is to blame.</summary>
internal static partial class Body
{
    /// <summary>A body that must be there.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type) where T : class =>
        await ReadOrNullAsync(http, type).ConfigureAwait(false) ?? throw new ProblemException(StatusCodes.Status400BadRequest, "body_missing", "This call needs a JSON object as its body.", "See /v1/openapi.json.");

    /// <summary>A body that may be absent.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type, T absent) where T : class => await ReadOrNullAsync(http, type).ConfigureAwait(false) ?? absent;

    private static async Task<T?> ReadOrNullAsync<T>(HttpContext http, JsonTypeInfo<T> type) where T : class
    {
        if (http.Request.ContentLength is 0 || (http.Request.ContentLength is null && http.Request.Headers.TransferEncoding.Count == 0)) { return null; }
        if (!http.Request.HasJsonContentType()) { throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "not_json", "The body must be JSON.", "Send 'Content-Type: application/json'."); }
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted).ConfigureAwait(false)
                ?? throw new ProblemException(StatusCodes.Status400BadRequest, "body_missing", "The body is null; a JSON object is expected.");
        }
        catch (JsonException error)
        {
            throw Explain(error);
        }
    }

    private static ProblemException Explain(JsonException error)
    {
        string[] names = [.. Quoted().Matches(error.Message).Select(match => match.Groups[1].Value)];
        if (error.Message.Contains("missing required", StringComparison.Ordinal) && names.Length > 0)
        {
            string[] missing = [.. names.Where(name => !name.Contains('.', StringComparison.Ordinal))];
            return new ProblemException(StatusCodes.Status400BadRequest, "field_missing", $"Missing: {string.Join(", ", missing)}.", "See /v1/openapi.json.", missing.FirstOrDefault());
        }

        if (error.Message.Contains("could not be mapped", StringComparison.Ordinal) && names.Length > 0)
        {
            return new ProblemException(StatusCodes.Status400BadRequest, "unknown_field", $"'{Texts.Short(names[0])}' is no field of this request.", "See /v1/openapi.json.", Texts.Short(names[0]));
        }

        if (error.Message.Contains("Duplicate property", StringComparison.Ordinal) && names.Length > 0)
        {
            return new ProblemException(StatusCodes.Status400BadRequest, "field_twice", $"'{Texts.Short(names[0])}' is given twice; which of the two is meant can't be told.", "Send it once.", Texts.Short(names[0]));
        }

        string field = error.Path is { Length: > 2 } path ? Texts.Short(path[2..]) : "";
        string place = $"line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}";
        return field.Length > 0
            ? new ProblemException(StatusCodes.Status400BadRequest, "invalid_field", $"'{field}' can't be read ({place}).", "See /v1/openapi.json for its type.", field)
            : error.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? new ProblemException(StatusCodes.Status400BadRequest, "not_an_object", "The body is JSON and no object; an object in braces is expected.", "Send {\"reason\": \"…\"} or what /v1/openapi.json names for this call.")
            : new ProblemException(StatusCodes.Status400BadRequest, "malformed_json", $"The body is no JSON ({place}).");
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
