using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Rules;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary>What the verbs on rule sets say alike: mistakes with their place, and what a set is.</summary>
internal static class RuleReport
{
    /// <summary>Whether all can be used. Says what is wrong with those that can't, on the error stream: the verb's result is something else.</summary>
    public static bool AllAreValid(IReadOnlyList<RuleFile> files, Session session)
    {
        RuleFile[] broken = [.. files.Where(file => !file.Reading.IsValid)];
        if (broken.Length == 0) { return true; }
        if (session.IsJson) { session.WriteJson(new { error = "a rule set has mistakes", files = broken.Select(Document) }); }
        else
        {
            foreach (RuleDiagnostic diagnostic in broken.SelectMany(file => file.Reading.Diagnostics)) { session.WriteError(diagnostic.ToString()); }
        }

        return false;
    }

    /// <summary>What one file is, for a program.</summary>
    public static object Document(RuleFile file) => new
    {
        file = file.Path,
        isValid = file.Reading.IsValid,
        name = file.Reading.Document?.Name,
        id = file.Reading is { IsValid: true, Document: { } document } ? RuleText.Id(document) : null,
        bar = file.Reading.Document?.Bar.ToString(),
        warmUpBars = file.Reading.Program?.WarmUpBars,
        lookBackBars = file.Reading.Program?.LookBackBars,
        costPerBar = file.Reading.Program?.Cost,
        defaultCostBudget = IRuleSet.DefaultCostBudget,
        indicators = file.Reading.Program?.Indicators.Length,
        diagnostics = file.Reading.Diagnostics.Select(diagnostic => new
        {
            diagnostic.Severity,
            diagnostic.Line,
            diagnostic.Column,
            length = diagnostic.Span.Length,
            diagnostic.Field,
            diagnostic.Message,
            diagnostic.Suggestion,
        }),
    };

    public static int Count(RuleFile file, RuleSeverity severity) => file.Reading.Diagnostics.Count(diagnostic => diagnostic.Severity == severity);
}
