using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Cli;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>
/// SIGKILL for a strategist beside a running engine: right behind each kind of record, and at random. Whatever it was about to do, its journal
/// verifies and has lost nothing, no trial is forgotten or counted twice, and the engine staged once each candidate that had earned it.
/// </summary>
public sealed class StrategistKillTests(ITestOutputHelper output) : IDisposable
{
    private const string Settings = """
          proposer: {method: random, trials: 4}
          acceptance: {permutations: 20, permutation_p: 1, overfitting_probability: 1, max_drawdown: 50%}
          approval: {automatic_below: 100%}
          shadow: 1s
          canary: {shares: [50%, 100%], step: 1s}
          probation: {duration: 2s, max_drawdown: 50%, max_divergence: 100%}

        """;

    private const int MostDecisions = 6;    // Of those none is a failure alone: what is waited for may not come in one of them.
    private const int ConfiguredSet = 1;    // The engine stages what its configuration names by itself, at its start.

    private static bool IsLong => Environment.GetEnvironmentVariable("LLMTRADER_LONG") is not null;

    // Killed behind a request, a strategist waits two minutes for what may be under way: once is enough for a quick run.
    private static readonly DecisionKind[] Kinds =
    [
        DecisionKind.Observation, DecisionKind.Trial, DecisionKind.Proposal, DecisionKind.Compiled, DecisionKind.Acceptance, DecisionKind.Approval,
        DecisionKind.StageRequested, DecisionKind.Shadow, DecisionKind.Activated, DecisionKind.Outcome,
    ];

    private readonly StrategistScene _scene = new();
    private int _next;
    private int _kills;
    private string? _head;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task However_it_is_killed_no_candidate_is_staged_twice_or_unchecked_and_no_trial_is_forgotten()
    {
        await _scene.PrepareAsync(Settings);
        using CommandProcess engine = await _scene.StartEngineAsync();
        Random random = new(8);
        DecisionKind[] kinds = IsLong ? [.. Kinds, DecisionKind.ActivateRequested, .. Kinds, DecisionKind.HoldOut, .. Kinds, DecisionKind.Staged, .. Kinds] : Kinds;
        for (int kill = 0; kill < kinds.Length; kill++)
        {
            if (kill % 4 == 3) { await KillAsync(_ => Task.Delay(random.Next(1500, 6000))); }
            await KillAsync(ended => UntilRecordAsync(kinds[kill], ended));
        }

        ProcessResult last = await _scene.RunAsync("strategist", "once", "--config", await ConfigurationAsync());
        Assert.True(last.ExitCode is 0 or 1, last.Error + last.Output);
        Judge();
        engine.Terminate();
        Assert.Equal(0, (await engine.ResultAsync()).ExitCode);
        int staged = JudgeEngine();
        output.WriteLine($"{_kills} kills, {_scene.Records.Count} records, {_scene.Records.Count(record => record.Kind == DecisionKind.Trial)} trials, {staged} candidates staged");
        Assert.True(staged >= 1, "Nothing was staged.");
        await _scene.MustAsync("decisions", "verify", "--config", "engine.yaml");
        await _scene.MustAsync("replay", "--journal", "journal", "--verify");
    }

    // While a decision is under way it keeps its template; the next one has another of another family, which has not seen the hold-out.
    private async Task<string> ConfigurationAsync()
    {
        IReadOnlyList<DecisionRecord> records = _scene.Records;
        bool isUnderWay = records.Count > 0 && !records.Any(record => record.Kind == DecisionKind.Outcome && record.Decision == records[^1].Decision);
        if (!isUnderWay || _next == 0) { await _scene.ConfigureAsync($"round-{++_next}.yaml", $"waves-{_next}", Settings, variant: _next); }
        return $"round-{_next}.yaml";
    }

    // Who has come to an end by itself is started again.
    private async Task KillAsync(Func<Task, Task> moment)
    {
        bool isKilled = false;
        for (int decision = 0; !isKilled; decision++)
        {
            Assert.True(decision < MostDecisions, $"{MostDecisions} decisions came to an end before the moment did: {(_scene.Records is [.., var last] ? last.Body : null)}");
            using CommandProcess victim = _scene.Start("strategist", "once", "--config", await ConfigurationAsync());
            Task<ProcessResult> ended = victim.ResultAsync(TimeSpan.FromMinutes(8));
            await Task.WhenAny(moment(ended), ended);
            isKilled = !ended.IsCompleted;
            if (isKilled) { victim.Kill(); }
            ProcessResult result = await ended;
            Assert.True(isKilled || result.ExitCode is 0 or 1, result.Error + result.Output);
            Judge();
        }

        _kills++;
    }

    private async Task UntilRecordAsync(DecisionKind kind, Task ended)
    {
        long before = _scene.Records.Count;
        while (!ended.IsCompleted && !_scene.Records.Skip((int)before).Any(record => record.Kind == kind)) { await Task.Delay(5); }
    }

    // What was there is there, as the chain of the hashes proves; and every trial once.
    private void Judge()
    {
        DecisionVerification found = DecisionVerification.Of(_scene.Journal, _head);
        Assert.Null(found.Fault);
        Assert.True(_head is null || found.HasHead == true, "Records are gone.");
        _head = found.End.Head;
        string[] trials = [.. _scene.Records.Where(record => record.Kind == DecisionKind.Trial).Select(record => record.Body.GetRawText())];
        Assert.Equal(trials.Length, trials.Distinct(StringComparer.Ordinal).Count());
    }

    // The engine's own journal says what was staged; each of it stands in a decision that had passed everything before.
    private int JudgeEngine()
    {
        ILookup<string, DecisionRecord> decisions = _scene.Records.ToLookup(record => record.Decision);
        HashSet<string> staged = [];
        using JournalReader reader = new(JournalDirectory.Open(Path.Combine(_scene.Root, "journal")));
        EngineEvent next = default;
        while (reader.TryRead(ref next))
        {
            if (next.Kind != EventKind.RuleSetStage || next.RuleSetStage.SetId == ConfiguredSet) { continue; }
            string hash = next.RuleSetStage.Hash.ToString();
            Assert.True(staged.Add(hash), $"{hash} was staged twice.");
            IGrouping<string, DecisionRecord> decision = Assert.Single(decisions, one => one.Any(record => record.Kind == DecisionKind.StageRequested && Text(record, "hash") == hash));
            DecisionRecord[] earlier = [.. decision.TakeWhile(record => record.Kind != DecisionKind.StageRequested)];
            Assert.All(earlier, record => Assert.True(record.Time <= next.Time, $"{record.Kind} was written at {record.Time}, behind the staging at {next.Time}."));
            foreach ((DecisionKind kind, int count) in new[] { (DecisionKind.Compiled, 1), (DecisionKind.Acceptance, 2), (DecisionKind.Check, 1), (DecisionKind.Gate, 1) })    // Acceptance behind the check again: the hold-out.
            {
                DecisionRecord[] verdicts = [.. earlier.Where(record => record.Kind == kind)];
                Assert.Equal(count, verdicts.Length);
                Assert.All(verdicts, verdict => Assert.True(verdict.Body.GetProperty("passed").GetBoolean()));
                Assert.All(verdicts, verdict => Assert.Equal(hash, Text(verdict, "hash")));
            }

            DecisionRecord approval = Assert.Single(earlier, record => record.Kind == DecisionKind.Approval);
            Assert.True(approval.Body.GetProperty("approved").GetBoolean());
            Assert.Equal(hash, Text(approval, "hash"));
        }

        return staged.Count;
    }

    private static string? Text(DecisionRecord record, string name) => record.Body.GetProperty(name).GetString();
}
