namespace LlmTrader.Strategies.Rules.Document;

/// <summary>The words of the document, in the order of their enums; reader, formatter and schema share them.</summary>
internal static class RuleWords
{
    /// <summary>In the order of <see cref="SizingKind"/>.</summary>
    public static readonly IReadOnlyList<string> Sizing = ["quantity", "notional", "percent_of_equity", "volatility_target", "risk_per_trade"];

    /// <summary>The first of <see cref="Sizing"/>: a level has neither a stop nor a volatility of its own.</summary>
    public static readonly IReadOnlyList<string> GridSize = ["quantity", "notional", "percent_of_equity"];

    /// <summary>In the order of <see cref="PriceRuleKind"/>.</summary>
    public static readonly IReadOnlyList<string> Price = ["percent", "distance", "price"];

    /// <summary>The first of <see cref="Price"/>, where a price by itself has no meaning.</summary>
    public static readonly IReadOnlyList<string> Distance = ["percent", "distance"];

    /// <summary>In the order of <see cref="Document.GridSide"/>.</summary>
    public static readonly IReadOnlyList<string> GridSide = ["buy", "sell", "both"];

    /// <summary>In the order of <see cref="Document.HandOver"/>.</summary>
    public static readonly IReadOnlyList<string> HandOver = ["adopt", "close"];
}
