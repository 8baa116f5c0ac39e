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

    /// <summary>What backs the account's perpetual positions.</summary>
    public MarginMode MarginMode { get; init; }

    /// <summary>How many times its margin a perpetual position may be worth; 1 unless it is asked for.</summary>
    public int Leverage { get; init; } = 1;

    /// <summary>In place of <see cref="Leverage"/> for an instrument; at most one over the initial rate of its first margin tier.</summary>
    public IReadOnlyDictionary<InstrumentId, int> InstrumentLeverage { get; init; } = new Dictionary<InstrumentId, int>();

    /// <summary>Fixes the fee tier: 0 is the instrument's fees without volume, n its n-th tier or the last. Null goes by what the account trades.</summary>
    public int? FeeTier { get; init; }

    public int LeverageOf(InstrumentId instrument) => InstrumentLeverage.GetValueOrDefault(instrument, Leverage);

    /// <summary>As <see cref="Validated()"/>, and that every perpetual allows the leverage.</summary>
    public AccountOptions Validated(InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        Validated();
        foreach (InstrumentId id in InstrumentLeverage.Keys) { Require(instruments.Contains(id) && instruments[id].IsPerpetual, nameof(InstrumentLeverage), $"of perpetuals, {id.Value} is none"); }
        foreach (Instrument instrument in instruments.All)
        {
            if (!instrument.IsPerpetual) { continue; }
            int most = MarginSchedule.MaxLeverage(instrument);
            Require(LeverageOf(instrument.Id) <= most, nameof(Leverage), $"at most {most} for {instrument.FullName}, {LeverageOf(instrument.Id)} was given");
        }

        return this;
    }

    /// <summary>Throws <see cref="ArgumentException"/> that names the account and the field when a value can't be used.</summary>
    public AccountOptions Validated()
    {
        Require(Name is { Length: > 0 and <= 64 }, nameof(Name), "1 to 64 characters");
        Require(MarginMode is MarginMode.Cross or MarginMode.Isolated, nameof(MarginMode), "cross or isolated");
        Require(Leverage >= 1, nameof(Leverage), "1 or more");
        foreach (int leverage in InstrumentLeverage.Values) { Require(leverage >= 1, nameof(InstrumentLeverage), "1 or more"); }
        Require(FeeTier is null or >= 0, nameof(FeeTier), "0 or more");
        for (int i = 0; i < InitialCash.Count; i++)
        {
            Require(!InitialCash[i].Currency.IsNone, nameof(InitialCash), "amounts with a currency");
            if (InitialCash[i].Raw < 0) { throw Wrong(nameof(InitialCash), $"not negative, {InitialCash[i]} was given"); }
            for (int j = 0; j < i; j++)
            {
                if (InitialCash[j].Currency == InitialCash[i].Currency) { throw Wrong(nameof(InitialCash), $"one amount of {InitialCash[i].Currency}"); }
            }
        }

        return this;
    }

    private void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw Wrong(field, expected); }
    }

    private ArgumentException Wrong(string field, string expected) => new($"Account {Id.Value} '{Name}': {field} must be {expected}.");
}
