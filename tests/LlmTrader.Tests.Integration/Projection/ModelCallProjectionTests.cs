using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Projections;
using LlmTrader.Tools.Hosting.Strategist.Ledger;
using Npgsql;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>Calls of models in a real PostgreSQL: each once, as the journal has it, and what they cost added up to the last digit.</summary>
public sealed class ModelCallProjectionTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Decisions = "strategist";
    private const int Calls = 120;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Models = ["qwen3:32b", "judge-2", "größer\u0000"];

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_call_is_there_once_and_the_sums_are_the_journals(int seed)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(10).Join();
        string directory = Path.Combine(journal.Root, Decisions);
        WriteCalls(directory, seed);
        await using (StrategistSink sink = new(new LedgerOptions { ConnectionString = connection }))
        {
            // Twice, and once more over the half of it, as after answers that got lost.
            using StrategistPump pump = new(directory, journal.Directory, sink, new PumpOptions { CatchUp = true, FailFast = true }, _ => { });
            await pump.RunAsync(None);
            DecisionRecord[] records = [.. DecisionReader.All(directory)];
            await sink.WriteAsync(records, await sink.ReadPlaceAsync(None), None);
            await sink.WriteAsync(records[..(records.Length / 2)], await sink.ReadPlaceAsync(None), None);
        }

        ModelCallRecord[] calls = [.. DecisionReader.All(directory).Where(record => record.Kind == DecisionKind.ModelCall).Select(ModelCallRecord.Of)];
        Assert.Equal(Calls, calls.Length);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        Assert.Equal(
            calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Sequence}|{call.Time.Nanoseconds}|{(call.Decision == "trial" ? "-" : call.Decision)}|{call.Call}|{call.Role}|{call.Group}|{call.Endpoint ?? "-"}|{Held(call.ServedModel) ?? "-"}|{call.PromptHash}|{call.Outcome}|{Flag(call.SchemaValid)}|{call.InputTokens}|{call.OutputTokens}|{call.CachedTokens}|{call.Cost}|{Flag(call.IsReplayed)}|{call.Attempts.Count}|{call.RequestHash}|{call.RequestBytes}|{call.ResponseHash}|{call.TextHash ?? "-"}|{Held(call.Request)}")),
            await TextsAsync(source, """
                SELECT concat_ws('|', sequence, ts_ns, coalesce(decision, '-'), call, role, model_group, coalesce(endpoint, '-'), coalesce(served_model, '-'), prompt_hash, outcome, coalesce(schema_valid::text, '-'), input_tokens, output_tokens, cached_tokens,
                    cost, is_replayed::text, attempts, request_hash, request_bytes, response_hash, coalesce(text_hash, '-'), request_text) FROM llmtrader.model_calls ORDER BY sequence
                """));
        Assert.Equal(
            calls.GroupBy(call => (Day: call.Time.ToString()[..10], Model: Held(call.Model) ?? "-", call.Role))
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key.Day}|{group.Key.Model}|{group.Key.Role}|{group.Count()}|{group.Count(call => call.IsUsable)}|{group.Sum(call => call.InputTokens)}|{group.Sum(call => call.OutputTokens)}|{group.Sum(call => call.Cost) / 1.000000000000000000m}"))
                .Order(StringComparer.Ordinal),
            (await TextsAsync(source, "SELECT concat_ws('|', day, coalesce(model, '-'), role, calls, usable, input_tokens, output_tokens, trim_scale(cost)) FROM llmtrader.model_cost")).Order(StringComparer.Ordinal));

        // The verb over the journal says the same of a day.
        ProcessResult verb = await CommandProcess.RunAsync(journal.Root, "llm", "cost", "--by", "day", "--directory", Decisions, "--json");
        Assert.True(verb.ExitCode == 0, verb.Error);
        Assert.Equal(
            verb.Json().GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("key").GetString()}|{line.GetProperty("calls")}|{line.GetProperty("inputTokens")}|{line.GetProperty("cost").GetDecimal() / 1.000000000000000000m}"),
            await TextsAsync(source, "SELECT concat_ws('|', day, sum(calls), sum(input_tokens), trim_scale(sum(cost))) FROM llmtrader.model_cost GROUP BY day ORDER BY day"));
    }

    [SkippableFact]
    public async Task A_decision_tells_its_rounds_and_what_its_models_cost_and_a_rebuild_makes_the_same()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(100).Join();
        string directory = Path.Combine(journal.Root, Decisions);
        WriteCalls(directory, 3);
        Assert.Equal(0, (await RunAsync(journal, connection, "--catch-up")).ExitCode);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        ModelCallRecord[] calls = [.. DecisionReader.All(directory).Where(record => record.Kind == DecisionKind.ModelCall).Select(ModelCallRecord.Of)];
        Assert.Equal(
            calls.Where(call => call.Decision != "trial").GroupBy(call => call.Decision).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} 2 second {group.Count()} {group.Sum(call => call.InputTokens + call.OutputTokens)} {group.Sum(call => call.Cost) / 1.000000000000000000m}")),
            await TextsAsync(source, "SELECT concat_ws(' ', decision, proposals, candidate_hash, model_calls, model_tokens, trim_scale(model_cost)) FROM llmtrader.strategist_decisions ORDER BY decision"));

        ProcessResult rebuild = await RunAsync(journal, connection, "rebuild", "--json");
        Assert.True(rebuild.ExitCode == 0, rebuild.Error + rebuild.Output);
        await using (NpgsqlCommand change = source.CreateCommand("UPDATE llmtrader.decision_records SET body = jsonb_set(body, '{cost}', '0') WHERE sequence = (SELECT min(sequence) FROM llmtrader.model_calls WHERE cost > 0)")) { Assert.Equal(1, await change.ExecuteNonQueryAsync()); }
        ProcessResult found = await RunAsync(journal, connection, "rebuild", "--json");
        Assert.Equal(1, found.ExitCode);
        Assert.Equal(StrategistTable.Name, Assert.Single(found.Json().GetProperty("tables").EnumerateArray(), table => !table.GetProperty("isEqual").GetBoolean()).GetProperty("table").GetString());
        Assert.Equal(1, (await RunAsync(journal, connection, "rebuild", "--replace")).ExitCode);
        Assert.Equal([calls.Sum(call => call.Cost).ToString(CultureInfo.InvariantCulture)], await TextsAsync(source, "SELECT sum(cost)::text FROM llmtrader.model_cost"));
        Assert.Equal(0, (await RunAsync(journal, connection, "rebuild")).ExitCode);
    }

    // Three days from just before midnight, two decisions of two rounds each with their calls between, and a person's trials.
    private static void WriteCalls(string directory, int seed)
    {
        Random random = new(seed);
        Timestamp now = Timestamp.FromUnixSeconds(1_738_367_990);    // 2025-01-31T23:59:50Z.
        using StrategistJournal journal = StrategistJournal.Open(directory, () => now);
        JournaledModelCalls ledger = new(journal, () => now = new Timestamp(now.Nanoseconds + random.NextInt64(3_600_000_000_000)));
        for (int i = 0; i < Calls; i++)
        {
            string decision = i < Calls / 2 ? "d000001" : "d000002";
            if (i is 0 or (Calls / 2)) { journal.Append(now, decision, ChainKinds.Observation, new JsonObject { ["hash"] = "x", ["seed"] = "1" }); }
            if (i % (Calls / 2) is 5 or 40) { journal.Append(now, decision, ChainKinds.Proposal, new JsonObject { ["source"] = "s", ["hash"] = i % (Calls / 2) == 5 ? "first" : "second" }); }
            if (i % (Calls / 2) == 20) { journal.Append(now, decision, ChainKinds.Failure, new JsonObject { ["ends"] = false }); }
            ModelRole role = (ModelRole)random.Next(3);
            ledger.Write(CallOf(i, role == ModelRole.Trial ? null : decision, role), AnswerOf(random, i), random.Next(3) switch { 0 => null, 1 => true, _ => false }, random.Next(2) == 0 ? null : "no");
            if (i == (Calls / 2) - 1) { journal.Append(now, decision, ChainKinds.Outcome, new JsonObject { ["result"] = "kept" }); }
        }
    }

    private static ModelCall CallOf(int i, string? decision, ModelRole role) => new()
    {
        Id = $"{decision ?? "try"}/{role}/{i}",
        Decision = decision,
        Role = role,
        Group = "g'\"1",
        PromptId = "p",
        PromptHash = new string('a', 64),
        Messages = [],
        MaxOutputTokens = 1,
    };

    private static ModelAnswer AnswerOf(Random random, int i) => new()
    {
        Outcome = (ModelOutcome)random.Next(Enum.GetValues<ModelOutcome>().Length),
        Text = random.Next(2) == 0 ? "" : "text",
        Endpoint = random.Next(4) == 0 ? null : "local",
        RequestedModel = random.Next(5) == 0 ? null : "asked",
        ServedModel = random.Next(3) == 0 ? null : Models[random.Next(Models.Length)],
        InputTokens = random.Next(5000),
        OutputTokens = random.Next(500),
        CachedTokens = random.Next(100),
        Cost = random.Next(4) == 0 ? 0 : random.Next(1, 1_000_000) / 10_000_000m,
        IsReplayed = random.Next(6) == 0,
        Attempts = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new ModelAttempt("local", ModelOutcome.TimedOut, null, TimeSpan.FromSeconds(1), null))],
        RequestBody = $"{{\"request\":{i},\"text\":\"a\u0000b\\u0000 é😀\"}}",
        ResponseBody = new string('x', random.Next(20)),
    };

    // As jsonb holds it.
    private static string? Held(string? text) => text?.Replace('\0', '\ufffd');

    private static string Flag(bool? flag) => flag is { } known ? known ? "true" : "false" : "-";

    private static Task<ProcessResult> RunAsync(ScriptedJournal journal, string connection, params string[] args) =>
        CommandProcess.RunAsync(journal.Root, new Dictionary<string, string> { ["LLMTRADER_POSTGRES"] = connection }, ["projector", .. args, "--journal", "journal", "--decisions", Decisions]);

    private static async Task<string[]> TextsAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // The test's own texts.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await reader.ReadAsync()) { texts.Add(reader.GetString(0)); }
        return [.. texts];
    }
}
