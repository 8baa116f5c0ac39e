using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>
/// Whether a result can have text in it that somebody outside wrote: a name, a note, a description, a reason. Such text is data and can be
/// written to be obeyed; who has read it is not trusted any more.
/// </summary>
public static class OutsideText
{
    // Times, ids, hashes, symbols and statuses: the longest is a SHA-256.
    private const int LongestWord = 64;
    private const int LongestName = 20;
    private const int MostWords = 3;

    /// <summary>False only when every text in it is a short word, number, time or hash.</summary>
    public static bool IsIn(JsonElement result) => result.ValueKind switch
    {
        JsonValueKind.Object => result.EnumerateObject().Any(field => IsIn(field.Value)),
        JsonValueKind.Array => result.EnumerateArray().Any(IsIn),
        JsonValueKind.String => !IsWord(result.GetString()!),
        _ => false,
    };

    private static bool IsWord(string text)
    {
        if (text.Length > LongestWord || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or ':' or '_' or '/')) { return false; }
        string[] words = [.. text.Split('.', '-', '+', ':', '_', '/').Where(piece => piece.Any(char.IsAsciiLetter))];
        return words.Length <= MostWords && words.All(word => word.Length <= LongestName || word.All(char.IsAsciiHexDigit));    // More could be a sentence in disguise.
    }
}
