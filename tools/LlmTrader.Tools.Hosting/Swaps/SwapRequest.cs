using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>A swap as a person asks for it: <c>FILE@SEQUENCE</c> or <c>FILE@TIME</c>, or <c>rollback@</c> and a place.</summary>
public sealed record SwapRequest(string File, SwapPlace Place)
{
    private const string Expected = "FILE@SEQUENCE such as rules.yaml@250000, or FILE@TIME such as rules.yaml@2024-08-08T23:55:00Z (FILE may be the word rollback)";

    /// <summary>No document: the version before comes back. A file of that name is <c>./rollback</c>.</summary>
    public bool IsRollback => File == ScheduledSwap.RollbackName;

    /// <summary>The last <c>@</c> separates: a file's name may hold others. The file itself is not looked at.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SwapRequest? request, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        (request, error) = (null, null);
        int at = text.LastIndexOf('@');
        if (at < 0) { error = $"'{text}' does not say where; {Expected} is expected."; return false; }
        if (at == 0) { error = $"'{text}' names no file; {Expected} is expected."; return false; }
        if (SwapPlace.Parse(text[(at + 1)..]) is not { } place)
        {
            error = $"'{text[(at + 1)..]}' in '{text}' is neither a sequence nor a UTC time that ends in Z; {Expected} is expected.";
            return false;
        }

        request = new SwapRequest(text[..at], place);
        return true;
    }
}
