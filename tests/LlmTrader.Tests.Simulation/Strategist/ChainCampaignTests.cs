using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Simulation.Strategist;

/// <summary>Errors, time-outs, lost answers and kills between any two steps, in virtual time and by a seed: nothing unchecked is staged, nothing twice, and what is active is watched.</summary>
public sealed class ChainCampaignTests(ITestOutputHelper output)
{
    private const int Seeds = 150;
    private const int DecisionsPerSeed = 25;

    private static readonly double[] PersonsShares = [0.07, 0.37, 0.61, 0.93];    // None is a step of the policy: who sets what it is already is not seen.

    [Fact]
    public void Whatever_fails_nothing_is_staged_unchecked_or_twice_and_all_comes_to_an_end()
    {
        Dictionary<string, int> outcomes = [];
        int kills = 0, errors = 0, revisions = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            ChainWorld world = new(seed);
            try
            {
                Run(world, seed);
            }
            catch (Exception error)
            {
                string tail = string.Join('\n', world.Journal.TakeLast(12).Select(record => $"{record.Time} {record.Decision} {record.Kind} {record.Body}"));
                throw new InvalidOperationException($"seed {seed}: {error.Message}\n{tail}", error);
            }

            kills += world.Faults.Kills;
            errors += world.Faults.Errors;
            revisions += world.Revisions;
            foreach (ChainRecord outcome in world.Journal.Where(record => record.Kind == ChainKinds.Outcome))
            {
                string result = outcome.Body.GetProperty("result").GetString()!;
                outcomes[result] = outcomes.GetValueOrDefault(result) + 1;
            }
        }

        output.WriteLine($"{kills} kills, {errors} errors, {revisions} revisions; {string.Join(", ", outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}");
        Assert.True(kills > 1000 && errors > 1000 && revisions > 200);
        Assert.True(outcomes[ChainResults.Activated] > 50 && outcomes[ChainResults.RolledBack] > 50 && outcomes[ChainResults.Kept] > 1000);
    }

    [Fact]
    public void Failures_in_a_row_end_in_the_safe_mode_until_a_person_lets_the_slot_trade()
    {
        ChainWorld world = new(1);
        world.Faults.IsOn = false;
        ChainPorts broken = world.Ports with { Gate = new BrokenGate() };
        DecisionChain chain = new(world.Policy, broken, ChainState.Empty);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            Assert.True(chain.Begin(world.Now, "test", seed, "hash"));
            Finish(world, chain);
        }

        Assert.True(chain.State.IsSafeMode && chain.State.SafeModeConfirmed);
        Assert.False(world.Slot.IsTrading);
        Assert.False(chain.Begin(world.Now, "test", 4, "hash"));

        DecisionChain again = new(world.Policy, world.Ports, ChainState.Of(world.Journal));
        again.Start(world.Now, CancellationToken.None);
        Assert.False(again.Begin(world.Now, "test", 4, "hash"));    // A restart alone ends nothing.
        world.Slot.LetTrade();
        DecisionChain resumed = new(world.Policy, world.Ports, ChainState.Of(world.Journal));
        resumed.Start(world.Now, CancellationToken.None);
        Assert.True(resumed.Begin(world.Now, "test", 4, "hash"));
    }

    [Fact]
    public void What_has_to_go_is_asked_back_at_once_though_a_clock_goes_on_between_two_steps()
    {
        ChainWorld world = new(1);
        world.Faults.IsOn = false;
        DecisionChain chain = new(world.Policy, world.Ports, ChainState.Empty);
        Assert.True(chain.Begin(world.Now, "test", 11, "hash"));    // Of the seed comes a candidate that needs no person and loses with its second share.
        for (int step = 0; !chain.IsIdle; step++)
        {
            Assert.True(step < 10_000);
            Timestamp next = chain.Step(world.Now, CancellationToken.None);
            world.Now = (next == Timestamp.MaxValue ? world.Now : Timestamp.Max(next, world.Now)) + Duration.FromMilliseconds(1);
        }

        ChainRecord[] back = [.. world.Journal.Where(record => record.Kind == ChainKinds.RolledBack)];
        Assert.Equal([false, true], back.Select(record => record.Body.GetProperty("done").GetBoolean()));
        Assert.InRange((back[1].Time - back[0].Time).Nanoseconds, 0, Duration.FromSeconds(1).Nanoseconds);
    }

    [Fact]
    public void A_dry_run_leaves_alone_what_another_began_and_stays_one_whoever_goes_on_with_it()
    {
        ChainWorld world = new(1);    // Seeds below are of candidates that need no person.
        world.Faults.IsOn = false;
        DecisionChain chain = new(world.Policy, world.Ports, ChainState.Empty);
        Assert.True(chain.Begin(world.Now, "test", 13, "hash"));
        StepTo(world, chain, DecisionStage.Probation);
        int records = world.Journal.Count;
        double share = world.Slot.Share;
        DecisionChain dry = new(world.Policy with { IsDryRun = true }, world.Ports, ChainState.Of(world.Journal));
        Assert.True(dry.IsLeftAlone);
        world.Now += world.Policy.Probation;
        Assert.Equal(Timestamp.MaxValue, dry.Step(world.Now, CancellationToken.None));
        Assert.Equal((records, share), (world.Journal.Count, world.Slot.Share));
        Finish(world, chain);

        DecisionChain another = new(world.Policy with { IsDryRun = true }, world.Ports, ChainState.Of(world.Journal));
        Assert.True(another.Begin(world.Now, "test", 14, "hash"));
        Assert.False(another.IsLeftAlone);
        StepTo(world, another, DecisionStage.Accept);
        DecisionChain real = new(world.Policy, world.Ports, ChainState.Of(world.Journal));    // Killed, and the next start is none.
        Finish(world, real);
        Assert.DoesNotContain(world.Journal, record => record.Decision == "d000002" && record.Kind is (ChainKinds.Approval or ChainKinds.StageRequested));
    }

    [Fact]
    public void What_was_staged_before_is_no_other_set_while_the_candidate_warms_up()
    {
        ChainWorld world = new(1);    // Seeds below are of candidates that need no person.
        world.Faults.IsOn = false;
        world.Slot.Meddle(activates: false);
        DecisionChain chain = new(world.Policy, world.Ports, ChainState.Empty);
        Assert.True(chain.Begin(world.Now, "test", 13, "hash"));
        Finish(world, chain);
        Assert.Equal(ChainResults.Activated, world.Journal.Single(record => record.Kind == ChainKinds.Outcome).Body.GetProperty("result").GetString());

        Assert.True(chain.Begin(world.Now, "test", 14, "hash"));
        StepTo(world, chain, DecisionStage.Shadow);
        world.Slot.Meddle(activates: false);
        Finish(world, chain);
        Assert.True(world.Journal.Last(record => record.Kind == ChainKinds.Outcome).Body.GetProperty("cut_short").GetBoolean());
        Assert.Equal("Another set took its place in the slot.", world.Journal.Last(record => record.Kind == ChainKinds.Failure).Body.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_person_s_share_of_capital_is_never_raised()
    {
        ChainWorld world = new(1);    // Seeds below are of candidates that need no person.
        world.Faults.IsOn = false;
        world.Slot.Allow(0.3);
        double most = 0;
        DecisionChain chain = new(world.Policy, world.Ports, ChainState.Empty);
        Assert.True(chain.Begin(world.Now, "test", 13, "hash"));
        StepTo(world, chain, DecisionStage.Probation);
        while (!chain.IsIdle)
        {
            Timestamp next = chain.Step(world.Now, CancellationToken.None);
            if (next > world.Now && next != Timestamp.MaxValue) { world.Now = next; }
            most = Math.Max(most, world.Slot.Share);
        }

        Assert.Equal((0.3, 0.3), (most, world.Slot.Share));
        Assert.Equal([0.1, 0.25, 0.3], world.Journal.Where(record => record.Kind == ChainKinds.Capital && record.Body.GetProperty("confirmed").GetBoolean()).Select(record => record.Body.GetProperty("share").GetDouble()));

        Assert.True(chain.Begin(world.Now, "test", 14, "hash"));    // Lowered while it is on probation, and a restart in between.
        StepTo(world, chain, DecisionStage.Probation);
        world.Slot.Allow(0.05);
        DecisionChain again = new(world.Policy, world.Ports, ChainState.Of(world.Journal));
        Finish(world, again);
        Assert.Equal(0.05, world.Slot.Share);
        Assert.DoesNotContain(world.Journal.SkipWhile(record => !(record.Kind == ChainKinds.Capital && record.Body.TryGetProperty("found", out JsonElement found) && found.GetDouble() == 0.05)), record => record.Kind == ChainKinds.Capital && record.Body.GetProperty("share").GetDouble() > 0.05);
    }

    // As journals were written while acceptance opened the hold-out itself, behind no check and with no part named.
    [Fact]
    public void A_journal_from_before_the_hold_out_had_a_step_of_its_own_goes_on_and_opens_nothing_twice()
    {
        foreach (int kept in (int[])[4, 5, 6])
        {
            ChainWorld world = new(1);
            world.Faults.IsOn = false;
            DecisionChain chain = new(world.Policy, world.Ports, ChainState.Empty);
            Assert.True(chain.Begin(world.Now, "test", 13, "hash"));
            StepTo(world, chain, DecisionStage.Accept);
            JsonObject Yes() => new() { ["passed"] = true, ["reasons"] = new JsonArray(), ["hash"] = chain.State.Current!.Hash };
            List<(string, JsonObject)> old = [(ChainKinds.HoldOut, new JsonObject { ["window"] = "h" }), (ChainKinds.Acceptance, Yes()), (ChainKinds.Check, Yes())];
            foreach ((string kind, JsonObject body) in old.Take(kept - 3)) { world.Append(world.Now, "d000001", kind, body); }
            int holdOuts = world.Journal.Count(record => record.Kind == ChainKinds.HoldOut);
            DecisionChain again = new(world.Policy, world.Ports, ChainState.Of(world.Journal));
            DecisionStage stage = again.State.Current!.Stage;
            Assert.Equal(kept switch { 4 => DecisionStage.Accept, 5 => DecisionStage.Check, _ => DecisionStage.Gate }, stage);
            again.Step(world.Now, CancellationToken.None);
            Assert.Equal(kept == 4 ? DecisionStage.Ended : kept == 5 ? DecisionStage.Gate : DecisionStage.Approve, again.State.Current!.Stage);
            Assert.Equal(kept == 4, again.State.Current.IsCutShort);
            Assert.Equal(holdOuts, world.Journal.Count(record => record.Kind == ChainKinds.HoldOut));
        }
    }

    [Fact]
    public void What_the_checker_wants_changed_goes_back_so_often_as_allowed_and_is_then_rejected()
    {
        foreach ((int revisions, bool isRevisable, int rounds) in ((int, bool, int)[])[(0, true, 1), (1, true, 2), (3, true, 4), (3, false, 1)])
        {
            ChainWorld world = new(1);
            world.Faults.IsOn = false;
            InsistentChecker insistent = new(isRevisable);
            DecisionChain chain = new(world.Policy with { Revisions = revisions }, world.Ports with { Checker = insistent, Proposals = insistent }, ChainState.Empty);
            Assert.True(chain.Begin(world.Now, "test", 13, "hash"));
            Finish(world, chain);
            ChainRecord[] checks = [.. world.Journal.Where(record => record.Kind == ChainKinds.Check)];
            Assert.Equal(rounds, checks.Length);
            Assert.Equal(Enumerable.Range(0, rounds), checks.Select(record => record.Body.GetProperty("round").GetInt32()));
            Assert.Equal(Enumerable.Range(1, rounds).Select(round => round < rounds), checks.Select(record => record.Body.GetProperty("revise").GetBoolean()));
            Assert.Equal(rounds, world.Journal.Count(record => record.Kind == ChainKinds.Proposal));
            Assert.DoesNotContain(world.Journal, record => record.Kind is (ChainKinds.HoldOut or ChainKinds.Gate or ChainKinds.StageRequested));
            Assert.Contains("no revision is left", world.Journal.Single(record => record.Kind == ChainKinds.Outcome).Body.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal([null, .. Enumerable.Range(1, rounds - 1).Select(round => (int?)round)], insistent.Asked);
        }
    }

    [Fact]
    public void Every_kind_of_the_chain_is_one_of_the_journals()
    {
        string[] kinds = [.. typeof(ChainKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!)];
        Assert.Equal(DecisionKinds.Names.Order(StringComparer.Ordinal), kinds.Order(StringComparer.Ordinal));
    }

    private static void Run(ChainWorld world, int seed)
    {
        DecisionChain chain = Restart(world);
        int steps = 0;
        while (chain.State.Decisions < DecisionsPerSeed || !chain.IsIdle)
        {
            Assert.True(++steps < 200_000, "It comes to no end.");
            if (chain.State.Decisions >= DecisionsPerSeed) { world.Faults.IsOn = false; }
            try
            {
                if (chain.IsIdle)
                {
                    if (chain.State.IsSafeMode)
                    {
                        world.Slot.LetTrade();
                        chain = Restart(world);
                        continue;
                    }

                    chain.Begin(world.Now, "schedule", (ulong)((seed * 1000L) + chain.State.Decisions), "observation");
                }

                if (world.Faults.Happens(0.002)) { world.Slot.Meddle(activates: world.Faults.Happens(0.5)); }
                if (world.Faults.Happens(0.002)) { world.Slot.Allow(PersonsShares[world.Faults.Random.Next(PersonsShares.Length)]); }
                Timestamp next = chain.Step(world.Now, CancellationToken.None);
                if (next == Timestamp.MaxValue) { Assert.True(chain.IsIdle); }
                else if (next > world.Now) { world.Now = next; }
                Assert.Equal(Text(ChainState.Of(world.Journal)), Text(chain.State));
            }
            catch (KilledException)
            {
                world.Now += Duration.FromSeconds(world.Faults.Random.Next(300));
                chain = Restart(world);
            }
        }

        JudgeEnd(world);
    }

    private static void JudgeEnd(ChainWorld world)
    {
        world.Now += world.Policy.Settle;
        world.Slot.Pass();    // What was still under way.
        Assert.Equal(world.Slot.Allowed, world.Slot.Share);
        Assert.All(world.Slot.StagedByHash, pair => Assert.Equal(1, pair.Value));
        Assert.True(world.Scored <= world.Journal.Count(record => record.Kind == ChainKinds.Trial));
        string[] decisions = [.. world.Journal.Where(record => record.Kind == ChainKinds.Observation).Select(record => record.Decision)];
        ChainRecord[] outcomes = [.. world.Journal.Where(record => record.Kind == ChainKinds.Outcome)];
        Assert.Equal(decisions, outcomes.Select(record => record.Decision));
        foreach (ChainRecord outcome in outcomes.Where(record => record.Body.GetProperty("hash").GetString() == world.Slot.Active?.Hash))
        {
            string result = outcome.Body.GetProperty("result").GetString()!;
            bool isAgain = !world.Journal.Any(record => record.Decision == outcome.Decision && record.Kind == ChainKinds.ActivateRequested);
            Assert.True(result is ChainResults.Activated or ChainResults.Stuck || isAgain || world.Slot.Previous?.Hash == "a person's", $"{outcome.Decision} ended as {result}, and its candidate is active");
        }
    }

    private static DecisionChain Restart(ChainWorld world)
    {
        DecisionChain chain = new(world.Policy, world.Ports, ChainState.Of(world.Journal));
        try { chain.Start(world.Now, CancellationToken.None); }
        catch (KilledException) { return Restart(world); }
        return chain;
    }

    private static void StepTo(ChainWorld world, DecisionChain chain, DecisionStage stage)
    {
        for (int step = 0; chain.State.Current!.Stage != stage; step++)
        {
            Assert.True(step < 10_000);
            Timestamp next = chain.Step(world.Now, CancellationToken.None);
            if (next > world.Now) { world.Now = next; }
        }
    }

    private static void Finish(ChainWorld world, DecisionChain chain)
    {
        for (int step = 0; !chain.IsIdle; step++)
        {
            Assert.True(step < 10_000);
            Timestamp next = chain.Step(world.Now, CancellationToken.None);
            if (next > world.Now && next != Timestamp.MaxValue) { world.Now = next; }
        }
    }

    // A hold-out that was opened in this process is known after a restart alone.
    private static string Text(ChainState state) =>
        JsonSerializer.Serialize(state with { Current = state.Current is { } current ? current with { HoldOutOpened = false } : null });

    // Proposes another set each time, and is content with none.
    private sealed class InsistentChecker(bool isRevisable) : ICandidateChecker, IProposals
    {
        public List<int?> Asked { get; } = [];

        public Verdict Check(CandidateCase judged, CancellationToken cancel) => new(false, ["Fewer trades."]) { WantsRevision = true, Codes = ["too_many_trades"] };

        public ProposalAnswer Propose(ProposalCall call, CancellationToken cancel)
        {
            Asked.Add(call.Revision?.Round);
            return new ProposalAnswer("", new ProposedRules { Source = $"rules {Asked.Count}", Proposer = "model", ProposerVersion = "1", IsRevisable = isRevisable });
        }
    }

    private sealed class BrokenGate : IExposureGate
    {
        public GateVerdict Check(LlmTrader.Strategies.Generation.Proposals.Candidate candidate, CancellationToken cancel) => throw new IOException("no account");
    }
}
