using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>Why an instrument was traded in a window of time, or was not.</summary>
public sealed record WhyReport
{
    public required string Symbol { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>The first and the last event of the window; null when there was none.</summary>
    public long? FirstSequence { get; init; }

    public long? LastSequence { get; init; }

    /// <summary>Of the instrument.</summary>
    public required long Trades { get; init; }

    public required long Quotes { get; init; }

    public required long Gaps { get; init; }

    /// <summary>Closed bars of the instrument by specification, whether or not a rule set reads them.</summary>
    public required IReadOnlyDictionary<string, long> Bars { get; init; }

    /// <summary>At the end of the window: active, reducing, halted or observe.</summary>
    public required TradingState TradingState { get; init; }

    public required bool Killed { get; init; }

    /// <summary>Those that decided in the window, in the order of their slots.</summary>
    public required IReadOnlyList<WhyRuleSet> RuleSets { get; init; }

    /// <summary>Wishes of all rule sets, in all instruments, that were no command yet when they came to nothing, by reason.</summary>
    public required IReadOnlyDictionary<RejectReason, long> BlockedBeforeRisk { get; init; }

    /// <summary>Signals of all rule sets, in all instruments, that asked for what was there already or on its way.</summary>
    public required long AlreadyThere { get; init; }

    /// <summary>What the replay found different from the journal; null as it should be.</summary>
    public string? Divergence { get; init; }

    /// <summary>All of it in one sentence.</summary>
    public required string Answer { get; init; }
}

/// <summary>What a rule set did with the instrument's bars.</summary>
public sealed record WhyRuleSet
{
    public required int Slot { get; init; }

    public required int SetId { get; init; }

    public required string Name { get; init; }

    public required string Id { get; init; }

    /// <summary>Bars on which it decided.</summary>
    public required long Bars { get; init; }

    /// <summary>Of these, with all that it needs.</summary>
    public required long Warm { get; init; }

    /// <summary>What it needs before its first decision.</summary>
    public required int WarmUpBars { get; init; }

    /// <summary>What it still lacked at the last bar.</summary>
    public required int MissingBars { get; init; }

    /// <summary>Empty for a set that can't tell what it reads.</summary>
    public required IReadOnlyList<ClauseTally> Clauses { get; init; }

    /// <summary>Bars on which it wanted something.</summary>
    public required long Signals { get; init; }

    /// <summary>Prices between bars at which it wanted something.</summary>
    public required long PriceSignals { get; init; }

    /// <summary>Orders that it wanted.</summary>
    public required long Wanted { get; init; }

    /// <summary>Of these, refused by risk.</summary>
    public required IReadOnlyList<WhyRefusal> Refused { get; init; }

    /// <summary>Of these, past risk.</summary>
    public required long Sent { get; init; }

    public required IReadOnlyDictionary<RejectReason, long> RefusedByVenue { get; init; }

    public required long Canceled { get; init; }

    public required long Expired { get; init; }

    /// <summary>Orders with a fill.</summary>
    public required long Filled { get; init; }

    public required long Fills { get; init; }

    /// <summary>Wishes that came to nothing inside it, over all its instruments.</summary>
    public required WishCounts Wishes { get; init; }
}

/// <param name="Reason">Of risk.</param>
/// <param name="Count">Orders.</param>
/// <param name="Rule">The rule or limit that said so last; null when the reason is no rule's, as of a mode.</param>
/// <param name="Observed">What it saw then, in its own unit.</param>
/// <param name="Limit">What it allows.</param>
public sealed record WhyRefusal(RejectReason Reason, long Count, string? Rule, string? Observed, string? Limit);
