using System.Diagnostics;
using LlmTrader.Persistence.Journal;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>
/// Fifty kills (2,000 with LLMTRADER_LONG=1) of an engine process at random instants, with orders at a venue, inputs under way, rolls and
/// recoveries, and a process beside it that makes snapshots and is killed too. After each the state is what an inline replay of the surviving journal gives, every input that was acknowledged as
/// durable is there once, and the venue has got each order once; after the last of a journal both sides agree on every fill.
/// </summary>
public sealed class CrashCampaignTests(ITestOutputHelper output)
{
    private const int KillsPerJournal = 10;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1";

    private static readonly int Kills = Environment.GetEnvironmentVariable("LLMTRADER_KILLS") is { } kills ? int.Parse(kills) : IsLong ? 2_000 : 50;

    private static readonly int FirstSeed = Environment.GetEnvironmentVariable("LLMTRADER_SEED") is { } seed ? int.Parse(seed) : 1;

    [SkippableFact]
    public void A_killed_engine_goes_on_where_its_journal_ends_and_sends_no_order_twice()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "SIGKILL and the journal's lock are tested on Linux.");
        Stopwatch clock = Stopwatch.StartNew();
        List<RecoveryVerdict> verdicts = [];
        int inRecovery = 0, fromSnapshot = 0, passedOver = 0, pruned = 0, sideKills = 0, orders = 0, notSent = 0, inputs = 0;
        long events = 0;
        for (int seed = FirstSeed; verdicts.Count < Kills; seed++)
        {
            using CrashLife life = new(seed);
            int kills = Math.Min(KillsPerJournal, Kills - verdicts.Count);
            life.Run(kills);
            verdicts.AddRange(life.Judge.Verdicts.Take(kills));
            inRecovery += life.KilledInRecovery;
            fromSnapshot += life.FromSnapshot;
            passedOver += life.PassedOver;
            pruned += life.Pruned;
            sideKills += life.SideKills;
            orders += life.Judge.Orders;
            notSent += life.Judge.NotSent;
            inputs += life.Judge.Inputs;
            events += life.Judge.NextSequence;
        }

        string found = string.Join(", ", verdicts.CountBy(verdict => verdict).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"));
        output.WriteLine($"{Kills} kills in {clock.Elapsed.TotalSeconds:0} s, {inRecovery} of them before the start was done: {found}.");
        output.WriteLine($"{events} events, {inputs} inputs, {orders} orders left, {notSent} of them never reached the venue.");
        output.WriteLine($"{fromSnapshot} starts from a snapshot, {passedOver} snapshots passed over, {pruned} segments pruned, {sideKills} kills of the process that makes them.");
        Assert.True(fromSnapshot > Kills / 25 && pruned > Kills / 25 && sideKills > Kills / 25, "Snapshots were not under load.");
        Assert.True(orders > 10 * Kills && inputs > Kills, "The engine was not under load.");
    }
}
