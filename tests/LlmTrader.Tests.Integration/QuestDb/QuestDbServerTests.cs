using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;
using LlmTrader.Persistence.QuestDb.Rebuilding;
using Npgsql;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>
/// A real QuestDB takes the schema step and the rows and, once its write-ahead log is applied, holds what was sent, also
/// when that came twice. <c>LLMTRADER_TEST_QUESTDB=host</c> (or host:port of its HTTP server) names one that may be written
/// to: the rows are those of the journal <c>samples</c>.
/// </summary>
public sealed class QuestDbServerTests : IDisposable
{
    private const int Seed = 51;
    private const int Events = 5_000;
    private readonly string _path = Directory.CreateTempSubdirectory("llmtrader-questdb-").FullName;

    [SkippableFact]
    public async Task A_real_server_holds_each_row_once()
    {
        string host = Environment.GetEnvironmentVariable("LLMTRADER_TEST_QUESTDB") ?? "";
        Skip.If(host.Length == 0, "No QuestDB: LLMTRADER_TEST_QUESTDB names the host of one that may be written to.");
        Uri endpoint = new(host.Contains(':', StringComparison.Ordinal) ? $"http://{host}" : $"http://{host}:9000");
        RecordingObserver observer = new();
        QuestDbOptions options = new() { Endpoint = endpoint, CheckpointPath = Path.Combine(_path, "questdb.json"), RequestRows = 1000, RetryFor = TimeSpan.FromSeconds(30) };
        await using QuestDbSink sink = new(options, observer);
        QuestDbRebuild rebuild = new(sink, ProjectionSamples.Manifest.JournalId);
        for (int time = 0; time < 2; time++)
        {
            await sink.PrepareAsync(ProjectionSamples.Manifest, CancellationToken.None);
            foreach (ProjectionBatch batch in SampleProjection.From(ProjectionPlace.Start, Seed, Events, batchRows: 2500)) { await sink.WriteAsync(batch, CancellationToken.None); }
            Assert.Empty(observer.Rejected);
            await rebuild.WaitUntilAppliedAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
            Assert.All(await rebuild.CompareAsync([.. ProjectionTables.All.Select(Expected)], new ProjectionPlace(long.MaxValue, long.MaxValue), CancellationToken.None), proof => Assert.True(proof.IsEqual, proof.ToString()));
            await AssertSameOverPostgresWireAsync(endpoint.Host);
        }
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    // QuestDB answers PostgreSQL's protocol as well, on port 8812, with user and password of its own.
    private static async Task AssertSameOverPostgresWireAsync(string host)
    {
        string user = Environment.GetEnvironmentVariable("LLMTRADER_TEST_QUESTDB_PG_USER") ?? "admin";
        string password = Environment.GetEnvironmentVariable("LLMTRADER_TEST_QUESTDB_PG_PASSWORD") ?? "quest";
        await using NpgsqlDataSource source = NpgsqlDataSource.Create($"Host={host};Port=8812;Username={user};Password={password};Database=qdb;Server Compatibility Mode=NoTypeLoading");
        foreach (ProjectionTable table in ProjectionTables.All)
        {
            await using NpgsqlCommand command = source.CreateCommand($"SELECT count() FROM {ProjectionTables.NameOf(table)} WHERE journal = '{ProjectionSamples.Manifest.JournalId}'");
            Assert.Equal(Expected(table).Rows, await command.ExecuteScalarAsync());
        }
    }

    // What the rows must come to, made of the samples rather than of the journal.
    private static ColumnSums Expected(ProjectionTable table)
    {
        ColumnSums sums = new(table);
        ProjectionNames names = new(ProjectionSamples.Manifest);
        foreach (ProjectionRow row in SampleProjection.From(ProjectionPlace.Start, Seed, Events, int.MaxValue).Single().Rows.ToArray().Where(row => row.Table == table)) { sums.Add(in row, names); }
        return sums;
    }
}
