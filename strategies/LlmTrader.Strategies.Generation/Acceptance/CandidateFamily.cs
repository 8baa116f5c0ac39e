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
    /// <summary><c>template:NAME</c>, or of a text that was written freely <c>text:</c> and the SHA-256 of it without its name, description and numbers.</summary>
    public static string Of(Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (candidate.Template is { } template) { return $"template:{template}"; }
        string text = Number().Replace(RuleText.Format(candidate.Document with { Name = "_", Description = "" }), "#");
        return $"text:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }

    // Those that stand for themselves, not the end of a name.
    [GeneratedRegex(@"(?<![A-Za-z0-9_])[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
