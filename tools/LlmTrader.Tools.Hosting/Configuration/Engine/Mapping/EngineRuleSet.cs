using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>A configured rule set with its text; its place in the list is its slot.</summary>
public sealed record EngineRuleSet
{
    private EngineRuleSet(string name, string source, string place) => (Name, Source, Place) = (name, source, place);

    /// <summary>As the configuration names it.</summary>
    public string Name { get; }

    /// <summary>The whole text, as it is staged.</summary>
    public string Source { get; }

    /// <summary>The file, or <c>text</c>: what messages call the source.</summary>
    public string Place { get; }

    /// <summary>Bars that it reads, besides those that its configuration adds.</summary>
    public IReadOnlyList<BarSpec> Bars => RuleSets.IsBuiltIn(Source) ? RuleSets.BarOf(Source) is { } own ? [own] : [] : RuleSets.BarsOfText(Source);

    /// <summary>All, in order. Throws <see cref="RunException"/> when a file can't be read.</summary>
    public static IReadOnlyList<EngineRuleSet> ReadAll(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return [.. configuration.RuleSets.Select(one => Read(one, configuration.BaseDirectory))];
    }

    /// <summary>Throws <see cref="RunException"/> when the file can't be read.</summary>
    public static EngineRuleSet Read(RuleSetConfiguration configuration, string baseDirectory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.File is not { } file) { return new EngineRuleSet(configuration.Name, configuration.Text ?? RuleSets.None, "text"); }
        try { return new EngineRuleSet(configuration.Name, File.ReadAllText(Path.GetFullPath(file, baseDirectory)), file); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new RunException($"'{file}' can't be read: {e.Message}", e); }
    }

    /// <summary>Throws <see cref="ArgumentException"/> that says what is wrong with the text.</summary>
    public IRuleSet Compile(InstrumentTable instruments, IReadOnlyList<BarSpec> bars)
    {
        bool isMade = RuleSets.IsBuiltIn(Source)
            ? RuleSets.TryCreate(Source, instruments, bars, out IRuleSet? ruleSet, out string? error)
            : RuleSets.TryCreateFromText(Source, Place, instruments, bars, out ruleSet, out error);
        return isMade ? ruleSet! : throw new ArgumentException(error);
    }
}
