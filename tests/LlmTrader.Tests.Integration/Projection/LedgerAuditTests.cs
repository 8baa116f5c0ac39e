using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Auditing;
using LlmTrader.Persistence.Projection;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Projections;
using LlmTrader.Tools.Hosting.Queries;
using Npgsql;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>What operators asked for, in a real PostgreSQL: the same chain however it got there, and no row of it can be touched unseen.</summary>
public sealed class LedgerAuditTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const long Events = 40_000;

    // The formula of the migration's comment, by PostgreSQL's own functions.
    private const string HashInSql = """
        encode(sha256(convert_to((SELECT string_agg(octet_length(field) || ':' || field || ',', '' ORDER BY place)
            FROM unnest(ARRAY[previous_hash, journal, sequence::text, ts_ns::text, epoch::text, request_id::text, who, what, why]) WITH ORDINALITY AS f (field, place)), 'UTF8')), 'hex')
        """;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void The_journals_chain_has_every_whole_request_once()
    {
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        AuditRow[] rows = [.. JournalAudit.Read(journal.Directory, None)];
        Assert.Equal(
            ScriptedRecords.Requests(Events).Select(request => (request.Sequence, (long)request.Epoch, request.Request.Id, request.Request.Who, request.Request.What, request.Request.Why.Replace('\0', '\uFFFD'))),
            rows.Select(row => (row.Sequence, row.Epoch, row.RequestId, row.Who, row.What, row.Why)));
        Assert.Equal(rows.Select(row => row.Hash).Prepend(AuditRow.NoHash).SkipLast(1), rows.Select(row => row.PreviousHash));
        Assert.Equal(2, rows.Select(row => row.Epoch).Distinct().Count() - 1);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_often_the_projector_starts_anew_the_chain_is_the_journals(int seed)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        Random random = new(seed);
        int starts = 0;
        long place = -1;
        for (; place < Events - 1; starts++)
        {
            await using LedgerSink sink = new(new LedgerOptions { ConnectionString = connection });
            await sink.PrepareAsync(journal.Directory.Manifest, None);
            place = (await sink.ReadPlaceAsync(None)).InSequence;
            place = await ProjectAsync(journal, sink, place, random);
        }

        Assert.True(starts > 3);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        Assert.Equal(0L, await ScalarAsync(source, $"SELECT count(*) FROM llmtrader.admin_audit WHERE hash <> {HashInSql}"));
        Assert.Equal(0L, await ScalarAsync(source, "SELECT count(*) FROM (SELECT previous_hash, lag(hash, 1, repeat('0', 64)) OVER (ORDER BY sequence) AS before FROM llmtrader.admin_audit) r WHERE previous_hash <> before"));
        AuditTable table = await AuditTable.ReadAsync(new LedgerOptions { ConnectionString = connection }, "scripted", None);
        Assert.Equal(JournalAudit.Read(journal.Directory, None), table.Rows);
        Assert.Equal(table.Rows[^1].Hash, table.Head);
        Assert.Null(AuditCheck.ByItself(table, "scripted"));
    }

    // A batch may lie between two pieces of a request: its place is that of the one before, and yet it has rows.
    [Fact]
    public async Task A_pump_carries_every_row_whatever_its_batches_are()
    {
        using ScriptedJournal journal = new ScriptedJournal(3000).Join();
        await using CollectingSink one = new();
        await using CollectingSink many = new();
        foreach ((CollectingSink sink, int reads) in new[] { (many, 1), (one, 10_000) })
        {
            await new ProjectionPump(journal.Directory, sink, new PumpOptions { CatchUp = true, RememberFollowers = false, FailFast = true, BatchReads = reads }, _ => { }).RunAsync(None);
        }

        Assert.Equal(new ProjectionPlace(2999, one.Place.OutSequence), one.Place);
        Assert.Equal(one.Place, many.Place);
        Assert.Equal(one.Rows.Order(), many.Rows.Order());
        Assert.Equal(ScriptedRecords.Requests(3000).Select(request => request.Sequence), many.Requests);
    }

    [Theory]
    [InlineData(2400, 2399)]
    [InlineData(2503, 2499)]    // The last request has begun and is not whole.
    public async Task What_a_restart_needs_again_is_not_given_to_pruning(long events, long place)
    {
        using ScriptedJournal journal = new ScriptedJournal(events).Join();
        await using CollectingSink sink = new();
        await new ProjectionPump(journal.Directory, sink, new PumpOptions { CatchUp = true, FailFast = true }, _ => { }).RunAsync(None);
        Assert.Equal(place, sink.Place.InSequence);
        string checkpoint = Path.Combine(journal.Directory.FollowersPath, "projector-collecting-in.json");
        long remembered = File.Exists(checkpoint) ? JsonDocument.Parse(await File.ReadAllTextAsync(checkpoint)).RootElement.GetProperty("sequence").GetInt64() : -1;
        Assert.InRange(remembered, -1, place);
        Assert.Equal(place == events - 1, remembered == place);
    }

    [SkippableTheory]
    [InlineData("UPDATE llmtrader.admin_audit SET who = 'uid 0' WHERE sequence = @third", 2, true)]
    [InlineData("UPDATE llmtrader.admin_audit SET epoch = epoch + 1 WHERE sequence = @third", 2, true)]
    [InlineData("UPDATE llmtrader.admin_audit SET why = 'another'; UPDATE llmtrader.admin_audit SET hash = @hash", 0, true)]
    [InlineData("DELETE FROM llmtrader.admin_audit WHERE sequence = @third", 2, true)]
    [InlineData("DELETE FROM llmtrader.admin_audit WHERE sequence = @last", -1, true)]
    [InlineData("DELETE FROM llmtrader.admin_audit WHERE sequence = @first", 0, true)]
    [InlineData("INSERT INTO llmtrader.admin_audit SELECT ts, journal, sequence + 1, row, ts_ns, epoch, 77, 'uid 0', what, why, hash, hash FROM llmtrader.admin_audit WHERE sequence = @third", 2, true)]
    [InlineData("UPDATE llmtrader.admin_audit SET who = 'uid 0' WHERE sequence = @last; UPDATE llmtrader.admin_audit SET hash = @hash WHERE sequence = @last; UPDATE llmtrader.checkpoints SET audit_hash = (SELECT hash FROM llmtrader.admin_audit WHERE sequence = @last)", -1, false)]
    public async Task A_row_that_somebody_touched_is_found_and_mended(string change, int index, bool breaksTheChain)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(8000).Join();
        AuditRow[] rows = [.. JournalAudit.Read(journal.Directory, None)];
        Assert.Equal(7, rows.Length);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "rebuild")).ExitCode);
        ProcessResult whole = await RunAsync(journal, connection, "projector", "audit", "--json");
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal((7, rows[^1].Hash, true), (whole.Json().GetProperty("rows").GetInt32(), whole.Json().GetProperty("lastHash").GetString(), whole.Json().GetProperty("isComparedWithJournal").GetBoolean()));

        string sql = change.Replace("@hash", HashInSql, StringComparison.Ordinal).Replace("@first", $"{rows[0].Sequence}", StringComparison.Ordinal).Replace("@third", $"{rows[2].Sequence}", StringComparison.Ordinal).Replace("@last", $"{rows[^1].Sequence}", StringComparison.Ordinal);
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(connection)) { await ScalarAsync(source, sql); }
        AuditTable table = await AuditTable.ReadAsync(new LedgerOptions { ConnectionString = connection }, "scripted", None);
        Assert.Equal(breaksTheChain, AuditCheck.ByItself(table, "scripted") is not null);

        ProcessResult found = await RunAsync(journal, connection, "projector", "audit", "--json");
        Assert.Equal(1, found.ExitCode);
        long sequence = found.Json().GetProperty("finding").GetProperty("sequence").GetInt64();
        Assert.Equal(change.StartsWith("INSERT", StringComparison.Ordinal) ? rows[2].Sequence + 1 : rows[^(index < 0 ? 1 : rows.Length - index)].Sequence, sequence);
        Assert.Contains($"broken at sequence {sequence}:", (await RunAsync(journal, connection, "projector", "audit")).Output, StringComparison.Ordinal);

        ProcessResult rebuild = await RunAsync(journal, connection, "projector", "rebuild", "--replace", "--json");
        Assert.Equal(1, rebuild.ExitCode);
        JsonElement wrong = Assert.Single(rebuild.Json().GetProperty("tables").EnumerateArray(), proof => !proof.GetProperty("isEqual").GetBoolean());
        Assert.Equal("admin_audit", wrong.GetProperty("table").GetString());
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "audit")).ExitCode);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "rebuild")).ExitCode);
    }

    [SkippableFact]
    public async Task Journal_and_database_answer_a_question_for_requests_alike()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(8000).Join();
        ProcessResult nothing = await RunAsync(journal, connection, "projector", "audit");
        Assert.Equal(2, nothing.ExitCode);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up")).ExitCode);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "audit")).ExitCode);
        string fourth = ScriptedRecords.TimeOf(ScriptedRecords.Requests(8000).ElementAt(3).Sequence).ToString();
        foreach ((string[] filter, int rows) in new (string[], int)[] { ([], 7), (["--from", fourth], 4), (["--to", fourth], 3), (["--symbol", "BTCUSDT"], 0) })
        {
            foreach (string form in new[] { "--json", "--csv" })
            {
                ProcessResult fromJournal = await CommandProcess.RunAsync(journal.Root, ["query", "admin_audit", "--journal", "journal", form, .. filter]);
                ProcessResult fromDatabase = await CommandProcess.RunAsync(journal.Root, ["query", "admin_audit", "--journal", "journal", form, "--postgres", connection, .. filter]);
                Assert.True(fromJournal.ExitCode == 0, fromJournal.Error);
                Assert.True(fromDatabase.ExitCode == 0, fromDatabase.Error);
                Assert.Equal(fromJournal.Output, fromDatabase.Output);
                if (form == "--json") { Assert.Equal(rows, fromJournal.Json().GetArrayLength()); }
            }
        }
    }

    // As a program before this table left it: the projection is far on, and has none of the requests.
    [SkippableFact]
    public async Task A_ledger_of_an_older_program_gets_its_requests_by_a_rebuild()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        using ScriptedJournal journal = new ScriptedJournal(4000).Join();
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up")).ExitCode);
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(connection))
        {
            await ScalarAsync(source, "DROP TABLE llmtrader.admin_audit; ALTER TABLE llmtrader.checkpoints DROP COLUMN audit_hash; DELETE FROM llmtrader.migrations WHERE number = 5");
        }

        ProcessResult older = await RunAsync(journal, connection, "projector", "audit");
        Assert.Equal(3, older.ExitCode);
        Assert.Contains("projector rebuild --replace", older.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "--catch-up")).ExitCode);
        Assert.Equal(1, (await RunAsync(journal, connection, "projector", "audit")).ExitCode);
        Assert.Equal(1, (await RunAsync(journal, connection, "projector", "rebuild", "--replace")).ExitCode);
        Assert.Equal(0, (await RunAsync(journal, connection, "projector", "audit")).ExitCode);
    }

    [Fact]
    public void Any_change_of_a_whole_chain_is_seen_by_itself()
    {
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        List<AuditRow> rows = [.. JournalAudit.Read(journal.Directory, None)];
        AuditTable whole = new(rows, Events - 1, rows[^1].Hash);
        Assert.Null(AuditCheck.ByItself(whole, "scripted"));
        Assert.Null(AuditCheck.AgainstJournal(whole, rows));
        Assert.NotNull(AuditCheck.ByItself(whole, "another"));
        Random random = new(11);
        for (int i = 0; i < 500; i++)
        {
            List<AuditRow> changed = [.. rows];
            int at = random.Next(rows.Count);
            int kind = random.Next(9);
            AuditRow row = rows[at];
            switch (kind)
            {
                case 0: changed.RemoveAt(at); break;
                case 1: changed.Insert(at, row with { Sequence = row.Sequence - 1 }); break;
                case 2: changed[at] = row with { TimeNs = row.TimeNs + 1 }; break;
                case 3: changed[at] = row with { Who = row.Who + row.What, What = "" }; break;
                case 4: changed[at] = row with { What = row.Why, Why = row.What }; break;
                case 5: changed[at] = row with { RequestId = row.RequestId + 1 }; break;
                case 6: changed[at] = row with { Epoch = row.Epoch + 1 }; break;
                case 7: changed[at] = row with { Sequence = row.Sequence + 1 }; break;
                default: changed[at] = row with { PreviousHash = AuditRow.NoHash, Hash = (row with { PreviousHash = AuditRow.NoHash }).HashIn("scripted") }; break;
            }

            if (kind == 8 && at == 0) { continue; }    // It has no other.
            AuditTable table = whole with { Rows = changed };
            AuditFinding? byItself = AuditCheck.ByItself(table, "scripted");
            AuditFinding? byJournal = AuditCheck.AgainstJournal(table, rows);
            Assert.True(byItself is not null && byJournal is not null, $"change {kind} of row {at}");
            Assert.InRange(byJournal.Sequence, row.Sequence - 1, row.Sequence);
        }
    }

    // Batches of random sizes, up to a random place where it is cut off as by a kill; returns how far it came.
    private static async Task<long> ProjectAsync(ScriptedJournal journal, LedgerSink sink, long place, Random random)
    {
        using JournalFollower events = new(journal.Directory, new FollowerOptions { From = place + 1 });
        ProjectionRows rows = new(new ProjectionPlace(place, -1));
        ProjectionBatch batch = new();
        EngineEvent e = default;
        for (int batches = random.Next(1, 8); batches > 0; batches--)
        {
            int left = random.Next(3) == 0 ? random.Next(1, 20) : random.Next(1, 6000);
            while (left-- > 0 && events.TryRead(ref e)) { rows.Add(in e, batch); }
            await sink.WriteAsync(batch, None);
            if (random.Next(4) == 0) { await sink.WriteAsync(batch, None); }    // As after an answer that got lost.
            place = batch.Place.InSequence;
            batch.Clear();
        }

        return place;
    }

    private sealed class CollectingSink : IProjectionSink
    {
        public string Name => "collecting";

        public ProjectionPlace Place { get; private set; } = ProjectionPlace.Start;

        public List<(ProjectionTable, long, int)> Rows { get; } = [];

        public List<long> Requests { get; } = [];

        public Task PrepareAsync(JournalManifest manifest, CancellationToken cancel) => Task.CompletedTask;

        public Task<ProjectionPlace> ReadPlaceAsync(CancellationToken cancel) => Task.FromResult(Place);

        public Task WriteAsync(ProjectionBatch batch, CancellationToken cancel)
        {
            foreach (ref readonly ProjectionRow row in batch.Rows) { Rows.Add((row.Table, row.Sequence, row.Row)); }
            Requests.AddRange(batch.Requests.Select(request => request.Sequence));
            Place = batch.Place;
            return Task.CompletedTask;
        }

        public string? RemedyFor(Exception error) => null;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static Task<ProcessResult> RunAsync(ScriptedJournal journal, string connection, params string[] args) =>
        CommandProcess.RunAsync(journal.Root, new Dictionary<string, string> { ["LLMTRADER_POSTGRES"] = connection }, [.. args, "--journal", "journal"]);

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // The test's own texts.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
