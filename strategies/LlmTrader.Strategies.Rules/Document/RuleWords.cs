namespace LlmTrader.Strategies.Rules.Document;

/// <summary>The words of the document, in the order of their enums; reader, formatter, schemas and prompts share them.</summary>
public static class RuleWords
{
    /// <summary>In the order of <see cref="SizingKind"/>.</summary>
    public static readonly IReadOnlyList<string> Sizing = ["quantity", "notional", "percent_of_equity", "volatility_target", "risk_per_trade"];

    /// <summary>The first of <see cref="Sizing"/>: a level has neither a stop nor a volatility of its own.</summary>
    public static readonly IReadOnlyList<string> GridSize = ["quantity", "notional", "percent_of_equity"];

    /// <summary>In the order of <see cref="PriceRuleKind"/>.</summary>
    public static readonly IReadOnlyList<string> Price = ["percent", "distance", "price"];

    /// <summary>The first of <see cref="Price"/>, where a price by itself has no meaning.</summary>
    public static readonly IReadOnlyList<string> Distance = ["percent", "distance"];

    /// <summary>How orders are sent: the first as a word, the second as a block of that name.</summary>
    public static readonly IReadOnlyList<string> Order = ["market", "limit"];

    /// <summary>In the order of <see cref="Document.GridSide"/>.</summary>
    public static readonly IReadOnlyList<string> GridSide = ["buy", "sell", "both"];

    /// <summary>In the order of <see cref="Document.HandOver"/>.</summary>
    public static readonly IReadOnlyList<string> HandOver = ["adopt", "close"];
}
