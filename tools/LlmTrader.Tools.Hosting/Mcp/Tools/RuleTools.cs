using System.ComponentModel;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Hosting.Mcp.Calls;
using ModelContextProtocol.Server;

namespace LlmTrader.Tools.Hosting.Mcp.Tools;

/// <summary>What a rule set is, whatever it earns.</summary>
internal sealed class RuleTools
{
    public const string RulesHelp = "The rule set's whole text, YAML or JSON, as `llmtrader rules schema` describes it; not a file's name.";

    private const int MostMistakes = 50;

    [McpServerTool(Name = ToolNames.CheckRules, Title = "Check a rule set", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Finds the mistakes in a rule set: each with line, column, field and what may have been meant. Mend them and check again before you backtest or propose. A sound one comes with its id, which is the hash of what it says without comments and spacing, "
        + "its bar, the bars that it needs before its first decision, and the cost of one evaluation, which must stay below the budget. Needs no engine.")]
    public static RulesChecked Check([Description(RulesHelp)] string rules)
    {
        RuleReading reading = RuleText.Read(rules);
        return new RulesChecked
        {
            IsValid = reading.IsValid,
            Name = reading.Document?.Name,
            Id = reading is { IsValid: true, Document: { } document } ? RuleText.Id(document) : null,
            Bar = reading.Document?.Bar.ToString(),
            WarmUpBars = reading.Program?.WarmUpBars,
            CostPerBar = reading.Program?.Cost,
            CostBudget = IRuleSet.DefaultCostBudget,
            Mistakes = [.. reading.Diagnostics.Take(MostMistakes).Select(one => new RuleMistake(one.Severity == RuleSeverity.Error ? "error" : "warning", one.Line, one.Column, one.Field, one.Message, one.Suggestion))],
        };
    }

    [McpServerTool(Name = ToolNames.ExplainRules, Title = "Explain a rule set", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Says in English what a sound rule set does: what it buys and sells and when, how much, how it gets out, what it reads, how many bars it needs first. One with mistakes is refused: check_rules tells them. Needs no engine.")]
    public static RulesExplained Explain([Description(RulesHelp)] string rules)
    {
        RuleReading reading = Sound(rules);
        return new RulesExplained(reading.Document!.Name, RuleText.Id(reading.Document), RuleText.Explain(reading.Document, reading.Program!));
    }

    /// <summary>A rule set without mistakes.</summary>
    /// <exception cref="ToolException">It has some.</exception>
    public static RuleReading Sound(string rules)
    {
        RuleReading reading = RuleText.Read(rules);
        if (reading.IsValid) { return reading; }
        string[] mistakes = [.. reading.Diagnostics.Where(one => one.Severity == RuleSeverity.Error).Take(3).Select(one => $"line {one.Line}, column {one.Column}: {one.Message}")];
        throw new ToolException("bad_rules", $"The rule set has mistakes: {string.Join("; ", mistakes)}.", $"{ToolNames.CheckRules} tells all of them.");
    }
}

/// <summary>What a check found.</summary>
internal sealed record RulesChecked
{
    public required bool IsValid { get; init; }

    public string? Name { get; init; }

    public string? Id { get; init; }

    public string? Bar { get; init; }

    public int? WarmUpBars { get; init; }

    public long? CostPerBar { get; init; }

    public required long CostBudget { get; init; }

    public required IReadOnlyList<RuleMistake> Mistakes { get; init; }
}

internal sealed record RuleMistake(string Severity, int Line, int Column, string Field, string Message, string? Suggestion);

internal sealed record RulesExplained(string Name, string Id, string Text);
