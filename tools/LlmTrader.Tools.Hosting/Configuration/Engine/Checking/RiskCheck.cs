using System.Text.RegularExpressions;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Risk rules and market rules, on the instruments when they are known.</summary>
internal static partial class RiskCheck
{
    /// <param name="configuration">Bound.</param>
    /// <param name="instruments">Null when they are not known: then the symbols that the venue will be asked for stand for them.</param>
    /// <param name="mistakes">Found so far.</param>
    public static void Run(EngineConfiguration configuration, InstrumentTable? instruments, ConfigurationMistakes mistakes)
    {
        InstrumentTable? about = instruments ?? KnownInstruments.Expected(configuration, mistakes);
        IReadOnlyList<RiskRuleConfiguration> rules = configuration.Risk.Rules;
        if (rules.Count > RiskRule.MaxRules - 16) { mistakes.Add("risk.rules", $"{rules.Count} are given; {RiskRule.MaxRules - 16} can be.", "Remove some, or let one rule hold for each instrument (no target)."); }
        for (int i = 0; i < rules.Count; i++)
        {
            string path = $"risk.rules[{i}]";
            if (mistakes.Has(path)) { continue; }
            int id = rules[i].Id;
            if (id is < 1 or >= DefaultRiskRules.FirstId) { mistakes.Add($"{path}.id", $"'{id}' is given; 1 to {DefaultRiskRules.FirstId - 1:N0} is expected.", "Number the rules from 1."); }
            else if (rules.Take(i).Any(before => before.Id == id)) { mistakes.Add($"{path}.id", $"{id} is the id of a rule before it.", "Give it a number of its own: verdicts and changes name it."); }
            else if (about is not null) { Build(rules[i], path, configuration, about, mistakes); }
        }

        foreach ((string name, IReadOnlyList<MarketRulesConfiguration> dated) in configuration.MarketRules)
        {
            string path = $"market_rules.{name}";
            if (!mistakes.Has(path) && instruments is not null) { Build(name, dated, path, instruments, mistakes); }
        }
    }

    private static void Build(RiskRuleConfiguration rule, string path, EngineConfiguration configuration, InstrumentTable instruments, ConfigurationMistakes mistakes)
    {
        try
        {
            rule.ToRule(instruments, configuration.Accounts).Validated(instruments.Count, configuration.Accounts.Count, Math.Max(1, configuration.RuleSets.Count));
        }
        catch (ArgumentException e)
        {
            Match match = RuleProblem().Match(e.Message);
            string field = match.Success ? KeyName.Of(match.Groups["field"].Value) : "condition";
            string problem = match.Success ? match.Groups["what"].Value : ConditionProblem(e.Message);
            mistakes.Add($"{path}.{field}", $"{problem.TrimEnd('.')} (a rule of kind {KeyName.Of(rule.Kind.ToString())}).", RemedyOf(field, rule, configuration, instruments));
        }
    }

    private static string RemedyOf(string field, RiskRuleConfiguration rule, EngineConfiguration configuration, InstrumentTable instruments) => field switch
    {
        "limit" => $"Write {UnitOf(rule.Kind)}.",
        "target" when rule.Scope == RiskRuleScope.Instrument => $"Write one of {string.Join(", ", instruments.All.ToArray().Take(8).Select(instrument => instrument.FullName))}, or remove the line for each of them.",
        "target" when rule.Scope == RiskRuleScope.Account => $"Write one of {string.Join(", ", configuration.Accounts.Select(account => account.Name))}, or remove the line for each of them.",
        "target" when rule.Scope == RiskRuleScope.Strategy => "Write the place of the rule set in rule_sets, from 0, or remove the line for each of them.",
        "target" => "Remove the line.",
        "action" => "Write reject, reduce, halt_strategy or halt_all, as the kind allows.",
        _ => "Write a condition in the rule language, such as drawdown > 0.08 or spread / close > 0.002.",
    };

    // "risk rule 1:1:1: error: unknown name 'x'; did you mean 'y'?" and the line with a caret below it.
    private static string ConditionProblem(string message)
    {
        string line = message.Split('\n')[0].Trim();
        int at = line.IndexOf("error: ", StringComparison.Ordinal);
        return at < 0 ? line : line[(at + "error: ".Length)..];
    }

    private static string UnitOf(RiskRuleKind kind) => RiskLimitText.UnitOf(kind) switch
    {
        RiskUnit.Quantity => "a quantity such as 1.5, and an instrument as the target when they count with different decimals",
        RiskUnit.Amount => "an amount of the quote currency such as 25000",
        RiskUnit.Ratio => "a ratio such as 8%, 0.08 or 3x",
        RiskUnit.Time => "a time such as 500ms, 5s or 1m",
        RiskUnit.Word => "none or reduce",
        RiskUnit.None => "no limit: remove the line",
        _ => "a whole number such as 20",
    };

    private static void Build(string name, IReadOnlyList<MarketRulesConfiguration> dated, string path, InstrumentTable instruments, ConfigurationMistakes mistakes)
    {
        if (!instruments.TryFind(name, out _))
        {
            string[] known = [.. instruments.All.ToArray().Select(instrument => instrument.FullName)];
            mistakes.Add(path, "is no instrument of this engine.", Strategies.Rules.Language.Suggestion.Nearest(name, known) is { } near ? $"Write '{near}'." : $"Write one of {string.Join(", ", known.Take(8))}.");
            return;
        }

        try
        {
            MarketRulesConfiguration.ToRules(new Dictionary<string, IReadOnlyList<MarketRulesConfiguration>> { [name] = dated }, instruments);
        }
        catch (ArgumentException e)
        {
            Match match = MarketProblem().Match(e.Message);
            string field = match.Success ? $"[{int.Parse(match.Groups["entry"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) - 1}].{FieldOf(match)}" : "";
            mistakes.Add(path + field, match.Success ? match.Groups["what"].Value : e.Message, "Write it as the venue's rules say; what is left out is the instrument's own, or off.");
        }
    }

    // "sessions[0].from" keeps its place, "priceBand" becomes price_band.
    private static string FieldOf(Match match) => string.Join('.', match.Groups["at"].Success ? [match.Groups["at"].Value, KeyName.Of(match.Groups["field"].Value)] : new[] { KeyName.Of(match.Groups["field"].Value) });

    [GeneratedRegex(@"^Risk rule \d+ \(\w+\): (?<field>\w+) (?<what>.*)$", RegexOptions.Singleline)]
    private static partial Regex RuleProblem();

    [GeneratedRegex(@"^Market rules of .*, entry (?<entry>\d+): (?:(?<at>sessions\[\d+\]): )?(?<field>[\w\[\]]+) (?<what>.*)$", RegexOptions.Singleline)]
    private static partial Regex MarketProblem();
}
