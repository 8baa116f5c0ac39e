namespace LlmTrader.Tools.Hosting.Admin.Contracts;

public sealed record RiskReply(long Sequence, IReadOnlyList<LimitsReply> Limits, IReadOnlyList<RiskRuleReply> Rules);

/// <summary>The limits of an instrument; null is off.</summary>
public sealed record LimitsReply(string Symbol, string? OrderQuantity, string? OrderNotional, string? Position, string? PriceCollar, long? OrderRate, bool ShortSelling);

public sealed record RiskRuleReply(int Id, string Kind, string Scope, string? Target, string Limit, string Action, bool On);

/// <summary>Another limit of an instrument, or of a rule.</summary>
public sealed record ChangeLimitRequest
{
    /// <summary>orderQuantity, orderNotional, position, priceCollar, orderRate or shortSelling. Not with a rule.</summary>
    public string? Limit { get; init; }

    /// <summary>Null changes the limit of all instruments, where it has the same unit for all.</summary>
    public string? Symbol { get; init; }

    /// <summary>The id of a configured rule. Not with a limit.</summary>
    public int? Rule { get; init; }

    /// <summary>In the unit of the limit, as in the configuration: <c>1.5</c>, <c>25000</c>, <c>5%</c>; 0 is off.</summary>
    public string? Value { get; init; }

    /// <summary>Of a rule: whether it is on.</summary>
    public bool? On { get; init; }

    public string? Reason { get; init; }
}

public sealed record ModeReply(string Mode, string TradingState, bool Killed, string Execution, long Sequence, IReadOnlyList<string> Allowed);

public sealed record ModeRequest
{
    /// <summary>observe or paper.</summary>
    public required string Mode { get; init; }

    public string? Reason { get; init; }
}

public sealed record StrategiesReply(long Sequence, IReadOnlyList<StrategyReply> Strategies);

public sealed record StrategyReply(int Strategy, string? RuleSet, string Trading, IReadOnlyList<HoldingOfStrategy> Holdings);

public sealed record HoldingOfStrategy(string Symbol, string Quantity, string Working, int OpenOrders);

/// <summary>The kill switch; counts are of this kill, and null when it was before the engine's last start and a snapshot stands between.</summary>
public sealed record KillStateReply
{
    public required bool Killed { get; init; }

    /// <summary>What the gateways look at.</summary>
    public required bool Flag { get; init; }

    public required bool Flattening { get; init; }

    /// <summary>Who, why and when: every kill since the switch was last open, the first one first.</summary>
    public required IReadOnlyList<KillReply> Kills { get; init; }

    public required int Unclosed { get; init; }

    public required long? CancelsSent { get; init; }

    public required long? ClosesSent { get; init; }

    /// <summary>Up to which all of this is.</summary>
    public required long Sequence { get; init; }

    public required IReadOnlyList<UnclosedReply> Open { get; init; }
}

/// <summary>A kill; its sequence is null as long as its event is not in the journal, and then the latch says what it says.</summary>
public sealed record KillReply(long? Sequence, string? Time, long? TimeNs, string Who, string Why, bool Flatten, long? RequestId);

public sealed record UnclosedReply(long Sequence, string Time, long TimeNs, string Account, string Symbol, string Quantity, string Reason);

public sealed record LatencyReply(IReadOnlyList<LatencySeriesReply> Series);

/// <summary>Nanoseconds.</summary>
public sealed record LatencySeriesReply(string Name, string Means, long Count, long Min, long P50, long P90, long P99, long P999, long P9999, long Max, double Mean, long Saturated);

public sealed record DoneReply(bool Done, string? Note = null);

public sealed record JournalReply
{
    public required string Path { get; init; }

    public required string JournalId { get; init; }

    public required int Epoch { get; init; }

    public required long DurableSequence { get; init; }

    public required long ViewSequence { get; init; }

    public required int InSegments { get; init; }

    public required int OutSegments { get; init; }

    public required long Bytes { get; init; }

    public required long DiskFreeBytes { get; init; }

    public required double DiskUsedPercent { get; init; }

    /// <summary>At the rate at which the journal grew while this process has watched it; null until that is known.</summary>
    public double? DaysUntilFull { get; init; }

    public double? BytesPerDay { get; init; }

    public long? NewestSnapshot { get; init; }
}

public sealed record FeedsReply(IReadOnlyList<FeedReply> Feeds);

/// <summary>A feed's counters since its start.</summary>
public sealed record FeedReply
{
    public required string Name { get; init; }

    public required string State { get; init; }

    public string? ConnectedSince { get; init; }

    public double? LastMessageAgeSeconds { get; init; }

    public required long Messages { get; init; }

    public required long Bytes { get; init; }

    public required long Trades { get; init; }

    public required long Quotes { get; init; }

    public required long BookMessages { get; init; }

    public required long Gaps { get; init; }

    public required long MissedTrades { get; init; }

    public required long Dropped { get; init; }

    public required long Duplicates { get; init; }

    public required long Resyncs { get; init; }

    public required long Reconnects { get; init; }

    public required long Rotations { get; init; }

    public required long Stale { get; init; }

    public required long ParseErrors { get; init; }

    public required long UnknownMessages { get; init; }

    public required long RateLimited { get; init; }

    public required long NegativeLatency { get; init; }

    public double? LatencyP50Ms { get; init; }

    public double? LatencyP99Ms { get; init; }

    public required int BooksInSync { get; init; }

    public required int Books { get; init; }

    public string? LastProblem { get; init; }
}

public sealed record ResubscribeRequest
{
    public required string Symbol { get; init; }

    public string? Reason { get; init; }
}

public sealed record LogLevelReply(string Level, IReadOnlyList<string> Levels);

public sealed record LogLevelRequest
{
    public required string Level { get; init; }

    public string? Reason { get; init; }
}

public sealed record DrainRequestBody
{
    /// <summary>A snapshot is made at the end, so that the next start is quick.</summary>
    public bool Snapshot { get; init; } = true;

    public string? Reason { get; init; }
}

public sealed record AuditsReply(long Sequence, IReadOnlyList<AuditReply> Requests);

public sealed record AuditReply(long RequestId, long Sequence, string Time, long TimeNs, string Who, string What, string Why);
