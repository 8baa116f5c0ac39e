using System.Text;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>Whether a reply repeats its request's canary, also when blanks, dashes or invisible characters were put between its letters.</summary>
internal static class CanarySearch
{
    /// <summary>Looks into the text and the whole body: a tool's arguments and fields that nobody reads count too. An error's body does not: servers quote what they refuse.</summary>
    public static bool IsIn(EndpointReply reply, string? canary)
    {
        if (string.IsNullOrEmpty(canary) || reply.Raw.Status is not (>= 200 and < 300)) { return false; }
        string wanted = Bare(canary);
        return wanted.Length > 0 && (Bare(reply.Text).Contains(wanted, StringComparison.Ordinal) || Bare(Encoding.UTF8.GetString(reply.Raw.Body.Span)).Contains(wanted, StringComparison.Ordinal));
    }

    private static string Bare(string text) => string.Create(text.Count(char.IsAsciiLetterOrDigit), text, static (bare, from) =>
    {
        int at = 0;
        foreach (char one in from)
        {
            if (char.IsAsciiLetterOrDigit(one)) { bare[at++] = char.ToLowerInvariant(one); }
        }
    });
}
