using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Projections;
using LlmTrader.Tools.Hosting.Queries;
using Npgsql;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>The strategist's journal in a real PostgreSQL: whatever dies on the way, every record is there once, as it was written.</summary>
public sealed class StrategistProjectionTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    private const string Decisions = "strategist";

    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task However_often_it_starts_anew_the_database_has_the_journals_lines(int seed)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        LedgerOptions options = new() { ConnectionString = connection };
        using ScriptedJournal journal = new ScriptedJournal(10).Join();
        string directory = Path.Combine(journal.Root, Decisions);
        ScriptedDecisions script = new(seed);
        Random random = new(seed);
        long written = 0;
        for (int starts = 0; starts < 12; starts++)
        {
            await using StrategistSink sink = new(options);
            await sink.PrepareAsync(journal.Directory.Manifest, None);
            DecisionPlace place = await sink.ReadPlaceAsync(None);
            Assert.Equal(written, place.Sequence);
            using (DecisionWriter writer = DecisionWriter.Open(directory)) { script.Append(writer, random.Next(60)); }
            using DecisionFollower follower = new(directory, place);
            written = await ProjectAsync(follower, sink, random);
        }

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        string[] lines = [.. DecisionSegments.In(directory).SelectMany(File.ReadLines).Take((int)written)];
        Assert.True(lines.Length > 50 && DecisionSegments.In(directory).Count > 1);
        Assert.Equal(lines, await TextsAsync(source, "SELECT line FROM llmtrader.decision_lines ORDER BY sequence"));
        Assert.Equal(0L, await ScalarAsync(source, "SELECT count(*) FROM llmtrader.decision_lines WHERE NOT is_whole"));
        Assert.Equal(0L, await ScalarAsync(source, "SELECT count(*) FROM llmtrader.decision_records WHERE body <> replace(body_text, '\\u0000', '\\ufffd')::jsonb AND body_text !~ '\\\\\\\\u0000'"));

        // A query asks whether the engine's journal is there at all.
        await using (LedgerSink engine = new(options)) { await new ProjectionPump(journal.Directory, engine, new PumpOptions { CatchUp = true, FailFast = true }, _ => { }).RunAsync(None); }
        IRowSource ofJournal = new JournalRows(journal.Directory, directory);
        IRowSource ofDatabase = new LedgerRows(options, journal.Directory.Manifest);
        Assert.Equal(ofJournal.Read(QueryTable.StrategistRecords, new QueryFilter(), None).Take((int)written), ofDatabase.Read(QueryTable.StrategistRecords, new QueryFilter(), None));
    }

    [SkippableFact]
    public async Task A_projector_that_is_killed_at_random_beside_a_strategist_at_work_leaves_what_a_rebuild_makes()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(3000).Join();
        string directory = Path.Combine(journal.Root, Decisions);
        const int Records = 2000;
        Task strategist = Task.Run(async () =>
        {
            await Task.Delay(1500);    // It is not there yet when the projector starts.
            ScriptedDecisions script = new(9);
            for (int left = Records; left > 0; left -= 100)
            {
                using DecisionWriter writer = DecisionWriter.Open(directory);
                script.Append(writer, 100);
                await Task.Delay(250);
            }
        });
        Random random = new(5);
        int kills = 0;
        while (!strategist.IsCompleted)
        {
            using CommandProcess process = CommandProcess.Start(journal.Root, "projector", "--journal", "journal", "--postgres", connection, "--decisions", Decisions);
            await Task.Delay(random.Next(1000, 3000));
            process.Kill();
            await process.ResultAsync();
            kills++;
        }

        await strategist;
        output.WriteLine($"killed {kills} times");
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions)).ExitCode);
        ProcessResult rebuild = await RunAsync(journal, connection, "projector", "rebuild", "--json", "--decisions", Decisions);
        Assert.True(rebuild.ExitCode == 0, rebuild.Error + rebuild.Output);
        Assert.Equal(Records, Proof(rebuild).GetProperty("rows").GetInt64());
        JsonElement status = (await RunAsync(journal, connection, "projector", "status", "--json", "--decisions", Decisions)).Json().GetProperty("strategist");
        Assert.Equal((Records, Records, 0L, DecisionVerification.Of(directory).End.Head), (status.GetProperty("endSequence").GetInt64(), status.GetProperty("sequence").GetInt64(), status.GetProperty("lagRecords").GetInt64(), status.GetProperty("head").GetString()));
    }

    [SkippableFact]
    public async Task Status_tells_the_lag_and_a_journal_that_is_not_there_yet_is_no_trouble()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(100).Join();
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions)).ExitCode);
        ProcessResult nothing = await RunAsync(journal, connection, "projector", "status", "--decisions", Decisions);
        Assert.Equal(0, nothing.ExitCode);
        Assert.Contains("record 0 of 0", nothing.Output, StringComparison.Ordinal);

        Timestamp time = Timestamp.FromUnixSeconds(1_737_331_200);
        using (DecisionWriter writer = DecisionWriter.Open(Path.Combine(journal.Root, Decisions)))
        {
            writer.Append(time, "d000001", DecisionKind.Observation, "{}"u8.ToArray());
            Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions)).ExitCode);
            for (int i = 1; i <= 3; i++) { writer.Append(time + new Duration(i * 2_500_000_000L), "d000001", DecisionKind.Trial, "{}"u8.ToArray()); }
        }

        JsonElement behind = (await RunAsync(journal, connection, "projector", "status", "--json", "--decisions", Decisions)).Json().GetProperty("strategist");
        Assert.Equal((3L, 7.5), (behind.GetProperty("lagRecords").GetInt64(), behind.GetProperty("lagSeconds").GetDouble()));
        Assert.Equal(2, (await CommandProcess.RunAsync(journal.Root, "projector", "--journal", "journal", "--questdb", "http://127.0.0.1:1", "--decisions", Decisions)).ExitCode);
    }

    [SkippableTheory]
    [InlineData("UPDATE llmtrader.decision_records SET body = '{}' WHERE sequence = 7")]
    [InlineData("UPDATE llmtrader.decision_records SET body_text = '{}' WHERE sequence = 7")]
    [InlineData("UPDATE llmtrader.decision_records SET decision = 'd999999' WHERE sequence = 40")]
    [InlineData("DELETE FROM llmtrader.decision_records WHERE sequence = 40")]
    [InlineData("DELETE FROM llmtrader.decision_records WHERE sequence = 12")]
    [InlineData("INSERT INTO llmtrader.decision_records SELECT ts, journal, 41, ts_ns, decision, kind, body, body_text, hash, hash FROM llmtrader.decision_records WHERE sequence = 40; UPDATE llmtrader.decision_checkpoints SET sequence = 41")]
    public async Task A_row_that_somebody_changed_is_found_by_a_rebuild_and_mended_by_replacing(string change)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(200).Join();
        using (DecisionWriter writer = DecisionWriter.Open(Path.Combine(journal.Root, Decisions))) { new ScriptedDecisions(3).Append(writer, 40); }
        ProcessResult first = await RunAsync(journal, connection, "projector", "rebuild", "--json", "--decisions", Decisions);
        Assert.True(first.ExitCode == 0, first.Error + first.Output);
        Assert.Equal(DecisionVerification.Of(Path.Combine(journal.Root, Decisions)).End.Head[..16], Proof(first).GetProperty("rebuiltChecksum").GetString());
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await ScalarAsync(source, change);

        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "rebuild")).ExitCode);    // Which is not asked about the strategist.
        ProcessResult found = await RunAsync(journal, connection, "projector", "rebuild", "--json", "--decisions", Decisions);
        Assert.Equal(1, found.ExitCode);
        JsonElement wrong = Assert.Single(found.Json().GetProperty("tables").EnumerateArray(), table => !table.GetProperty("isEqual").GetBoolean());
        Assert.Equal(StrategistTable.Name, wrong.GetProperty("table").GetString());
        Assert.Equal(1, (await RunAsync(journal, connection, "projector", "rebuild", "--replace", "--decisions", Decisions)).ExitCode);
        ProcessResult mended = await RunAsync(journal, connection, "projector", "rebuild", "--json", "--decisions", Decisions);
        Assert.True(mended.ExitCode == 0, mended.Error + mended.Output);
        Assert.Equal(40, Proof(mended).GetProperty("rows").GetInt64());
        Assert.Equal(40L, await ScalarAsync(source, "SELECT sequence FROM llmtrader.decision_checkpoints"));
    }

    [SkippableFact]
    public async Task A_damaged_journal_is_told_with_file_and_line_and_stops_that_part_alone_until_it_is_mended()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(3000).Join();
        string directory = Path.Combine(journal.Root, Decisions);
        using (DecisionWriter writer = DecisionWriter.Open(directory)) { new ScriptedDecisions(3).Append(writer, 40); }
        string segment = DecisionSegments.In(directory)[0];
        string whole = await File.ReadAllTextAsync(segment);
        string[] lines = whole.Split('\n');
        int line = Math.Min(5, lines.Length - 1);
        lines[line - 1] = lines[line - 1].Replace("\"kind\":\"", "\"kind\":\"x", StringComparison.Ordinal);
        await File.WriteAllTextAsync(segment, string.Join('\n', lines));

        ProcessResult result = await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"{Path.GetFileName(segment)}: line {line}:", result.Output, StringComparison.Ordinal);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        Assert.Equal(2999L, await ScalarAsync(source, "SELECT in_sequence FROM llmtrader.checkpoints"));
        Assert.Equal((long)line - 1, await ScalarAsync(source, "SELECT count(*) FROM llmtrader.decision_records"));
        ProcessResult status = await RunAsync(journal, connection, "projector", "status", "--json", "--decisions", Decisions);
        Assert.Equal(1, status.ExitCode);
        Assert.Contains($"line {line}:", status.Json().GetProperty("strategist").GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(journal, connection, "projector", "rebuild", "--decisions", Decisions)).ExitCode);

        await File.WriteAllTextAsync(segment, whole);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions)).ExitCode);
        Assert.Equal(40L, await ScalarAsync(source, "SELECT count(*) FROM llmtrader.decision_records"));
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "rebuild", "--decisions", Decisions)).ExitCode);
    }

    [SkippableFact]
    public async Task Beside_a_damaged_journal_the_engines_part_goes_on_and_status_says_what_stands_still()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new(4000, eventsPerMillisecond: 1);
        string directory = Path.Combine(journal.Root, Decisions);
        using (DecisionWriter writer = DecisionWriter.Open(directory)) { new ScriptedDecisions(6).Append(writer, 3); }
        await File.AppendAllTextAsync(DecisionSegments.In(directory)[^1], "{}\n");
        int line = File.ReadLines(DecisionSegments.In(directory)[^1]).Count();
        using CommandProcess process = CommandProcess.Start(journal.Root, "projector", "--journal", "journal", "--postgres", connection, "--decisions", Decisions);
        journal.Join();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        for (DateTime deadline = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(100))
        {
            Assert.True(DateTime.UtcNow < deadline, "the engine's part stands still");
            if (await ScalarAsync(source, "SELECT to_regclass('llmtrader.decision_checkpoints') IS NOT NULL") is true
                && await ScalarAsync(source, "SELECT in_sequence FROM llmtrader.checkpoints") is 3999L && await ScalarAsync(source, "SELECT sequence FROM llmtrader.decision_checkpoints") is 3L) { break; }
        }

        for (DateTime deadline = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(100))
        {
            ProcessResult status = await RunAsync(journal, connection, "projector", "status", "--json", "--decisions", Decisions);
            Assert.Equal(1, status.ExitCode);
            if (status.Json().GetProperty("strategist").GetProperty("trouble") is { ValueKind: JsonValueKind.Object } trouble)
            {
                Assert.Contains($"line {line}:", trouble.GetProperty("error").GetString(), StringComparison.Ordinal);
                break;
            }

            Assert.True(DateTime.UtcNow < deadline, "there is no note of the trouble");
        }

        process.Interrupt();
        ProcessResult result = await process.ResultAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"line {line}:", result.Output, StringComparison.Ordinal);
        Assert.Contains("Tries again every minute.", result.Output, StringComparison.Ordinal);
    }

    // A copy from before, or the journal of another strategist: nothing of it is mixed into what is there.
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_that_is_not_the_one_that_was_projected_is_refused_until_it_replaces_it(bool isCut)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(100).Join();
        string directory = Path.Combine(journal.Root, Decisions);
        using (DecisionWriter writer = DecisionWriter.Open(directory)) { new ScriptedDecisions(3).Append(writer, 20); }
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions)).ExitCode);
        Directory.Delete(directory, recursive: true);
        using (DecisionWriter writer = DecisionWriter.Open(directory)) { new ScriptedDecisions(isCut ? 3 : 4).Append(writer, isCut ? 11 : 30); }

        ProcessResult refused = await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("record 20", refused.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(journal, connection, "projector", "status", "--decisions", Decisions)).ExitCode);
        Assert.Equal(1, (await RunAsync(journal, connection, "projector", "rebuild", "--replace", "--decisions", Decisions)).ExitCode);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "rebuild", "--decisions", Decisions)).ExitCode);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions)).ExitCode);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        Assert.Equal(isCut ? 11L : 30L, await ScalarAsync(source, "SELECT count(*) FROM llmtrader.decision_lines WHERE is_whole"));
    }

    [SkippableFact]
    public async Task Journal_and_database_answer_a_question_for_records_alike()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(100).Join();
        string directory = Path.Combine(journal.Root, Decisions);
        using (DecisionWriter writer = DecisionWriter.Open(directory)) { new ScriptedDecisions(8).Append(writer, 60); }
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up")).ExitCode);
        Assert.Equal(2, (await CommandProcess.RunAsync(journal.Root, "query", StrategistTable.Name, "--journal", "journal", "--postgres", connection)).ExitCode);
        Assert.Equal(2, (await CommandProcess.RunAsync(journal.Root, "query", StrategistTable.Name, "--journal", "journal")).ExitCode);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up", "--decisions", Decisions)).ExitCode);
        DecisionRecord[] records = [.. DecisionReader.All(directory)];
        string from = records[20].Time.ToString();
        int behind = records.Count(record => record.Time >= records[20].Time);
        foreach ((string[] filter, int rows) in new (string[], int)[] { ([], 60), (["--from", from], behind), (["--to", from], 60 - behind), (["--symbol", "BTCUSDT"], 0) })
        {
            foreach (string[] form in new string[][] { ["--json"], ["--csv"], [] })
            {
                ProcessResult fromJournal = await CommandProcess.RunAsync(journal.Root, ["query", StrategistTable.Name, "--journal", "journal", "--decisions", Decisions, .. form, .. filter]);
                ProcessResult fromDatabase = await CommandProcess.RunAsync(journal.Root, ["query", StrategistTable.Name, "--journal", "journal", "--postgres", connection, .. form, .. filter]);
                Assert.True(fromJournal.ExitCode == 0, fromJournal.Error);
                Assert.True(fromDatabase.ExitCode == 0, fromDatabase.Error);
                Assert.Equal(fromJournal.Output, fromDatabase.Output);
                if (form is ["--json"])
                {
                    Assert.Equal(rows, fromJournal.Json().GetArrayLength());
                    Assert.All(fromJournal.Json().EnumerateArray(), row => Assert.Equal(JsonValueKind.Object, row.GetProperty("body").ValueKind));
                }
            }
        }
    }

    // Batches of random sizes, as a projector that is killed at random: returns how far the database is.
    private static async Task<long> ProjectAsync(DecisionFollower follower, StrategistSink sink, Random random)
    {
        long place = follower.Place.Sequence;
        for (int batches = random.Next(1, 5); batches > 0; batches--)
        {
            List<DecisionRecord> records = [];
            for (int left = random.Next(1, 25); left > 0 && follower.TryRead(out DecisionRecord? record); left--) { records.Add(record); }
            if (records.Count == 0) { continue; }
            await sink.WriteAsync(records, follower.Place, None);
            if (random.Next(3) == 0) { await sink.WriteAsync(records, follower.Place, None); }    // As after an answer that got lost.
            place = follower.Place.Sequence;
        }

        return place;
    }

    private static JsonElement Proof(ProcessResult rebuild) => rebuild.Json().GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("table").GetString() == StrategistTable.Name);

    private static Task<ProcessResult> RunAsync(ScriptedJournal journal, string connection, params string[] args) =>
        CommandProcess.RunAsync(journal.Root, new Dictionary<string, string> { ["LLMTRADER_POSTGRES"] = connection }, [.. args, "--journal", "journal"]);

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

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // The test's own texts.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
