using System.Text.Json;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;

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
        for (int time = 0; time < 2; time++)
        {
            await sink.PrepareAsync(ProjectionSamples.Manifest, CancellationToken.None);
            foreach (ProjectionBatch batch in SampleProjection.From(ProjectionPlace.Start, Seed, Events, batchRows: 2500)) { await sink.WriteAsync(batch, CancellationToken.None); }
            Assert.Empty(observer.Rejected);
            await WaitUntilAppliedAsync(sink);
            foreach (ProjectionTable table in ProjectionTables.All) { Assert.Equal(Expected(table), await SumsAsync(sink, table)); }
        }
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private static async Task WaitUntilAppliedAsync(QuestDbSink sink)
    {
        string[] ours = [.. ProjectionTables.All.Select(ProjectionTables.NameOf)];
        for (int i = 0; i < 300; i++)
        {
            WalTable[] tables = [.. (await sink.ReadWalAsync(CancellationToken.None)).Where(table => ours.Contains(table.Table))];
            Assert.Equal(ours.Length, tables.Length);
            Assert.All(tables, table => Assert.False(table.IsSuspended, table.ResumeStatement));
            if (tables.All(table => table.IsApplied)) { return; }
            await Task.Delay(100);
        }

        Assert.Fail("The write-ahead log was not applied in 30 s.");
    }

    private static long[] Expected(ProjectionTable table)
    {
        ProjectionRow[] rows = [.. SampleProjection.From(ProjectionPlace.Start, Seed, Events, int.MaxValue).Single().Rows.ToArray().Where(row => row.Table == table)];
        return [rows.Length, rows.Sum(row => row.Sequence), rows.Sum(row => (long)row.Row), rows.Min(row => row.Time.Nanoseconds), rows.Max(row => row.Time.Nanoseconds)];
    }

    private static async Task<long[]> SumsAsync(QuestDbSink sink, ProjectionTable table)
    {
        string json = await sink.ExecuteAsync(QuestDbSchema.SumsStatement(table, ProjectionSamples.Manifest.JournalId), CancellationToken.None);
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("dataset")[0].EnumerateArray().Select(value => value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!) : value.GetInt64())];
    }
}
