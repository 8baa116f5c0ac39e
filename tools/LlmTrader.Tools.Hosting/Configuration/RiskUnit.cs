namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>In what the limit of a risk rule is written.</summary>
public enum RiskUnit
{
    /// <summary>The kind has no limit.</summary>
    None,

    /// <summary><c>1.5</c>, with the instrument's decimals at most.</summary>
    Quantity,

    /// <summary><c>25000</c>, of the quote currency.</summary>
    Amount,

    /// <summary><c>8%</c>, <c>0.08</c> or <c>3x</c>.</summary>
    Ratio,

    /// <summary><c>500ms</c>, <c>5s</c>, <c>1m</c>.</summary>
    Time,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary><c>none</c> or <c>reduce</c>.</summary>
    Word,
}
