using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>The rule sets whose parameters are searched.</summary>
internal static class RuleTemplates
{
    private const string Prefix = "template:";

    /// <summary>Those that the configuration names, or those that come with the program; by name.</summary>
    /// <exception cref="RunException">One can't be read, or has mistakes.</exception>
    public static IReadOnlyList<RuleDocument> Of(EngineConfiguration configuration)
    {
        IReadOnlyList<string> files = configuration.Strategist.Templates;
        IEnumerable<RuleDocument> documents = files.Count > 0
            ? files.Select(file => Sound(RuleFile.Open(Path.GetFullPath(file, configuration.BaseDirectory)).Reading, file))
            : Shipped();
        return [.. documents.Where(document => document.Parameters.Any(parameter => parameter.Maximum > parameter.Minimum)).OrderBy(document => document.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<RuleDocument> Shipped()
    {
        foreach (string name in typeof(RuleTemplates).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using StreamReader reader = new(typeof(RuleTemplates).Assembly.GetManifestResourceStream(name)!);
            yield return Sound(RuleText.Read(reader.ReadToEnd(), name), name);
        }
    }

    private static RuleDocument Sound(RuleReading reading, string name) =>
        reading.IsValid ? reading.Document! : throw new RunException($"strategist.templates: '{name}' has mistakes: {string.Join("; ", reading.Diagnostics.Select(one => one.Message))}");
}
