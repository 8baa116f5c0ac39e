using System.Globalization;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>How many came through each step from market data to fills, so that "why no trade?" has an answer.</summary>
public sealed record Funnel
{
    /// <summary>Sequenced events: market data, timers and reports.</summary>
    public required long Events { get; init; }

    /// <summary>Closed bars that the strategy looked at.</summary>
    public required long Bars { get; init; }

    /// <summary>Closed bars of other specifications or instruments.</summary>
    public required long OtherBars { get; init; }

    /// <summary>Of these, with enough bars before them.</summary>
    public required long Warm { get; init; }

    /// <summary>Of these, with something to do.</summary>
    public required long Signals { get; init; }

    /// <summary>Of these, without an order: what was wanted was there already, or on its way.</summary>
    public required long AlreadyThere { get; init; }

    /// <summary>Orders that were wanted and not sent, by reason in the order of the risk rules; reasons without any are left out.</summary>
    public required IReadOnlyDictionary<RejectReason, long> BlockedByReason { get; init; }

    /// <summary>New orders that risk let pass.</summary>
    public required long Sent { get; init; }

    /// <summary>Of these, filled to the end.</summary>
    public required long Filled { get; init; }

    /// <summary>Single fills; an order may have several, and one that did not end filled may have some.</summary>
    public required long Fills { get; init; }

    /// <summary>Of these, what the venue did not take, by reason; null when it took all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<RejectReason, long>? RefusedByReason { get; init; }

    public required long Canceled { get; init; }

    public required long Expired { get; init; }

    /// <summary>Bars of one instrument that the strategy needs before its first decision.</summary>
    public required int WarmUpBars { get; init; }

    public required int Instruments { get; init; }

    /// <summary>Why a rule set was stopped in the middle of the run; null when none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stopped { get; init; }

    /// <summary>All orders that were wanted and not sent.</summary>
    public long Blocked => BlockedByReason.Values.Sum();

    private long Refused => RefusedByReason?.Values.Sum() ?? 0;

    /// <summary>Reads the counts of a run that is over.</summary>
    /// <param name="stages">Of the run.</param>
    /// <param name="events">Sequenced.</param>
    /// <param name="refused">What the venue did not take; null when nobody counted.</param>
    public static Funnel From(TradingStages stages, long events, IReadOnlyDictionary<RejectReason, long>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        SignalCounts signals = stages.Signals.Counts;
        AccountCounts accounts = stages.Accounts.Counts;
        var blocked = new SortedDictionary<RejectReason, long>();
        foreach (RejectReason reason in Enum.GetValues<RejectReason>())
        {
            long count = signals.Blocked[(int)reason] + accounts.Rejected[(int)reason];
            if (count > 0) { blocked.Add(reason, count); }
        }

        return new Funnel
        {
            Events = events,
            Bars = signals.Bars,
            OtherBars = signals.OtherBars,
            Warm = signals.Warm,
            Signals = signals.Signals,
            AlreadyThere = signals.AlreadyThere,
            BlockedByReason = blocked,
            Sent = accounts.Sent,
            Filled = accounts.Filled,
            Fills = accounts.Fills,
            RefusedByReason = refused is { Count: > 0 } ? refused : null,
            Canceled = accounts.Canceled,
            Expired = accounts.Expired,
            WarmUpBars = stages.Signals.WarmUpBars,
            Instruments = stages.Signals.Instruments.Count,
            Stopped = StoppedBy(stages.Signals.RuleSets),
        };
    }

    /// <summary>The steps in one line, the reasons for blocked orders, and why there was no fill when there was none.</summary>
    public IReadOnlyList<string> Lines()
    {
        List<string> lines =
        [
            Text($"events {Events:N0} → bars {Bars:N0} → warm {Warm:N0} → signals {Signals:N0} → already there {AlreadyThere:N0} → blocked {Blocked:N0} → sent {Sent:N0} → filled {Filled:N0}"),
        ];
        foreach ((RejectReason reason, long count) in BlockedByReason) { lines.Add(Text($"  {reason,-20}{count,12:N0}")); }
        foreach ((RejectReason reason, long count) in RefusedByReason ?? new Dictionary<RejectReason, long>()) { lines.Add(Text($"  {reason,-20}{count,12:N0} refused by the venue")); }
        if (WhyNoTrade() is { } hint) { lines.Add(hint); }
        return lines;
    }

    /// <summary>The first step that nothing came through, in words; null when something filled.</summary>
    public string? WhyNoTrade()
    {
        if (Fills > 0) { return null; }
        if (Stopped is not null) { return $"no fill: the rule set was stopped ({Stopped}) and decided nothing after that"; }
        if (Sent > 0) { return NothingFilled(); }
        if (Blocked > 0) { return EverythingBlocked(); }
        if (Events == 0) { return "no trade: the source gave no events"; }
        if (Bars == 0 && OtherBars > 0)
        {
            return Text($"no bar of the strategy's own specification and instruments closed; {OtherBars:N0} others did. Ready-made bars are not built into longer ones: name the data's own specification as the strategy's bar");
        }

        if (Bars == 0) { return Text($"no bar closed in {Events:N0} events: the data is shorter than one bar, or holds no trades to build bars from"); }
        if (Warm == 0) { return NothingWarm(); }
        if (Signals == 0) { return Text($"no signal: the strategy wanted nothing on {Warm:N0} warm bars"); }
        return Text($"no order: {Signals:N0} signals asked for the position that was already there");
    }

    private static string? StoppedBy(RuleSetCounts counts)
    {
        foreach (RuleSetCode code in Enum.GetValues<RuleSetCode>())
        {
            if (counts.Quarantined[(int)code] > 0) { return counts.FirstFailure is { } said ? $"{code}, {said}" : code.ToString(); }
        }

        return null;
    }

    private string NothingWarm() => Instruments == 1
        ? Text($"no bar was warm: {WarmUpBars:N0} bars are needed, the data had {Bars:N0}{ForOther()}")
        : Text($"no bar was warm: {WarmUpBars:N0} bars of one instrument are needed, the data had {Bars:N0} of {Instruments:N0} instruments together{ForOther()}");

    // Enough of its own bars, and yet cold: what it reads with '@' or 'of' is not there.
    private string ForOther() => Bars < WarmUpBars * (long)Math.Max(1, Instruments) ? "" : " of its own; of what it reads with '@' or 'of' there was too little, or none";

    private string EverythingBlocked()
    {
        (RejectReason reason, long count) = BlockedByReason.MaxBy(pair => pair.Value);
        return Text($"no order was sent: all {Blocked:N0} were blocked, most by {reason} ({count:N0})");
    }

    // Those that are neither canceled, expired nor refused wait for a price or for more data.
    private string NothingFilled() => Text($"no fill: of {Sent:N0} orders sent, {Canceled:N0} were canceled, {Expired:N0} expired, {Refused:N0} were refused by the venue")
        + (RefusedByReason?.MaxBy(pair => pair.Value) is { } most ? Text($" (most by {most.Key}, {most.Value:N0})") : "")
        + Text($" and {Sent - Canceled - Expired - Refused:N0} found no market before the data ended");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
