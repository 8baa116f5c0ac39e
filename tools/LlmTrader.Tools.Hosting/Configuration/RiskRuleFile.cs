using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Risk rules in a file, JSON or YAML: a list of <see cref="RiskRuleConfiguration"/>.</summary>
public static class RiskRuleFile
{
    private const string Expected = "A list of rules is expected, such as [{\"id\": 1, \"kind\": \"drawdown\", \"limit\": \"8%\", \"action\": \"haltAll\"}].";

    /// <summary>What such a file can say, a paragraph each; the kinds by how their limit is written.</summary>
    public static IReadOnlyList<string> Usage =>
    [
        "A file of risk rules (--risk) is a list in YAML or JSON. Of each rule: id (from 1, unique), kind, limit, scope "
        + $"({Words<RiskRuleScope>(_ => true)}; account when left out), target (an instrument's full name, a strategy slot's number or an account's name; each of the scope when left out), action "
        + $"({Words<RiskAction>(action => action != RiskAction.None)}; reject when left out), on (true or false) and, of kind condition, condition: a text in the rule language such as drawdown > 0.08 or spread / close > 0.002. "
        + "Every broken rule refuses the order; reduce lets only orders pass that reduce from there on, haltStrategy and haltAll stop and cancel.",
        "Kinds by their limits. " + string.Join(" ", Units.Select(unit => $"{unit.Text}: {Words<RiskRuleKind>(kind => RiskLimitText.UnitOf(kind) == unit.Unit)}.")),
    ];

    private static readonly (RiskUnit Unit, string Text)[] Units =
    [
        (RiskUnit.Quantity, "A quantity (1.5)"), (RiskUnit.Amount, "An amount of the quote currency (25000)"), (RiskUnit.Ratio, "A ratio in whole hundredths of a percent (8%, 0.08 or 3x)"),
        (RiskUnit.Time, "A time (500ms, 5s, 1m)"), (RiskUnit.Count, "A whole number (20)"), (RiskUnit.Word, "none or reduce"), (RiskUnit.None, "No limit"),
    ];

    /// <summary>Throws <see cref="RunException"/> that names the file, the line and the field that can't be used.</summary>
    public static IReadOnlyList<RiskRuleConfiguration> Read(string path, InstrumentTable instruments, IReadOnlyList<AccountConfiguration> accounts)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(accounts);
        ConfigurationFile<RiskRuleConfiguration> file = ConfigurationFile<RiskRuleConfiguration>.Read(path, Expected);
        HashSet<int> ids = [];
        for (int i = 0; i < file.Items.Count; i++)
        {
            RiskRuleConfiguration rule = file.Items[i];
            if (!ids.Add(rule.Id)) { throw file.Wrong(i, "id", $"Risk rule {rule.Id} ({rule.Kind}): id is that of a rule before it."); }
            try { rule.ToRule(instruments, accounts).Validated(instruments.Count, accounts.Count, new RuleSetOptions().Slots); }
            catch (ArgumentException e) { throw file.Wrong(i, FieldOf(e.Message), e.Message); }
        }

        return file.Items;
    }

    // "Risk rule 1 (Drawdown): Limit is …"; a condition's mistakes begin otherwise.
    private static string FieldOf(string message) => message.Split("): ") is [_, { } rest, ..] ? rest.Split(' ')[0] : "condition";

    private static string Words<T>(Func<T, bool> isOf)
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Where(isOf).Select(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString())));
}
