using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// Candidates that are one idea with other numbers. A hold-out is spent for all of them at once: else the next best parameters would be
/// tried on it until some pass.
/// </summary>
public static partial class CandidateFamily
{
    /// <summary>
    /// <c>rules:</c> and the SHA-256 of the text without its name, description, universe and numbers, each expression by its shape: a template
    /// under another name is the same family, and so is a text written freely that does the same under other names of its own. Which
    /// instruments were seen is the hold-out's part.
    /// </summary>
    public static string Of(Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        string text = Number().Replace(RuleText.Format(RuleShape.Of(candidate.Document)), "#");
        return $"rules:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }

    // Those that stand for themselves, not the end of a name.
    [GeneratedRegex(@"(?<![A-Za-z0-9_])[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
