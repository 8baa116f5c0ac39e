using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Tests.Integration.Cli;
using Npgsql;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>The projector as a process, a journal that grows and a real PostgreSQL: whatever dies on the way, every row is there once.</summary>
public sealed class ProjectorProcessTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    private static long Events => Environment.GetEnvironmentVariable("LLMTRADER_LONG") is null ? 100_000 : 1_000_000;

    [SkippableFact]
    public async Task A_projector_that_is_killed_at_random_leaves_what_a_rebuild_makes()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new(Events, eventsPerMillisecond: 10);
        Random random = new(5);
        int kills = 0;
        while (journal.IsWriting)
        {
            using CommandProcess process = Start(journal, connection);
            await Task.Delay(random.Next(700, 2500));
            process.Kill();
            await process.ResultAsync();
            kills++;
        }

        journal.Join();
        ProcessResult last = await RunAsync(journal, connection, "projector", "--catch-up");
        Assert.True(last.ExitCode == 0, last.Error + last.Output);
        output.WriteLine($"{journal.Events} events, projector killed {kills} times");
        await AssertIsWholeAsync(journal, connection);
    }

    [SkippableFact]
    public async Task A_database_that_stops_under_load_misses_nothing_and_has_nothing_twice()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        TimeSpan outage = Environment.GetEnvironmentVariable("LLMTRADER_LONG") is null ? TimeSpan.FromSeconds(10) : TimeSpan.FromMinutes(1);
        using ScriptedJournal journal = new(Events, eventsPerMillisecond: 5);
        using CommandProcess process = Start(journal, connection);
        await UntilProjectedAsync(connection, 1000);
        server.Stop("immediate");
        try { await Task.Delay(outage); }
        finally { server.Start(); }

        journal.Join();
        await UntilProjectedAsync(connection, journal.Events - 1);
        await AssertIsWholeAsync(journal, connection);
        process.Interrupt();
        ProcessResult result = await process.ResultAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Tries again.", result.Output, StringComparison.Ordinal);
        Assert.Contains("goes on", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_row_that_somebody_changed_is_found_by_a_rebuild_and_mended_by_replacing()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(Events / 5).Join();
        ProcessResult first = await RunAsync(journal, connection, "projector", "rebuild", "--json");
        Assert.True(first.ExitCode == 0, first.Error);
        output.WriteLine($"{first.Json().GetProperty("rowsPerSecond").GetDouble():N0} rows/s");
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(connection))
        {
            await using NpgsqlCommand change = source.CreateCommand("UPDATE llmtrader.fills SET fee_raw = fee_raw + 1 WHERE sequence = 11");
            Assert.Equal(1, await change.ExecuteNonQueryAsync());
        }

        ProcessResult found = await RunAsync(journal, connection, "projector", "rebuild", "--json");
        Assert.Equal(1, found.ExitCode);
        JsonElement wrong = Assert.Single(found.Json().GetProperty("tables").EnumerateArray(), table => !table.GetProperty("isEqual").GetBoolean());
        Assert.Equal("fills", wrong.GetProperty("table").GetString());
        Assert.Equal(1, (await RunAsync(journal, connection, "projector", "rebuild", "--replace")).ExitCode);
        await AssertIsWholeAsync(journal, connection);
    }

    [SkippableFact]
    public async Task Status_tells_the_lag_in_events_and_seconds_and_says_when_nobody_answers()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(2000).Join();
        JsonElement before = (await RunAsync(journal, connection, "projector", "status", "--json")).Json().GetProperty("sinks")[0];
        Assert.Equal(2000, before.GetProperty("lagEvents").GetInt64());
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up")).ExitCode);
        JsonElement after = (await RunAsync(journal, connection, "projector", "status", "--json")).Json().GetProperty("sinks")[0];
        Assert.Equal((0, 1999, 0.0), (after.GetProperty("lagEvents").GetInt64(), after.GetProperty("inSequence").GetInt64(), after.GetProperty("lagSeconds").GetDouble()));

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand back = source.CreateCommand("UPDATE llmtrader.checkpoints SET in_sequence = 1989");
        await back.ExecuteNonQueryAsync();
        JsonElement behind = (await RunAsync(journal, connection, "projector", "status", "--json")).Json().GetProperty("sinks")[0];
        Assert.Equal(10, behind.GetProperty("lagEvents").GetInt64());
        Assert.Equal(300.0, behind.GetProperty("lagSeconds").GetDouble(), 1e-3);

        ProcessResult nobody = await RunAsync(journal, "Host=/nowhere;Username=x;Password=hidden-word", "projector", "status");
        Assert.Equal(1, nobody.ExitCode);
        Assert.DoesNotContain("hidden-word", nobody.Output + nobody.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("Database=nowhere", "CREATE DATABASE")]
    [InlineData("Username=a_guest", "pg_hba.conf")]
    [InlineData("Username=a_guest_inside", "AUTHORIZATION")]
    public async Task What_only_a_person_can_mend_is_told_and_ends_it_when_asked_to(string change, string advice)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(connection))
        {
            await using NpgsqlCommand role = source.CreateCommand("DO $$ BEGIN IF to_regrole('a_guest_inside') IS NULL THEN CREATE ROLE a_guest_inside LOGIN; END IF; END $$");
            await role.ExecuteNonQueryAsync();
        }

        using ScriptedJournal journal = new ScriptedJournal(100).Join();
        ProcessResult result = await RunAsync(journal, connection + ";" + change, "projector", "--stop-on-refusal");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(advice, result.Output, StringComparison.Ordinal);
        foreach (string verb in new[] { "status", "rebuild" })
        {
            ProcessResult other = await RunAsync(journal, connection + ";" + change, "projector", verb);
            Assert.True(other.ExitCode is 0 or 1 or 3, other.Error);
            Assert.DoesNotContain("fault of the program", other.Error, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_rebuild_that_is_killed_leaves_nothing_that_the_next_one_minds()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        using (CommandProcess rebuild = CommandProcess.Start(journal.Root, "projector", "rebuild", "--journal", "journal", "--postgres", connection))
        {
            await UntilSchemaAsync(connection, "llmtrader_rebuild");
            rebuild.Kill();
            await rebuild.ResultAsync();
        }

        ProcessResult again = await RunAsync(journal, connection, "projector", "rebuild");
        Assert.True(again.ExitCode == 0, again.Error + again.Output);
        Assert.Contains("cut off", again.Error, StringComparison.Ordinal);
        await AssertIsWholeAsync(journal, connection);
    }

    [SkippableFact]
    public async Task A_password_on_the_command_line_is_refused_and_not_repeated()
    {
        using ScriptedJournal journal = new ScriptedJournal(10).Join();
        ProcessResult result = await CommandProcess.RunAsync(journal.Root, "projector", "--journal", "journal", "--postgres", "Host=x;Password=hidden-word");
        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("hidden-word", result.Output + result.Error, StringComparison.Ordinal);
    }

    private static CommandProcess Start(ScriptedJournal journal, string connection) => CommandProcess.Start(journal.Root, "projector", "--journal", "journal", "--postgres", connection, "--report", "1");

    private static Task<ProcessResult> RunAsync(ScriptedJournal journal, string connection, params string[] args) =>
        CommandProcess.RunAsync(journal.Root, new Dictionary<string, string> { ["LLMTRADER_POSTGRES"] = connection }, [.. args, "--journal", "journal"]);

    private static async Task UntilProjectedAsync(string connection, long sequence)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        for (DateTime deadline = DateTime.UtcNow.AddMinutes(5); ; await Task.Delay(100))
        {
            Assert.True(DateTime.UtcNow < deadline, $"{sequence} is not projected after minutes");
            try
            {
                await using NpgsqlCommand command = source.CreateCommand("SELECT in_sequence FROM llmtrader.checkpoints");
                if (await command.ExecuteScalarAsync() is long place && place >= sequence) { return; }
            }
            catch (NpgsqlException)
            {
                // Not there yet, or just back.
            }
        }
    }

    private static async Task UntilSchemaAsync(string connection, string schema)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        for (DateTime deadline = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(20))
        {
            Assert.True(DateTime.UtcNow < deadline, $"there is no schema {schema}");
            await using NpgsqlCommand command = source.CreateCommand($"SELECT to_regnamespace('{schema}') IS NOT NULL");
            if ((bool)(await command.ExecuteScalarAsync())!) { return; }
        }
    }

    // Against a rebuild, and against what the script says.
    private async Task AssertIsWholeAsync(ScriptedJournal journal, string connection)
    {
        ProcessResult rebuild = await RunAsync(journal, connection, "projector", "rebuild", "--json");
        Assert.True(rebuild.ExitCode == 0, rebuild.Error + rebuild.Output);
        Dictionary<string, long> rows = rebuild.Json().GetProperty("tables").EnumerateArray().ToDictionary(table => table.GetProperty("table").GetString()!, table => table.GetProperty("rows").GetInt64());
        output.WriteLine(string.Join(", ", rows.Select(table => $"{table.Key} {table.Value}")) + $"; rebuilt at {rebuild.Json().GetProperty("rowsPerSecond").GetDouble():N0} rows/s");
        Assert.Equal(journal.Count(record => record.Kind == OutKind.Decision), rows["decisions"]);
        Assert.Equal(journal.Count(record => record.Kind == OutKind.Verdict), rows["verdicts"]);
        Assert.Equal(journal.Count(record => record.Kind == OutKind.Order), rows["order_events"]);
        Assert.Equal(journal.Count(record => record.Kind == OutKind.Position), rows["positions"]);
        Assert.Equal(journal.Count(record => record.Kind == OutKind.Equity), rows["equity"]);
        Assert.Equal(journal.Count(record => record.Kind == OutKind.ShadowDecision), rows["shadow_decisions"]);
        Assert.Equal(ScriptedRecords.Requests(journal.Events).LongCount(), rows["admin_audit"]);
        ProcessResult audit = await RunAsync(journal, connection, "projector", "audit");
        Assert.True(audit.ExitCode == 0, audit.Error + audit.Output);
        Assert.Equal((1L, 1L, 1L, 1L), (rows["cash_flows"], rows["rule_set_history"], rows["rule_set_stages"], rows["unclosed_positions"]));
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand version = source.CreateCommand("SELECT source || sha256 FROM llmtrader.rule_set_versions");
        Assert.Equal(ScriptedRecords.Source + ScriptedRecords.SourceHashText, await version.ExecuteScalarAsync());
    }
}
