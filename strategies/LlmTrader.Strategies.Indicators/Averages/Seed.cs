namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>What a recursive average starts from; sources differ, and the values do for several lengths after it.</summary>
public enum Seed
{
    /// <summary>The simple average of the first length values, given at the update of the last of them.</summary>
    Average,

    /// <summary>The first value, given at once.</summary>
    FirstValue,
}
