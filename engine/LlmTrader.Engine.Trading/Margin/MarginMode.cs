namespace LlmTrader.Engine.Trading;

/// <summary>What stands behind an account's perpetual positions. The numbers go into configurations.</summary>
public enum MarginMode : byte
{
    /// <summary>All cash of the currency, with the profits and losses of all its perpetuals.</summary>
    Cross = 0,

    /// <summary>What was set aside for each position when it was opened, with that position's profit or loss and funding.</summary>
    Isolated = 1,
}
