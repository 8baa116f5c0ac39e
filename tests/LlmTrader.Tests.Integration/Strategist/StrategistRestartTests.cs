using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>A restart on a history that has grown since: it is the candidate of before, on the data of before, that is judged.</summary>
public sealed class StrategistRestartTests : IDisposable
{
    private const string Settings = """
          proposer: {method: random, trials: 4}
          acceptance: {permutations: 20, permutation_p: 1, overfitting_probability: 1, max_drawdown: 50%}

        """;

    private readonly StrategistScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Acceptance_goes_on_with_the_candidate_that_is_in_the_journal_though_the_history_has_grown()
    {
        await _scene.PrepareAsync(Settings);
        using CommandProcess engine = await _scene.StartEngineAsync();
        using (CommandProcess victim = _scene.Start("strategist", "once", "--dry-run", "--config", "engine.yaml"))
        {
            await StrategistScene.UntilAsync(() => Task.FromResult(_scene.Records.Any(record => record.Kind == DecisionKind.Proposal)), "a candidate is proposed");
            victim.Kill();
            await victim.ResultAsync();
        }

        DecisionRecord[] before = [.. _scene.Records];
        Assert.DoesNotContain(before, record => record.Kind == DecisionKind.Acceptance);
        await _scene.ImportAsync(20_500);
        await _scene.MustAsync("strategist", "once", "--dry-run", "--config", "engine.yaml");

        DecisionRecord[] after = [.. _scene.Records.Where(record => record.Decision == "d000001")];
        string hash = before.Single(record => record.Kind == DecisionKind.Proposal).Body.GetProperty("hash").GetString()!;
        DecisionRecord[] acceptance = [.. after.Where(record => record.Kind == DecisionKind.Acceptance)];
        Assert.Equal(["judged", "hold_out"], acceptance.Select(record => record.Body.GetProperty("part").GetString()));
        Assert.All(acceptance, record => Assert.True(record.Body.GetProperty("passed").GetBoolean(), record.Body.GetRawText()));
        Assert.All(acceptance, record => Assert.Equal(hash, record.Body.GetProperty("hash").GetString()));
        int searched = before.Count(record => record.Kind == DecisionKind.Trial);
        Assert.Equal(searched + 1, after.Count(record => record.Kind == DecisionKind.Trial));    // Nothing is searched again: the one more is the judge's own.
    }
}
