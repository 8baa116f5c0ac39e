using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Swap;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary>The figures of <c>bench swap</c>, for people.</summary>
internal static class SwapReport
{
    public static void Print(SwapCampaignOptions options, SwapBenchmarkResult result, Session session)
    {
        string rate = options.Rate == 0 ? "as fast as it takes them" : $"at {Figure.Count(options.Rate)} events/s";
        session.WriteLine($"{Figure.Count(options.Swaps)} swaps a run, the first {options.WarmUpSwaps} warm up, market {rate}, {result.Cores} cores, {options.SpinningThreads} engine threads may spin");
        if (options.Rate > 0) { PrintLatency(result, session); }
        PrintStaging(result, session);
        PrintMemory(result, session);
        PrintChecks(options, result, session);
    }

    private static void PrintLatency(SwapBenchmarkResult result, Session session)
    {
        session.WriteLine("Decision latency, the median of the runs (min - max); against the rest of the same run");
        Table table = Tables.Figures("", "events", "p50", "p99", "p99.9", "max", "p50 / rest", "p99 / rest");
        foreach (IGrouping<EngineTopology, SwapCampaignResult> runs in result.Runs.Select(run => run.Campaign).GroupBy(campaign => campaign.Topology))
        {
            string name = Topologies.NameOf(runs.Key);
            Latency(table, $"{name}, rest", [.. runs], campaign => campaign.Rest!);
            Latency(table, $"{name}, while a set is staged", [.. runs], campaign => campaign.WhileStaging!);
            Latency(table, $"{name}, within 1 ms of an activation", [.. runs], campaign => campaign.AroundActivation!);
        }

        LatencySummary idle = result.IdleHiccups;
        table.Row("idle hiccups", Figure.Count(idle.Count), Ns(idle.P50Ns), Ns(idle.P99Ns), Ns(idle.P999Ns), Ns(idle.MaxNs), "-", "-");
        session.Write(table);
    }

    private static void PrintStaging(SwapBenchmarkResult result, Session session)
    {
        Table table = Tables.Figures("Staging, S to R", "p50", "p99", "max", "compile p50", "p99", "garbage p50", "p99", "max", "GCs 0/1/2", "pause each", "p99 of pauses", "max");
        foreach (SwapRun run in result.Runs)
        {
            SwapCampaignResult c = run.Campaign;
            table.Row(
                Topologies.NameOf(c.Topology), Ns(c.StagingTime.P50Ns), Ns(c.StagingTime.P99Ns), Ns(c.StagingTime.MaxNs), Ns(c.CompileTime.P50Ns), Ns(c.CompileTime.P99Ns),
                Figure.Bytes(c.Garbage.Median), Figure.Bytes(c.Garbage.P99), Figure.Bytes(c.Garbage.Max), string.Join('/', c.Collections),
                Ns(c.PausePerStagingNs), Ns(c.Pauses.P99Ns), Ns(c.Pauses.MaxNs));
        }

        session.Write(table);
    }

    private static void PrintMemory(SwapBenchmarkResult result, Session session)
    {
        foreach (SwapRun run in result.Runs)
        {
            IEnumerable<string> resident = run.Campaign.Resident.Select(memory => $"{Figure.Bytes(memory.Bytes)} at {Figure.Count(memory.Swaps)}");
            session.WriteLine($"resident memory, {Topologies.NameOf(run.Campaign.Topology)}: {string.Join(", ", resident)}; old versions alive: {run.Campaign.OldVersions.Alive} of {run.Campaign.OldVersions.Of} looked at");
        }
    }

    private static void PrintChecks(SwapCampaignOptions options, SwapBenchmarkResult result, Session session)
    {
        foreach (SwapRun run in result.Runs)
        {
            SwapCampaignResult c = run.Campaign;
            session.WriteLine("");
            session.WriteLine($"{Topologies.NameOf(c.Topology)}: {Figure.Count(c.Fed)} market events in {c.Seconds:F1} s ({Figure.Millions(c.Fed / c.Seconds)} million/s), {Figure.Count(c.Bars)} bars, {Figure.Count(c.Fills)} fills, {Figure.Count(c.Deciders)} versions decided, {Figure.Count(c.Restaged)} staged again");
            Table goals = Tables.Figures("Goal", "is", "");
            Goal(goals, "no event lost or doubled, no bar decided on twice, replays to the same StateHash", run.Finding ?? c.StateHash, run.Finding is null);
            Goal(goals, "0 B on the hot threads", string.Join(", ", c.HotThreads.Where(thread => thread.Bytes is not null).Select(thread => $"{thread.Thread} {thread.Bytes} B")), c.IsHotGoalMet);
            Goal(goals, $"a staging costs at most {Figure.Bytes(SwapBenchmark.GarbageGoal)} of garbage", $"{Figure.Bytes(c.Garbage.Max)} at most, and {Figure.Bytes((long)c.Garbage.RequesterMean)} to ask for it", c.Garbage.Max <= SwapBenchmark.GarbageGoal);
            Goal(goals, $"resident memory grows by at most {Figure.Bytes(SwapBenchmark.ResidentGoal)} from swap {Figure.Count(options.WarmUpSwaps)} to {Figure.Count(c.Swaps)}", Growth(c.ResidentGrowth), c.ResidentGrowth <= SwapBenchmark.ResidentGoal);
            session.Write(goals);
        }
    }

    private static string Growth(long bytes) => bytes < 0 ? $"-{Figure.Bytes(-bytes)}" : Figure.Bytes(bytes);

    private static void Goal(Table table, string goal, string found, bool isMet) => table.Row(goal, found, isMet ? "met" : "NOT MET");

    private static void Latency(Table table, string name, SwapCampaignResult[] runs, Func<SwapCampaignResult, LatencySummary> part)
    {
        table.Row(
            name, Figure.Count(runs.Sum(run => part(run).Count)), Of(run => part(run).P50Ns), Of(run => part(run).P99Ns), Of(run => part(run).P999Ns),
            Ns(runs.Max(run => part(run).MaxNs)), Ratio(latency => latency.P50Ns), Ratio(latency => latency.P99Ns));

        string Of(Func<SwapCampaignResult, double> figure)
        {
            MedianSpread spread = MedianSpread.From([.. runs.Select(figure)]);
            return $"{Ns(spread.Median)} ({Ns(spread.Min)} - {Ns(spread.Max)})";
        }

        string Ratio(Func<LatencySummary, double> figure) => Figure.Times(MedianSpread.From([.. runs.Select(run => figure(part(run)) / Math.Max(1, figure(run.Rest!)))]).Median);
    }

    private static string Ns(double ns) => Figure.Nanoseconds(ns);
}
