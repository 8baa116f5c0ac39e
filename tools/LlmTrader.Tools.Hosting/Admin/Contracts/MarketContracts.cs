namespace LlmTrader.Tools.Hosting.Admin.Contracts;

public sealed record InstrumentsReply(long Sequence, IReadOnlyList<InstrumentReply> Instruments);

/// <summary>An instrument with what the market last said of it.</summary>
public sealed record InstrumentReply
{
    /// <summary>Symbol and venue, <c>BTCUSDT.BINANCE</c>: what other calls name it by.</summary>
    public required string Name { get; init; }

    public required string Symbol { get; init; }

    public required string Venue { get; init; }

    public required string Kind { get; init; }

    public required string Quote { get; init; }

    public required string TickSize { get; init; }

    public required string LotSize { get; init; }

    public required string Status { get; init; }

    public string? LastPrice { get; init; }

    public string? LastQuantity { get; init; }

    public string? LastTradeTime { get; init; }

    public long? LastTradeTimeNs { get; init; }

    public string? Bid { get; init; }

    public string? BidQuantity { get; init; }

    public string? Ask { get; init; }

    public string? AskQuantity { get; init; }

    public string? Mark { get; init; }

    /// <summary>Engine time of the last market data.</summary>
    public string? LastData { get; init; }

    public long? LastDataNs { get; init; }

    public required long Events { get; init; }

    public required long Gaps { get; init; }

    public required long Dropped { get; init; }

    public required bool HasBook { get; init; }

    public required InstrumentRulesReply Rules { get; init; }
}

/// <summary>What the venue asks of orders in an instrument now, and takes for them. 0 is no such rule.</summary>
public sealed record InstrumentRulesReply
{
    /// <summary>continuous, auction, break, halted or closed.</summary>
    public required string Phase { get; init; }

    /// <summary>As a share of the notional, 0.001 is 0.1 %; negative is a rebate.</summary>
    public required string MakerFee { get; init; }

    public required string TakerFee { get; init; }

    public required string MinQuantity { get; init; }

    public required string MinNotional { get; init; }

    /// <summary>What buys are multiples of, where that is more than the lot.</summary>
    public required string BuyLot { get; init; }

    /// <summary>How far prices may lie from the previous close, as a share of it.</summary>
    public required string PriceBand { get; init; }

    /// <summary>Trading days before what was bought may be sold.</summary>
    public required int SettlementDays { get; init; }

    /// <summary>Of small positions; 1 for what is paid in full.</summary>
    public required string MaxLeverage { get; init; }
}

public sealed record BookReply
{
    public required string Symbol { get; init; }

    public required long Sequence { get; init; }

    /// <summary>empty, building, consistent or stale.</summary>
    public required string State { get; init; }

    public required long UpdateId { get; init; }

    public required int BidLevels { get; init; }

    public required int AskLevels { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<LevelReply> Bids { get; init; }

    public required IReadOnlyList<LevelReply> Asks { get; init; }
}

public sealed record LevelReply(string Price, string Quantity);

public sealed record BarsReply(string Symbol, string Spec, long Sequence, IReadOnlyList<BarReply> Bars);

/// <summary>A closed bar.</summary>
public sealed record BarReply(
    string OpenTime, long OpenTimeNs, string CloseTime, long CloseTimeNs, string Open, string High, string Low, string Close, string Volume, string Turnover, int Trades, long Sequence);
