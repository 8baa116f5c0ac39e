using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Explanations.Why;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>The way from bars to fills, for people.</summary>
internal static class WhyText
{
    private static readonly string[] Heads = ["clause", "true", "of bars", "last values"];

    public static void Write(WhyReport report, Session session)
    {
        session.WriteLine($"{report.Symbol} from {report.From} to {report.To} (events {Cell.Of(report.FirstSequence)} to {Cell.Of(report.LastSequence)})");
        session.WriteLine($"Market: {Figure.Count(report.Trades)} trades, {Figure.Count(report.Quotes)} quotes, {Figure.Count(report.Gaps)} gaps; closed bars: {string.Join(", ", report.Bars.Select(pair => $"{Figure.Count(pair.Value)} of {pair.Key}"))}");
        session.WriteLine($"Trading at the end: {report.TradingState.ToString().ToLowerInvariant()}{(report.Killed ? ", killed" : "")}");
        foreach (WhyRuleSet set in report.RuleSets) { Write(set, session); }
        foreach ((RejectReason reason, long count) in report.BlockedBeforeRisk) { session.WriteLine($"Of all rule sets and instruments, {Figure.Count(count)} wishes came to nothing before risk: {reason}"); }
        if (report.AlreadyThere > 0) { session.WriteLine($"Of all rule sets and instruments, {Figure.Count(report.AlreadyThere)} signals asked for what was there already"); }
        if (report.Divergence is { } divergence) { session.Warn($"the replay differs from the journal: {divergence}. `llmtrader replay` tells more."); }
        session.WriteLine();
        session.WriteLine($"Answer: {report.Answer}");
    }

    private static void Write(WhyRuleSet set, Session session)
    {
        session.WriteLine();
        session.WriteLine($"Slot {Cell.Of(set.Slot)}, set {Cell.Of(set.SetId)}: {set.Name} ({set.Id})");
        session.WriteLine(
            $"  bars {Figure.Count(set.Bars)} → warm {Figure.Count(set.Warm)} → signals {Figure.Count(set.Signals + set.PriceSignals)} → wanted {Figure.Count(set.Wanted)} → refused {Figure.Count(set.Refused.Sum(one => one.Count))} "
            + $"→ sent {Figure.Count(set.Sent)} → filled {Figure.Count(set.Filled)}");
        if (set.Warm == 0) { session.WriteLine($"  Not warm: it needs {Figure.Count(set.WarmUpBars)} bars and lacks {Figure.Count(set.MissingBars)}."); }
        if (set.Clauses.Count > 0) { Clauses(set, session); }
        foreach (WhyRefusal refusal in set.Refused) { session.WriteLine($"  Refused by {refusal.Reason}: {Figure.Count(refusal.Count)}{(refusal.Rule is null ? "" : $"; {refusal.Rule} saw {refusal.Observed} last, and allows {refusal.Limit}")}"); }
        foreach ((RejectReason reason, long count) in set.RefusedByVenue) { session.WriteLine($"  Refused by the venue: {reason}, {Figure.Count(count)}"); }
        if (set.Canceled + set.Expired > 0) { session.WriteLine($"  Of those sent, {Figure.Count(set.Canceled)} were cancelled and {Figure.Count(set.Expired)} expired."); }
        if (set.Wishes.BelowOneLot > 0) { session.WriteLine($"  {Figure.Count(set.Wishes.BelowOneLot)} sizes came to less than one lot."); }
        if (set.Wishes.WithoutStop > 0) { session.WriteLine($"  {Figure.Count(set.Wishes.WithoutStop)} entries were not taken because their stop or limit had no value."); }
        if (set.Wishes.WithoutTick > 0) { session.WriteLine($"  {Figure.Count(set.Wishes.WithoutTick)} limits came to no positive price."); }
    }

    private static void Clauses(WhyRuleSet set, Session session)
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string head in Heads) { table.AddColumn(new TableColumn(new Text(head)) { Alignment = head is "true" or "of bars" ? Justify.Right : Justify.Left }); }
        foreach (ClauseTally clause in set.Clauses)
        {
            string name = clause.Part.Length == 0 ? clause.Clause : $"  {clause.Part}";
            table.Row(
                name, clause.IsCondition ? Figure.Count(clause.True) : Cell.None, Figure.Count(clause.Evaluated),
                string.Join(", ", clause.Last.Select(value => $"{value.Name} = {(double.IsNaN(value.Value) ? "not defined" : value.Value.ToString("G8", CultureInfo.InvariantCulture))}")));
        }

        session.Write(table);
    }
}
