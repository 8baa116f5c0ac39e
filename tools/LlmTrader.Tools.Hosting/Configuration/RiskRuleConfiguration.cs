using System.ComponentModel;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>A risk rule as people write it: names instead of numbers, and limits with their units.</summary>
public sealed record RiskRuleConfiguration
{
    [Description("Its number, from 1, unique: verdicts and changes name it.")]
    public required int Id { get; init; }

    [Description("What it looks at.")]
    public required RiskRuleKind Kind { get; init; }

    [Description("Whose orders or state it is about: order (every one), instrument, strategy or account.")]
    public RiskRuleScope Scope { get; init; } = RiskRuleScope.Account;

    [Description("The instrument's full name, the account's name or the slot's number; each of the scope when left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    [Description("By the kind: 1.5 (quantity), 25000 (amount), 8% or 3x (ratio), 20 (count), 5s (time), reduce (restricted).")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Limit { get; init; }

    [Description("What a breach does: reject, reduce (only orders that reduce pass from there on), halt_strategy or halt_all.")]
    public RiskAction Action { get; init; } = RiskAction.Reject;

    [Description("Whether it is asked.")]
    public bool On { get; init; } = true;

    [Description("Of a condition: its text in the rule language.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Condition { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> that names the rule and the field when a value can't be used.</summary>
    internal RiskRule ToRule(InstrumentTable instruments, IReadOnlyList<AccountConfiguration> accounts)
    {
        int? target = Target is null ? null : TargetOf(Target, instruments, accounts);
        IReadOnlyList<Instrument> about = Scope == RiskRuleScope.Instrument && target is { } id ? [instruments[new InstrumentId(id)]] : instruments.All.ToArray();
        return new RiskRule { Id = Id, Kind = Kind, Scope = Scope, Target = target, Limit = LimitOf(about), Action = Action, IsOn = On, Condition = ConditionOf(instruments) };
    }

    private int TargetOf(string name, InstrumentTable instruments, IReadOnlyList<AccountConfiguration> accounts)
    {
        switch (Scope)
        {
            case RiskRuleScope.Instrument: return instruments.TryFind(name, out Instrument? instrument) ? instrument.Id.Value : throw Wrong(nameof(Target), $"'{name}', which is no instrument of this run");
            case RiskRuleScope.Strategy: return int.TryParse(name, out int slot) ? slot : throw Wrong(nameof(Target), $"'{name}'; the number of a rule-set slot is expected");
            case RiskRuleScope.Account:
                int account = accounts.ToList().FindIndex(account => account.Name == name);
                return account >= 0 ? account : throw Wrong(nameof(Target), $"'{name}', which is no account of this run");
            default: throw Wrong(nameof(Target), $"'{name}', and the scope is every order");
        }
    }

    private long LimitOf(IReadOnlyList<Instrument> about) =>
        RiskLimitText.TryParse(Kind, Limit, about, out long limit, out string? expected) ? limit : throw Wrong(nameof(Limit), $"{(Limit is null ? "missing" : $"'{Limit}'")}; {expected} is expected");

    private RiskCondition? ConditionOf(InstrumentTable instruments)
    {
        if (Condition is null) { return null; }
        return RiskCondition.TryCompile(Condition, $"risk rule {Id}", instruments, out RiskCondition? condition, out string? error) ? condition : throw new ArgumentException(error);
    }

    private ArgumentException Wrong(string field, string what) => new($"Risk rule {Id} ({Kind}): {field} is {what}.");
}
