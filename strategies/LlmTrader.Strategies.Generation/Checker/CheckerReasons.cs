using System.Collections.Immutable;

namespace LlmTrader.Strategies.Generation.Checker;

/// <summary>Why a checker says no, in words that a machine knows; what each means is written here and not by a model.</summary>
public static class CheckerReasons
{
    /// <summary>There is no verdict to be used. No model can say so.</summary>
    public const string NoVerdict = "no_verdict";

    /// <summary>What a model may choose from.</summary>
    public static ImmutableSortedDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["barely_passed"] = "Gates were passed by so little that chance would do.",
        ["conditions_contradict"] = "Conditions exclude one another, or hold always.",
        ["costs_eat_the_edge"] = "It trades so often that fees and slippage may eat what it earns.",
        ["drawdown_near_limit"] = "Its drawdown in the backtest is near what is allowed.",
        ["exit_missing"] = "A position may have no way out but a stop, or none at all.",
        ["follows_one_event"] = "What it earned may come from one event of the history.",
        ["regime_does_not_fit"] = "It lives on another market than the one that is observed now.",
        ["size_too_large"] = "Its positions are large for what the instruments move.",
        ["stop_missing"] = "Nothing bounds the loss of a position.",
        ["stop_too_wide"] = "Its stop is so far that it bounds little.",
        ["too_complex"] = "It has more conditions than its trades can support.",
        ["too_few_trades"] = "It has traded too little to tell.",
        ["universe_too_narrow"] = "It rests on too few instruments.",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
