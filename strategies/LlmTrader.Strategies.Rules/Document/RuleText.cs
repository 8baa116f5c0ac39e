using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Rule sets as text: reading, the canonical form, its hash, what it says in English, and the difference of two.</summary>
public static class RuleText
{
    /// <summary>
    /// Reads a document, YAML or, when it begins with <c>{</c>, JSON, and compiles it. Never throws on any text; time and
    /// memory are bounded by the limits.
    /// </summary>
    public static RuleReading Read(string text, string fileName = "rules", RuleLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        limits ??= RuleLimits.Default;
        bool isShort = text.Length <= limits.MaxTextLength;
        var diagnostics = new DiagnosticBag(new RuleSource(isShort ? text : "", fileName), limits);
        if (!isShort)
        {
            diagnostics.Error(default, $"the document has {text.Length} characters, at most {limits.MaxTextLength} are read");
            return new RuleReading(null, null, diagnostics.ToList());
        }

        RuleDocument? document = DocumentReader.Read(diagnostics);
        RuleProgram? program = document is null ? null : RuleCompiler.Compile(document, diagnostics);
        return new RuleReading(document, program, diagnostics.ToList());
    }

    /// <summary>
    /// The canonical YAML: fields in one order, those at their default left out, params and let by name, expressions as
    /// <see cref="ExpressionFormatter"/> writes them. Reading it gives the same rule set, and formatting that the same text.
    /// </summary>
    public static string Format(RuleDocument document) => DocumentFormatter.Format(document);

    /// <summary>The canonical form as JSON, for models and for whoever validates against <see cref="RuleSchema"/>. Reading it gives the same rule set.</summary>
    public static JsonObject ToJson(RuleDocument document) => DocumentJson.Write(document);

    /// <summary>The rule set's identity: SHA-256 of the canonical text in UTF-8, 64 lower-case hexadecimal digits.</summary>
    public static string Id(RuleDocument document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Format(document))));

    /// <summary>What the rule set does, what it needs and what it costs, in English.</summary>
    public static string Explain(RuleDocument document, RuleProgram program) => RuleExplainer.Explain(document, program);

    /// <summary>Where two valid rule sets differ in what they do; see <see cref="RuleDifference"/>.</summary>
    public static IReadOnlyList<RuleDifference> Diff(RuleReading a, RuleReading b) => RuleDiffer.Diff(a, b);

    /// <summary>Which params and let of two valid rule sets stand for different things: two clauses may read alike and mean different ones.</summary>
    public static IReadOnlyList<RuleDifference> DiffNames(RuleReading a, RuleReading b) => RuleDiffer.DiffNames(a, b);
}
