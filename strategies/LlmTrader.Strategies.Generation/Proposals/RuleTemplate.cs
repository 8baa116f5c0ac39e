using System.Reflection;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Proposals;

/// <summary>A rule set whose parameters are to be chosen.</summary>
public sealed class RuleTemplate
{
    private const string Prefix = "template/";

    private RuleTemplate(string name, RuleDocument document) => (Name, Document) = (name, document);

    /// <summary>Those that come with the program, by name.</summary>
    public static IReadOnlyList<RuleTemplate> Shipped { get; } = [.. ReadShipped()];

    /// <summary>The rule set's own.</summary>
    public string Name { get; }

    public RuleDocument Document { get; }

    /// <summary>Reads one.</summary>
    /// <param name="text">A document in YAML or JSON.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="ArgumentException">It has mistakes; the message has the first with its place.</exception>
    public static RuleTemplate Read(string text, string file)
    {
        RuleReading reading = RuleText.Read(text, file);
        return reading is { IsValid: true, Document: { } document } ? new RuleTemplate(document.Name, document) : throw new ArgumentException($"Template {reading.Diagnostics.First(one => one.Severity == RuleSeverity.Error)}");
    }

    /// <summary>
    /// The rule set with chosen parameters, which it can't be given others for, over these instruments. Null when the parameters don't go
    /// together, such as a length that must be whole and is not.
    /// </summary>
    /// <exception cref="ArgumentException">A name is unknown, or a value outside its range or steps.</exception>
    public RuleDocument? Fix(IReadOnlyDictionary<string, double> parameters, IReadOnlyList<string> universe)
    {
        RuleDocument chosen = Document.WithParameters(parameters);
        RuleDocument candidate = chosen with
        {
            Universe = [.. universe.Order(StringComparer.Ordinal)],
            Parameters = [.. chosen.Parameters.Select(one => one with { Minimum = one.Default, Maximum = one.Default, Step = 0 })],
        };
        return RuleText.Read(RuleText.Format(candidate), Name) is { IsValid: true } reading ? reading.Document : null;
    }

    private static IEnumerable<RuleTemplate> ReadShipped()
    {
        Assembly assembly = typeof(RuleTemplate).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
            yield return Read(reader.ReadToEnd(), name[Prefix.Length..]);
        }
    }
}
