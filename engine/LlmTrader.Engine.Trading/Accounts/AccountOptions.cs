using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>One account and the cash that it starts with.</summary>
public sealed record AccountOptions
{
    /// <summary>The account's place in the list of accounts.</summary>
    public required AccountId Id { get; init; }

    /// <summary>How people call it; unique.</summary>
    public required string Name { get; init; }

    /// <summary>At most one amount per currency, none below zero. A currency that is not named starts at zero.</summary>
    public IReadOnlyList<Money> InitialCash { get; init; } = [];

    /// <summary>Throws <see cref="ArgumentException"/> that names the account and the field when a value can't be used.</summary>
    public AccountOptions Validated()
    {
        Require(Name is { Length: > 0 and <= 64 }, nameof(Name), "1 to 64 characters");
        for (int i = 0; i < InitialCash.Count; i++)
        {
            Require(!InitialCash[i].Currency.IsNone, nameof(InitialCash), "amounts with a currency");
            Require(InitialCash[i].Raw >= 0, nameof(InitialCash), $"not negative, {InitialCash[i]} was given");
            for (int j = 0; j < i; j++)
            {
                Require(InitialCash[j].Currency != InitialCash[i].Currency, nameof(InitialCash), $"one amount of {InitialCash[i].Currency}");
            }
        }

        return this;
    }

    private void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Account {Id.Value} '{Name}': {field} must be {expected}."); }
    }
}
