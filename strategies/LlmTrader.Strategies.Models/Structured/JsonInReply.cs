using System.Buffers;
using System.Text.Json;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>
/// Finds the one JSON document in what a model said. Around it may be prose, a code fence and what it thought in &lt;think&gt;; within it,
/// outside of texts: full-width punctuation, curly quotes as quotes, True, False and None, a comma before a closing bracket, a byte order
/// mark and blanks of every kind.
/// </summary>
/// <remarks>
/// Mistakes, because mending them is guessing: two different documents, none, one that was cut off, single quotes, comments, a member that
/// is given twice, NaN and Infinity, and numbers with separators (between members <c>1,234</c> is something else in every language).
/// </remarks>
public static class JsonInReply
{
    private const string ThoughtEnd = "</think>";

    // A reply that is nothing but opening brackets is no work for anybody.
    private const int MaxCandidates = 256;

    // By which a bracket is one of JSON and not of prose.
    private static readonly SearchValues<char> Signs = SearchValues.Create("\":“”＂：");

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = AnswerSchema.MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = Strict with { AllowTrailingCommas = true };

    /// <summary>The document, and whether its writing had to be mended; or what is wrong, in words for the model.</summary>
    public static (JsonElement? Document, bool IsMended, string? Problem) Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int thought = text.LastIndexOf(ThoughtEnd, StringComparison.OrdinalIgnoreCase);
        string said = text[(thought < 0 ? 0 : thought + ThoughtEnd.Length)..].Trim().Trim('\uFEFF').Trim();
        if (TryParse(said, Strict, out JsonElement whole, out string? problem) && IsDocument(whole)) { return (whole, false, null); }
        (JsonElement? Document, string? Problem) asIs = Only(said, Strict);
        if (asIs.Document is { } found) { return (found, false, null); }
        string mended = JsonPunctuation.Mended(said);
        (JsonElement? Document, string? Problem) after = Only(mended, Lenient);
        if (after.Document is { } repaired) { return (repaired, true, null); }
        if (said.Length == 0) { return (null, false, "the answer is empty; one JSON document is expected"); }
        return (null, false, after.Problem ?? asIs.Problem ?? (said[0] is '{' or '[' ? $"it is no JSON: {problem}" : "there is no JSON document in it"));
    }

    // The outermost documents of the text; the same one twice, as of who repeats himself, is one, and a list of mere words or numbers beside an
    // object belongs to the prose.
    private static (JsonElement? Document, string? Problem) Only(string text, JsonDocumentOptions options)
    {
        List<JsonElement> found = [];
        int tries = 0;
        for (int at = Next(text, 0); at >= 0; at = Next(text, at))
        {
            if (tries++ == MaxCandidates) { return (null, "there are too many brackets around the JSON document"); }
            int end = End(text, at);
            if (end < 0) { return (null, "a bracket is never closed: the JSON document was cut off, or another one begins behind it"); }
            if (TryParse(text[at..end], options, out JsonElement value, out string? wrong)) { found.Add(value); at = end; }
            else if (text.AsSpan(at, end - at).IndexOfAny(Signs) >= 0) { return (null, $"it is no JSON: {wrong}"); }    // No part of a document with a mistake is the answer.
            else { at++; }    // Brackets of prose, in which a document may stand.
        }

        if (found.Any(IsBlock)) { found.RemoveAll(one => !IsBlock(one)); }
        if (found.Count == 0) { return (null, null); }
        return found.Skip(1).All(other => JsonElement.DeepEquals(found[0], other)) ? (found[0], null) : (null, "there are different JSON documents in it; one is expected");
    }

    private static int Next(string text, int from) => text.AsSpan(from).IndexOfAny('{', '[') is var next and >= 0 ? from + next : -1;

    private static bool IsBlock(JsonElement value) => value.ValueKind == JsonValueKind.Object || value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array);

    private static bool IsDocument(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    // Behind the bracket that closes the one at this place; -1 when none does.
    private static int End(string text, int start)
    {
        int depth = 0;
        bool isText = false;
        for (int i = start; i < text.Length; i++)
        {
            char one = text[i];
            if (isText)
            {
                if (one == '\\') { i++; }
                else if (one == '"') { isText = false; }
                continue;
            }

            isText = one == '"';
            depth += one is '{' or '[' ? 1 : one is '}' or ']' ? -1 : 0;
            if (depth == 0) { return i + 1; }
        }

        return -1;
    }

    private static bool TryParse(string text, JsonDocumentOptions options, out JsonElement value, out string? problem)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, options);
            value = document.RootElement.Clone();
            problem = IsWhole(value) ? null : "it has half of a character";
            return problem is null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)    // Half a surrogate pair is no UTF-8.
        {
            (value, problem) = (default, e.Message.ReplaceLineEndings(" "));
            return false;
        }
    }

    // Half a surrogate pair, which JSON can write and no text can hold.
    private static bool IsWhole(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsWhole),
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsWhole(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
