using System.Globalization;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>The first step that nothing came through, in words.</summary>
internal static class WhySentence
{
    public static string Of(WhyReport report)
    {
        if (report.FirstSequence is null) { return "The journal has no event in this window: the engine did not run, or the times are not UTC."; }
        WhyRuleSet[] deciding = [.. report.RuleSets];
        if (deciding.Sum(set => set.Fills) is > 0 and var fills) { return Traded(deciding, fills); }
        if (deciding.Sum(set => set.Sent) > 0) { return NothingFilled(deciding); }
        if (deciding.Sum(set => set.Wanted) > 0) { return Refused(deciding); }
        if (deciding.Length == 0) { return "No rule set decided in the window: no slot has an active one. `llmtrader ctl rulesets list` tells what became of them."; }
        if (deciding.Sum(set => set.Signals + set.PriceSignals) > 0) { return NoOrder(report, deciding); }
        if (deciding.Any(set => set.Warm > 0)) { return NoSignal(deciding); }
        if (deciding.Any(set => set.Bars > 0)) { return NotWarm(deciding); }
        return NoBar(report, deciding);
    }

    private static string Traded(WhyRuleSet[] sets, long fills)
    {
        WhyRefusal[] refused = [.. sets.SelectMany(set => set.Refused)];
        string risk = refused.Length == 0 ? "" : Text($"; risk refused {refused.Sum(refusal => refusal.Count):N0} of the {sets.Sum(set => set.Wanted):N0} that were wanted, {(refused.Length == 1 ? "all" : "most")} by {refused.MaxBy(refusal => refusal.Count)!.Reason}");
        var venue = sets.SelectMany(set => set.RefusedByVenue).ToArray();
        string late = venue.Length == 0 ? "" : Text($"; the venue refused {venue.Sum(pair => pair.Value):N0}, {(venue.Length == 1 ? "all" : "most")} by {venue.MaxBy(pair => pair.Value).Key}");
        return Text($"It was traded: {sets.Sum(set => set.Filled):N0} of {sets.Sum(set => set.Sent):N0} orders that were sent were filled ({fills:N0} fills){risk}{late}.");
    }

    private static string NothingFilled(WhyRuleSet[] sets)
    {
        long sent = sets.Sum(set => set.Sent), canceled = sets.Sum(set => set.Canceled), expired = sets.Sum(set => set.Expired);
        var refused = sets.SelectMany(set => set.RefusedByVenue).ToArray();
        string by = refused.Length == 0 ? "" : $" (most by {refused.MaxBy(pair => pair.Value).Key})";
        return Text($"Orders were sent and none was filled: of {sent:N0}, {canceled:N0} were cancelled, {expired:N0} expired, {refused.Sum(pair => pair.Value):N0} were refused by the venue{by}, and the rest found no price.");
    }

    private static string Refused(WhyRuleSet[] sets)
    {
        WhyRefusal most = sets.SelectMany(set => set.Refused).MaxBy(refusal => refusal.Count)!;
        string saw = most.Rule is null ? "" : $", {most.Rule}, which saw {most.Observed} and allows {most.Limit}";
        long wanted = sets.Sum(set => set.Wanted);
        string all = wanted == 1 ? "the one order that was wanted" : Text($"all {wanted:N0} orders that were wanted");
        return Text($"Risk refused {all}{(most.Count == wanted ? ", by" : Text($", most of them ({most.Count:N0}) by"))} {most.Reason}{saw}.");
    }

    private static string NoOrder(WhyReport report, WhyRuleSet[] sets)
    {
        List<string> reasons = [.. report.BlockedBeforeRisk.Select(pair => Text($"{pair.Value:N0} by {pair.Key}"))];
        if (report.AlreadyThere > 0) { reasons.Add(Text($"{report.AlreadyThere:N0} asked for what was there already")); }
        if (sets.Sum(set => set.Wishes.BelowOneLot) is > 0 and var small) { reasons.Add(Text($"{small:N0} came to less than one lot")); }
        if (sets.Sum(set => set.Wishes.WithoutStop) is > 0 and var bare) { reasons.Add(Text($"{bare:N0} had no value for their stop")); }
        return Text($"Something was wanted {sets.Sum(set => set.Signals + set.PriceSignals):N0} times and no order came of it{(reasons.Count == 0 ? "" : $" (of all instruments: {string.Join(", ", reasons)})")}.");
    }

    private static string NoSignal(WhyRuleSet[] sets)
    {
        WhyRuleSet set = sets.Where(known => known.Warm > 0).MaxBy(known => known.Warm)!;
        string head = Text($"Nothing was wanted on {set.Warm:N0} warm bars");
        ClauseTally[] entries = [.. set.Clauses.Where(clause => clause.IsCondition && clause.Part.Length == 0 && clause.Clause.StartsWith("entry", StringComparison.Ordinal))];
        if (entries.Length == 0) { return $"{head}: what {set.Name} looks for did not happen."; }
        ClauseTally entry = entries.MaxBy(clause => clause.True)!;
        if (entry.True > 0) { return Text($"{head}: {entry.Clause} of {set.Name} was true on {entry.True:N0} of them, and the position was as it wanted it."); }
        ClauseTally? rarest = set.Clauses.Where(clause => clause.IsCondition && clause.Part.Length > 0 && clause.Clause == entry.Clause).MinBy(clause => clause.True);
        return rarest is null
            ? Text($"{head}: {entry.Clause} of {set.Name} was never true.")
            : Text($"{head}: {entry.Clause} of {set.Name} was never true, and its part '{rarest.Part}' on {rarest.True:N0} of {rarest.Evaluated:N0} bars alone.");
    }

    private static string NotWarm(WhyRuleSet[] sets)
    {
        WhyRuleSet set = sets.Where(known => known.Bars > 0).MinBy(known => known.MissingBars)!;
        return set.MissingBars > 0
            ? Text($"No bar was warm: {set.Name} needs {set.WarmUpBars:N0} bars and lacked {set.MissingBars:N0} at the last one.")
            : $"No bar was warm: {set.Name} has its own bars, and too few of what it reads with '@' or 'of'.";
    }

    private static string NoBar(WhyReport report, WhyRuleSet[] sets)
    {
        long bars = report.Bars.Values.Sum();
        string names = string.Join(", ", sets.Select(set => set.Name));
        if (bars > 0) { return Text($"No rule set decides on {report.Symbol} and the bars that closed ({string.Join(", ", report.Bars.Where(pair => pair.Value > 0).Select(pair => Text($"{pair.Value:N0} of {pair.Key}")))}): {names} look at other instruments or bars."); }
        if (report.Trades > 0) { return Text($"No bar closed: {report.Trades:N0} trades were too few, or the window is shorter than a bar."); }
        return report.Quotes > 0 ? Text($"No bar closed: {report.Quotes:N0} quotes came and no trade.") : "No market data of the instrument came: `llmtrader ctl feeds list` tells how its feed stands.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
