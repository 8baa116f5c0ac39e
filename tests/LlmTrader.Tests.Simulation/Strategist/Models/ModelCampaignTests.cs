using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Checker;
using LlmTrader.Strategies.Generation.Observations;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Simulation.Strategist.Models;

/// <summary>Models that answer anything, errors and kills, in virtual time and by a seed: nothing is staged that was not checked, accepted and approved, and every call is in the ledger.</summary>
public sealed class ModelCampaignTests(ITestOutputHelper output)
{
    private const int DecisionsPerRun = 5;

    private static int Runs => Environment.GetEnvironmentVariable("LLMTRADER_LONG") is null ? 100 : 1_000;

    [Fact]
    public void Whatever_models_say_nothing_is_staged_unchecked_and_every_call_is_in_the_ledger()
    {
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        void Count(string what, int many = 1) => counts[what] = counts.GetValueOrDefault(what) + many;
        for (int seed = 0; seed < Runs; seed++)
        {
            ModelWorld world = new(seed);
            try
            {
                Run(world, seed);
            }
            catch (Exception error)
            {
                string tail = string.Join('\n', world.Around.Journal.TakeLast(12).Select(record => $"{record.Time} {record.Decision} {record.Kind} {Short(record.Body.GetRawText())}"));
                throw new InvalidOperationException($"seed {seed}: {error.Message}\n{tail}", error);
            }

            Assert.Equal(world.Gateway.Returned.Count, world.Calls.Count() + world.Lost);
            Assert.Distinct(world.Calls.Select(record => record.Body.GetProperty("call").GetString()));
            Assert.Equal(0, world.AskedWhileClosed);
            Count("calls", world.Gateway.Returned.Count);
            Count("kills", world.Around.Faults.Kills);
            foreach (ChainRecord record in world.Around.Journal)
            {
                if (record.Kind == ChainKinds.Outcome) { Count($"ended {record.Body.GetProperty("result").GetString()}"); }
                if (record.Kind == ChainKinds.Proposal) { Count($"proposed by {record.Body.GetProperty("proposer").GetString()}"); }
                if (record.Kind == ChainKinds.StageRequested) { Count("staged"); }
                if (record.Kind != ChainKinds.Check) { continue; }
                bool isNone = record.Body.GetProperty("codes") is { ValueKind: System.Text.Json.JsonValueKind.Array } codes && codes[0].GetString() == CheckerReasons.NoVerdict;
                Count(record.Body.GetProperty("passed").GetBoolean() ? "approved" : record.Body.GetProperty("revise").GetBoolean() ? "sent back" : isNone ? "no verdict" : "rejected");
            }
        }

        output.WriteLine(string.Join(", ", counts.Select(one => $"{one.Key} {one.Value}")));
        foreach (string each in (string[])["staged", "approved", "sent back", "no verdict", "rejected", "proposed by actor", "proposed by local/plain", "ended activated", "ended kept"])
        {
            Assert.True(counts.GetValueOrDefault(each) >= Runs / 10, $"{each}: {counts.GetValueOrDefault(each)}");
        }
    }

    private static void Run(ModelWorld world, int seed)
    {
        ChainWorld around = world.Around;
        DecisionChain chain = Restart(world);
        int steps = 0;
        while (chain.State.Decisions < DecisionsPerRun || !chain.IsIdle)
        {
            Assert.True(++steps < 100_000, "It comes to no end.");
            try
            {
                if (chain.IsIdle)
                {
                    if (chain.State.IsSafeMode)
                    {
                        around.Slot.LetTrade();
                        chain = Restart(world);
                        continue;
                    }

                    around.Now += Duration.FromMinutes(around.Faults.Random.Next(300));
                    chain.Begin(around.Now, "schedule", (ulong)((seed * 1000L) + chain.State.Decisions), CanonicalObservation.Hash(world.Observe()));
                }

                Timestamp next = chain.Step(around.Now, CancellationToken.None);
                if (next > around.Now && next != Timestamp.MaxValue) { around.Now = next; }
            }
            catch (KilledException)
            {
                around.Now += Duration.FromSeconds(around.Faults.Random.Next(300));
                chain = Restart(world);
            }
        }

        Assert.All(around.Slot.StagedByHash, pair => Assert.Equal(1, pair.Value));
    }

    private static DecisionChain Restart(ModelWorld world)
    {
        DecisionChain chain = new(world.Around.Policy, world.Ports, ChainState.Of(world.Around.Journal));
        try { chain.Start(world.Around.Now, CancellationToken.None); }
        catch (KilledException) { return Restart(world); }
        return chain;
    }

    private static string Short(string text) => text.Length > 300 ? text[..300] : text;
}
