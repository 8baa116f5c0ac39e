using System.Text.Json;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tests.Integration.Projection;
using Npgsql;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>Engine, strategist and projector as processes on a real PostgreSQL: what becomes of three candidates, and that everything tells it alike.</summary>
public sealed class StrategistLedgerTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>, IDisposable
{
    // A basis point is less than the fees of one entry.
    private const string Watched = """
          proposer: {method: random, trials: 4}
          acceptance: {permutations: 20, permutation_p: 1, overfitting_probability: 1, max_drawdown: 50%}
          approval: {automatic_below: 100%}
          shadow: 1s
          canary: {shares: [50%, 100%], step: 5m}
          probation: {duration: 10m, max_drawdown: 0.01%, max_divergence: 100%}

        """;

    private readonly StrategistScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [SkippableFact]
    public async Task A_rejected_a_rolled_back_and_an_expired_candidate_are_told_alike_by_journal_engine_and_database()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        string[] projected = ["--journal", "journal", "--decisions", "strategist", "--postgres", connection];
        await _scene.PrepareAsync(Watched);
        await _scene.ConfigureAsync("asking.yaml", "tides", Watched.Replace("{automatic_below: 100%}", "{automatic_below: 0%, expires: 2s}", StringComparison.Ordinal), variant: 1);
        await _scene.ConfigureAsync("strict.yaml", "waves", Watched.Replace("acceptance: {", "acceptance: {out_of_sample_trades: 1000000, ", StringComparison.Ordinal));
        using CommandProcess engine = await _scene.StartEngineAsync();
        using CommandProcess projector = _scene.Start(["projector", .. projected]);

        Assert.Equal("kept", await OnceAsync("strict.yaml", expected: 0));
        Assert.Equal("rolled_back", await OnceAsync("engine.yaml", expected: 1));
        Assert.Equal("kept", await OnceAsync("asking.yaml", expected: 0));

        // The command line.
        JsonElement[] list = [.. (await _scene.MustAsync("decisions", "list", "--json", "--config", "engine.yaml")).Json().EnumerateArray()];
        Assert.Equal(["d000001 kept", "d000002 rolled_back", "d000003 kept"], list.Select(one => $"{one.GetProperty("id").GetString()} {one.GetProperty("state").GetString()}"));
        Assert.Contains("Its drawdown of", list[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("Nobody answered in time.", list[2].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("at least 1000000 is asked", (await _scene.MustAsync("decisions", "why-rejected", "d000001", "--config", "engine.yaml")).Output, StringComparison.Ordinal);
        Assert.Contains("Nobody answered in time.", (await _scene.MustAsync("decisions", "why-rejected", "d000003", "--config", "engine.yaml")).Output, StringComparison.Ordinal);
        Assert.Contains("Its drawdown of", (await _scene.MustAsync("decisions", "show", "d000002", "--config", "engine.yaml")).Output, StringComparison.Ordinal);

        // The engine has the rules of before, with all of their capital.
        JsonElement slot = (await _scene.MustAsync("ctl", "rulesets", "list", "--json", "--config", "engine.yaml")).Json().GetProperty("slots")[0];
        Assert.Equal(list[1].GetProperty("hash").GetString(), slot.GetProperty("previous").GetProperty("sha256").GetString());
        Assert.Equal("1", slot.GetProperty("share").GetString()!.TrimEnd('0').TrimEnd('.'));

        engine.Terminate();
        Assert.Equal(0, (await engine.ResultAsync()).ExitCode);
        projector.Interrupt();
        await projector.ResultAsync();
        await _scene.MustAsync("replay", "--journal", "journal", "--verify");
        await _scene.MustAsync("decisions", "verify", "--config", "engine.yaml");
        await _scene.MustAsync(["projector", "--catch-up", .. projected]);
        await _scene.MustAsync(["projector", "rebuild", .. projected]);
        await JudgeDatabaseAsync(connection);
    }

    private async Task JudgeDatabaseAsync(string connection)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        Assert.Equal(
            ["d000001 accepted=False approved= kept", "d000002 accepted=True approved=True rolled_back", "d000003 accepted=True approved=False kept"],
            await RowsAsync(source, "SELECT concat(decision, ' accepted=', CASE accepted WHEN true THEN 'True' WHEN false THEN 'False' END, ' approved=', CASE approved WHEN true THEN 'True' WHEN false THEN 'False' END, ' ', result) FROM llmtrader.strategist_decisions ORDER BY decision"));
        Assert.Equal(_scene.Records.Select(record => $"{record.Sequence} {DecisionKinds.Name(record.Kind)}"), await RowsAsync(source, "SELECT concat(sequence, ' ', kind) FROM llmtrader.decision_records ORDER BY sequence"));

        // Only the candidate that was active has orders, of its time alone; and one of them was filled, or nothing could have been lost.
        Assert.Equal(["d000002"], await RowsAsync(source, "SELECT DISTINCT decision FROM llmtrader.decision_orders"));
        Assert.Equal(["0"], await RowsAsync(source, "SELECT count(*)::text FROM llmtrader.decision_orders o JOIN llmtrader.strategist_decisions d USING (journal, decision) WHERE o.sequence <= d.activate_sequence OR o.sequence > d.rollback_sequence"));
        string fills = Assert.Single(await RowsAsync(source, "SELECT count(*)::text FROM llmtrader.decision_fills"));
        Assert.NotEqual("0", fills);
        output.WriteLine($"{_scene.Records.Count} records, {fills} fills of the candidate");
    }

    private async Task<string> OnceAsync(string configuration, int expected)
    {
        ProcessResult result = await _scene.RunAsync("strategist", "once", "--json", "--config", configuration);
        Assert.True(result.ExitCode == expected, $"{configuration}: exit code {result.ExitCode}\n{result.Error}{result.Output}");
        return result.Json().GetProperty("state").GetString()!;
    }

    private static async Task<string[]> RowsAsync(NpgsqlDataSource source, string query)
    {
        await using NpgsqlCommand command = source.CreateCommand(query);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync()) { rows.Add(reader.GetString(0)); }
        return [.. rows];
    }
}
