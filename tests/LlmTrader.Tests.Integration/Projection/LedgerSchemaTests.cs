using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Persistence.Ledger.Writing;
using LlmTrader.Persistence.Projection;
using LlmTrader.Tools.Hosting.Projections;
using Npgsql;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>The ledger's schema in a real PostgreSQL: who may make it, who may write, and what is refused.</summary>
public sealed class LedgerSchemaTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task Several_projectors_that_start_at_once_make_one_schema_whose_tables_have_the_columns_that_rows_tell()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(10).Join();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using LedgerSink sink = new(new LedgerOptions { ConnectionString = connection });
            await sink.PrepareAsync(journal.Directory.Manifest, None);
        }));
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        Assert.Equal(7L, await ScalarAsync(source, "SELECT count(*) FROM llmtrader.migrations"));
        foreach (LedgerTable table in LedgerTable.All)
        {
            string columns = (string)(await ScalarAsync(source, $"SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'llmtrader' AND table_name = '{table.Name}'"))!;
            Assert.Equal("ts, " + string.Join(", ", table.ColumnNames), columns);
        }
    }

    [SkippableFact]
    public async Task A_step_that_was_changed_after_it_was_applied_is_refused_by_name_and_so_is_a_newer_schema()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(10).Join();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using LedgerSink sink = new(new LedgerOptions { ConnectionString = connection });
        await sink.PrepareAsync(journal.Directory.Manifest, None);
        await ScalarAsync(source, "UPDATE llmtrader.migrations SET checksum = repeat('0', 64) WHERE number = 2");
        Assert.Contains("0002_ledger.sql", (await Assert.ThrowsAsync<LedgerException>(() => sink.PrepareAsync(journal.Directory.Manifest, None))).Message, StringComparison.Ordinal);
        await ScalarAsync(source, "DELETE FROM llmtrader.migrations; INSERT INTO llmtrader.migrations (number, name, checksum) VALUES (99, 'later', 'x')");
        Assert.Contains("newer program", (await Assert.ThrowsAsync<LedgerException>(() => sink.PrepareAsync(journal.Directory.Manifest, None))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_writer_projects_without_owning_anything_and_a_reader_only_reads()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(3000).Join();
        await using (LedgerSink owner = new(new LedgerOptions { ConnectionString = connection }))
        {
            await owner.PrepareAsync(journal.Directory.Manifest, None);
            Assert.Null(owner.RolesMissing);
        }

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await ScalarAsync(source, "CREATE ROLE a_projector LOGIN IN ROLE llmtrader_writer; CREATE ROLE a_person LOGIN IN ROLE llmtrader_reader; CREATE ROLE a_stranger LOGIN");
        await using (LedgerSink writer = new(new LedgerOptions { ConnectionString = As(connection, "a_projector") }))
        {
            await writer.PrepareAsync(journal.Directory.Manifest, None);
            ProjectionBatch batch = Read(journal);
            await writer.WriteAsync(batch, None);
            await writer.WriteAsync(batch, None);    // As after an answer that got lost.
            Assert.Equal(batch.Place, await writer.ReadPlaceAsync(None));
        }

        await using (StrategistSink writer = new(new LedgerOptions { ConnectionString = As(connection, "a_projector") }))
        {
            string directory = Path.Combine(journal.Root, "strategist");
            using (DecisionWriter decisions = DecisionWriter.Open(directory)) { new ScriptedDecisions(1).Append(decisions, 30); }
            using StrategistPump pump = new(directory, journal.Directory, writer, new PumpOptions { CatchUp = true, FailFast = true }, _ => { });
            await pump.RunAsync(None);
        }

        await using NpgsqlDataSource reader = NpgsqlDataSource.Create(As(connection, "a_person"));
        Assert.Equal(journal.Count(record => record.Kind == OutKind.Order), await ScalarAsync(reader, "SELECT count(*) FROM llmtrader.order_events"));
        Assert.Equal(30L, await ScalarAsync(reader, "SELECT count(*) FROM llmtrader.decision_lines WHERE is_whole"));
        Assert.Equal(0L, await ScalarAsync(reader, "SELECT count(*) FROM llmtrader.rule_set_periods"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(reader, "DELETE FROM llmtrader.fills"))).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(reader, "DELETE FROM llmtrader.decision_records"))).SqlState);
        await using NpgsqlDataSource projector = NpgsqlDataSource.Create(As(connection, "a_projector"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(projector, "UPDATE llmtrader.fills SET fee_raw = 0"))).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(projector, "UPDATE llmtrader.decision_records SET hash = ''"))).SqlState);
        await using NpgsqlDataSource stranger = NpgsqlDataSource.Create(As(connection, "a_stranger"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(stranger, "SELECT count(*) FROM llmtrader.fills"))).SqlState);
    }

    [SkippableFact]
    public async Task Who_may_not_make_the_schema_is_told_what_to_run()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(10).Join();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await ScalarAsync(source, "CREATE ROLE plain LOGIN");
        await using LedgerSink sink = new(new LedgerOptions { ConnectionString = As(connection, "plain") });
        LedgerException refused = await Assert.ThrowsAsync<LedgerException>(() => sink.PrepareAsync(journal.Directory.Manifest, None));
        Assert.Contains("CREATE SCHEMA llmtrader AUTHORIZATION", refused.Message, StringComparison.Ordinal);

        // With the schema given to it, it makes all else itself, but no roles where there are none.
        await ScalarAsync(source, "CREATE SCHEMA llmtrader AUTHORIZATION plain");
        await sink.PrepareAsync(journal.Directory.Manifest, None);
        Assert.Equal(7L, await ScalarAsync(source, "SELECT count(*) FROM llmtrader.migrations"));
    }

    [Theory]
    [InlineData("Llmtrader")]
    [InlineData("x; DROP TABLE y")]
    [InlineData("")]
    [InlineData("1x")]
    public void A_schema_has_a_plain_name(string name) => Assert.Throws<ArgumentException>(() => new Persistence.Ledger.Schema.SchemaName(name));

    private static string As(string connection, string user) => new NpgsqlConnectionStringBuilder(connection) { Username = user }.ConnectionString;

    private static ProjectionBatch Read(ScriptedJournal journal)
    {
        using JournalFollower events = new(journal.Directory);
        using OutJournalFollower records = new(journal.Directory);
        ProjectionRows rows = new(ProjectionPlace.Start);
        ProjectionBatch batch = new();
        EngineEvent e = default;
        OutRecord record = default;
        while (events.TryRead(ref e)) { rows.Add(in e, batch); }
        while (records.TryRead(ref record)) { rows.Add(in record, batch); }
        rows.CompleteOut(batch);
        return batch;
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // The test's own texts.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
