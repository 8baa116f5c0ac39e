using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>No row is lost, and none passed over in silence, whatever a server does to its clients.</summary>
public sealed class QuestDbSinkTests(ITestOutputHelper output) : IDisposable
{
    private const int Events = 1500;
    private readonly string _path = Directory.CreateTempSubdirectory("llmtrader-questdb-").FullName;
    private readonly RecordingObserver _observer = new();

    private string Checkpoint => Path.Combine(_path, "questdb.json");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_row_arrives(bool gzip)
    {
        await using FakeQuestDb server = new();
        ProjectionPlace end = await ProjectAsync(Options(server) with { Gzip = gzip }, seed: 1);
        Assert.Equal(SampleProjection.Lines(1, Events), server.Rows);
        Assert.Equal(Events - 1, end.InSequence);
        Assert.Equal(gzip ? server.Writes : 0, server.CompressedWrites);
        Assert.Empty(_observer.Retries);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task Faults_lose_no_row(int seed)
    {
        Random random = new(seed);
        FakeFault[] faults = Enum.GetValues<FakeFault>();
        HashSet<FakeFault> seen = [];
        await using FakeQuestDb server = new();
        server.Fault = _ =>
        {
            // One in two; the slow one costs time.
            FakeFault fault = random.Next(2) == 0 ? FakeFault.None : faults[random.Next(faults.Length)];
            if (fault == FakeFault.Slow && random.Next(4) != 0) { fault = FakeFault.None; }
            seen.Add(fault);
            return fault;
        };
        server.Refuse = Poison;
        await ProjectAsync(Options(server) with { RequestTimeout = TimeSpan.FromSeconds(1) }, seed);   // Less than the slow one takes.

        Dictionary<string, string> lines = SampleProjection.Lines(seed, Events);
        string[] bad = [.. lines.Values.Where(line => Poison(line) is not null).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(bad);
        Assert.Equal(bad, _observer.Rejected.Select(row => row.Line).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(bad, RejectedLines().Distinct().Order(StringComparer.Ordinal));
        foreach (string line in bad) { lines.Remove(FakeQuestDb.KeyOf(line)); }
        Assert.Equal(lines, server.Rows);
        Assert.NotEmpty(_observer.Retries);
        output.WriteLine($"{server.Writes} writes, {_observer.Retries.Count} repeated, {_observer.Rejected.Count} rows refused; faults: {string.Join(' ', seen)}");
    }

    // Killed at any point and started again, it ends as if it never was.
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public async Task A_restart_at_any_point_changes_nothing(int seed)
    {
        Random random = new(seed);
        await using FakeQuestDb server = new();
        for (int starts = 0; ; starts++)
        {
            using CancellationTokenSource kill = new();
            int at = server.Writes + random.Next(1, 20);
            server.Fault = write =>
            {
                if (write == at && starts < 12) { kill.Cancel(); }
                return random.Next(8) == 0 ? FakeFault.ResetAfterCommit : FakeFault.None;
            };
            try
            {
                await ProjectAsync(Options(server), seed, kill.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                Assert.True(starts < 12);
            }
        }

        Assert.Equal(SampleProjection.Lines(seed, Events), server.Rows);
    }

    [Fact]
    public async Task A_refused_row_is_told_with_its_line_and_the_rest_goes_on()
    {
        await using FakeQuestDb server = new();
        string poisoned = SampleProjection.Lines(3, 40).Values.ElementAt(17);
        server.Refuse = line => line == poisoned ? "table: x, column: y; cast error from protocol type: FLOAT to column type: LONG" : null;
        ProjectionBatch batch = SampleProjection.From(ProjectionPlace.Start, 3, 40, int.MaxValue).Single();
        await using QuestDbSink sink = new(Options(server) with { RequestRows = 1000 }, _observer);
        await sink.PrepareAsync(ProjectionSamples.Manifest, CancellationToken.None);
        await sink.WriteAsync(batch, CancellationToken.None);

        RejectedRow row = Assert.Single(_observer.Rejected);
        Assert.Equal(poisoned, row.Line);
        Assert.Contains("cast error", row.Error, StringComparison.Ordinal);
        Assert.Equal(ProjectionTables.NameOf(batch.Rows[17].Table), row.Table);
        Assert.Equal((batch.Rows[17].Sequence, batch.Rows[17].Row), (row.Sequence, row.RowNumber));
        Assert.Equal(2, server.Writes);    // The same request is never repeated.
        Assert.Equal(batch.Count - 1, server.Rows.Count);
        Assert.Empty(_observer.Retries);
        Assert.Equal(1, sink.RejectedRows);
        Assert.Equal([poisoned], RejectedLines());
    }

    [Theory]
    [InlineData("{\"code\":\"invalid\",\"message\":\"something else\",\"errorId\":\"x\"}")]
    [InlineData("<html>a proxy's page</html>")]
    [InlineData("{\"code\":\"invalid\",\"message\":\"failed to parse line protocol:errors encountered on line(s):\\nerror in line 1: table: trades; cannot insert in non-WAL table\",\"line\":1}")]
    [InlineData("{\"message\":\"out of range\",\"line\":100000}")]
    public async Task A_refusal_that_names_no_row_fails_the_write_and_passes_nothing_over(string body)
    {
        await using FakeQuestDb server = new();
        server.Refuse = _ => "bad";
        server.RefusalBody = body;
        QuestDbException error = await Assert.ThrowsAsync<QuestDbException>(() => ProjectAsync(Options(server), seed: 1));
        output.WriteLine(error.Message);
        Assert.False(File.Exists(Checkpoint));
        Assert.Empty(_observer.Rejected);
    }

    [Fact]
    public async Task Too_many_refused_rows_fail_the_write()
    {
        await using FakeQuestDb server = new();
        server.Refuse = _ => "bad";
        await Assert.ThrowsAsync<QuestDbException>(() => ProjectAsync(Options(server) with { MaxRejectedRows = 10 }, seed: 1));
        Assert.False(File.Exists(Checkpoint));
    }

    [Fact]
    public async Task A_server_that_is_down_is_waited_for()
    {
        await using FakeQuestDb server = new(isDown: true);
        Task projecting = ProjectAsync(Options(server), seed: 4);
        while (_observer.Retries.Count < 5 && !projecting.IsCompleted) { await Task.Delay(5); }
        Assert.False(projecting.IsCompleted);
        server.Start();
        await projecting;
        Assert.Equal(SampleProjection.Lines(4, Events), server.Rows);
    }

    [Fact]
    public async Task Repetition_ends_when_its_time_is_over()
    {
        await using FakeQuestDb server = new();
        server.Fault = _ => FakeFault.Unavailable;
        TimeSpan limit = TimeSpan.FromSeconds(2);   // Time for three attempts on a busy machine.
        long start = Stopwatch.GetTimestamp();
        QuestDbException error = await Assert.ThrowsAsync<QuestDbException>(() => ProjectAsync(Options(server) with { RetryFor = limit }, seed: 1));
        Assert.True(Stopwatch.GetElapsedTime(start) >= limit, $"after {Stopwatch.GetElapsedTime(start)}");
        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.True(server.Writes > 2);
        Assert.Equal(server.Writes, _observer.Retries.Count + 1);
        Assert.False(File.Exists(Checkpoint));
    }

    [Fact]
    public async Task Delays_double_up_to_a_limit_and_vary()
    {
        await using FakeQuestDb server = new();
        server.Fault = write => write < 9 ? FakeFault.InternalError : FakeFault.None;
        await ProjectAsync(Options(server) with { RetryDelay = TimeSpan.FromMilliseconds(4), MaxRetryDelay = TimeSpan.FromMilliseconds(64) }, seed: 1);
        Assert.Equal(Enumerable.Range(1, 9), _observer.Retries.Select(retry => retry.Attempt));
        foreach (RetriedRequest retry in _observer.Retries) { Assert.InRange(retry.Delay.TotalMilliseconds, Math.Min(64, 4 << (retry.Attempt - 1)) / 2.0, Math.Min(64, 4 << (retry.Attempt - 1))); }
    }

    [Theory]
    [InlineData("Bearer t0ken", true)]
    [InlineData("Basic dXNlcjpwYXNzOndvcmQ=", false)]
    public async Task A_token_or_a_password_opens_the_door(string header, bool isToken)
    {
        await using FakeQuestDb server = new() { RequiredAuthorization = header };
        await Assert.ThrowsAsync<QuestDbException>(() => ProjectAsync(Options(server), seed: 1));    // Nor is it tried for ever.
        await ProjectAsync(isToken ? Options(server) with { Token = "t0ken" } : Options(server) with { User = "user", Password = "pass:word" }, seed: 1);
        Assert.Equal(SampleProjection.Lines(1, Events), server.Rows);
    }

    [Fact]
    public async Task A_suspended_table_is_told_once_with_the_statement_that_resumes_it()
    {
        await using FakeQuestDb server = new() { WalTables = FakeQuestDb.WalAnswer(("trades", true, 5, 9, "no space left"), ("quotes", false, 7, 7, null)) };
        await using QuestDbSink sink = new(Options(server) with { WalPoll = TimeSpan.FromMicroseconds(1) }, _observer);
        await sink.PrepareAsync(ProjectionSamples.Manifest, CancellationToken.None);
        await sink.WriteAsync(new ProjectionBatch(), CancellationToken.None);
        await sink.WriteAsync(new ProjectionBatch(), CancellationToken.None);
        WalTable table = Assert.Single(_observer.Suspended);
        Assert.Equal("ALTER TABLE \"trades\" RESUME WAL;", table.ResumeStatement);
        Assert.Equal("no space left", table.Error);
        Assert.False(table.IsApplied);

        server.WalTables = FakeQuestDb.WalAnswer(("trades", false, 9, 9, null));
        WalTable resumed = Assert.Single(await sink.ReadWalAsync(CancellationToken.None));
        Assert.True(resumed.IsApplied);
        Assert.False(_observer.Suspended[^1].IsSuspended);
    }

    [Fact]
    public async Task The_schema_step_makes_every_table_with_its_keys()
    {
        await using FakeQuestDb server = new();
        await using QuestDbSink sink = new(Options(server) with { Ttl = new Dictionary<ProjectionTable, string> { [ProjectionTable.Trades] = "30 DAYS" } });
        await sink.PrepareAsync(ProjectionSamples.Manifest, CancellationToken.None);
        Assert.Equal((ProjectionTables.All.Count * 2) + 1, server.Statements.Count);
        Assert.Equal("ALTER TABLE \"trades\" SET TTL 30 DAYS;", server.Statements[2]);
        Assert.Equal("ALTER TABLE \"trades\" DEDUP ENABLE UPSERT KEYS(ts, \"journal\", \"sequence\", \"row\");", server.Statements[1]);
        Assert.Equal(
            "CREATE TABLE IF NOT EXISTS \"trades\" (ts TIMESTAMP, \"journal\" SYMBOL, \"symbol\" SYMBOL, \"venue\" SYMBOL, \"side\" SYMBOL, \"sequence\" LONG, \"row\" LONG, \"ts_ns\" LONG, \"exchange_ns\" LONG, "
            + "\"price\" DOUBLE, \"price_raw\" LONG, \"quantity\" DOUBLE, \"quantity_raw\" LONG, \"price_scale\" LONG, \"quantity_scale\" LONG, \"trade_id\" LONG) "
            + "TIMESTAMP(ts) PARTITION BY DAY WAL DEDUP UPSERT KEYS(ts, \"journal\", \"sequence\", \"row\");",
            server.Statements[0]);
    }

    [Fact]
    public void A_checkpoint_of_another_journal_is_refused()
    {
        File.WriteAllText(Checkpoint, "{\"journalId\":\"other\",\"inSequence\":1,\"outSequence\":1,\"rejected\":0}");
        Assert.Throws<JournalFormatException>(() => QuestDbCheckpoint.Read(Checkpoint, "samples"));
        File.WriteAllText(Checkpoint, "{\"journalId\":\"samples\"}");
        Assert.Throws<JournalFormatException>(() => QuestDbCheckpoint.Read(Checkpoint, "samples"));
    }

    [Theory]
    [InlineData("30")]
    [InlineData("0 DAYS")]
    [InlineData("1 DAY; DROP TABLE trades")]
    [InlineData("1 DAY\n")]
    public void A_ttl_that_is_none_is_refused(string ttl) =>
        Assert.Throws<ArgumentException>(() => new QuestDbSink(Options(new Uri("http://127.0.0.1:1")) with { Ttl = new Dictionary<ProjectionTable, string> { [ProjectionTable.Bars] = ttl } }));

    public void Dispose() => Directory.Delete(_path, recursive: true);

    // One row in a hundred or so, whichever way it comes.
    private static string? Poison(string line) => (FakeQuestDb.KeyOf(line).Length * 7) + line.Length is int n && n % 97 == 0 ? "table: x; invalid\nvalue error in line 1: of this row" : null;

    private QuestDbOptions Options(FakeQuestDb server) => Options(server.Endpoint);

    private QuestDbOptions Options(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        CheckpointPath = Checkpoint,
        RequestRows = 100,
        RequestTimeout = TimeSpan.FromSeconds(30),
        MinBytesPerSecond = 100 << 20,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(50),
    };

    // What a projector does: from the sink's place on, until the end.
    private async Task<ProjectionPlace> ProjectAsync(QuestDbOptions options, int seed, CancellationToken cancel = default)
    {
        await using QuestDbSink sink = new(options, _observer);
        await sink.PrepareAsync(ProjectionSamples.Manifest, cancel);
        ProjectionPlace place = await sink.ReadPlaceAsync(cancel);
        foreach (ProjectionBatch batch in SampleProjection.From(place, seed, Events, batchRows: 250)) { await sink.WriteAsync(batch, cancel); }
        return await sink.ReadPlaceAsync(cancel);
    }

    private List<string> RejectedLines() => File.Exists(Checkpoint + ".rejected")
        ? [.. File.ReadLines(Checkpoint + ".rejected").Select(line => JsonDocument.Parse(line).RootElement.GetProperty("line").GetString()!)]
        : [];
}
