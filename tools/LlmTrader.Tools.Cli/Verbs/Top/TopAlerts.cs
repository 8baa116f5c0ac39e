using System.Globalization;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Cli.Verbs.Top;

/// <summary>What a person must not overlook, the worst first.</summary>
internal static class TopAlerts
{
    // Of the journal's disk; from 92 % on the engine itself lets nothing be opened.
    private const double FullDisk = 0.8;

    public static IReadOnlyList<string> Of(TopSnapshot now)
    {
        StatusReply status = now.Status;
        List<string> alerts = [];
        if (status.Killed) { alerts.Add("KILLED: nothing passes until `llmtrader ctl reset`"); }
        if (status.Fault is { } fault) { alerts.Add($"FAILED: {fault}"); }
        if (status.Divergence is { } divergence) { alerts.Add($"DIVERGED from the journal: {divergence}"); }
        if (!status.Killed && status.TradingState is "halted" or "reducing") { alerts.Add($"trading is {status.TradingState}: `llmtrader ctl rejects` tells which rule did it"); }
        foreach (FeedReply feed in now.Feeds.Feeds.Where(feed => feed.State != "connected")) { alerts.Add($"feed {feed.Name} is {feed.State}{(feed.LastProblem is { } problem ? $": {problem}" : "")}"); }
        foreach (FeedReply feed in now.Feeds.Feeds.Where(feed => feed.BooksInSync < feed.Books)) { alerts.Add($"feed {feed.Name}: {Cell.Of(feed.Books - feed.BooksInSync)} of {Cell.Of(feed.Books)} books are not in sync"); }
        if (now.Sum("llmtrader_disk_used_ratio") is var used && used >= FullDisk) { alerts.Add($"the journal's disk is {(used * 100).ToString("0.#", CultureInfo.InvariantCulture)} % full"); }
        if (status.DurableSequence - status.Sequence > 100_000) { alerts.Add($"the views are {Cell.Of(status.DurableSequence - status.Sequence)} events behind the journal"); }
        foreach (BreachReply breach in now.Rejects.Breaches.Take(3)) { alerts.Add($"{Cell.Time(breach.Time)} risk rule {Cell.Of(breach.RuleId)}: {breach.Reason}, {breach.Action}{(breach.Symbol is { } symbol ? $" ({symbol})" : "")}"); }
        return alerts;
    }
}
