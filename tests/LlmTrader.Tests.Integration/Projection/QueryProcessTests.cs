using System.Text.Json;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>Questions to a journal and to the database that a projector made of it: one answer.</summary>
public sealed class QueryProcessTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-query-").FullName;

    public Task InitializeAsync() => BacktestJournal.MakeAsync(_directory);

    public Task DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Journal_and_database_give_the_same_rows()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        string connection = server.CreateDatabase();
        Assert.Equal(0, (await CommandProcess.RunAsync(_directory, "projector", "--journal", "run", "--postgres", connection, "--catch-up")).ExitCode);
        foreach (string table in new[] { "orders", "fills", "positions", "equity", "decisions", "verdicts" })
        {
            foreach (string[] filter in new string[][] { [], ["--from", "2025-01-03", "--to", "2025-01-09T08:00:00"], ["--symbol", "BTCUSDT.BINANCE"], ["--symbol", "NOSUCH"] })
            {
                ProcessResult fromJournal = await CommandProcess.RunAsync(_directory, ["query", table, "--journal", "run", "--csv", .. filter]);
                ProcessResult fromDatabase = await CommandProcess.RunAsync(_directory, ["query", table, "--journal", "run", "--csv", "--postgres", connection, .. filter]);
                Assert.True(fromJournal.ExitCode == 0, fromJournal.Error);
                Assert.True(fromDatabase.ExitCode == 0, fromDatabase.Error);
                Assert.Equal(fromJournal.Output, fromDatabase.Output);
                bool hasRows = filter is not ["--symbol", "NOSUCH"] && !(table == "equity" && filter is ["--symbol", ..]);    // Equity is of no instrument.
                Assert.Equal(hasRows, fromJournal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length > 1);
            }
        }

        Assert.Equal(2, (await CommandProcess.RunAsync(_directory, "query", "bars", "--journal", "run", "--postgres", connection)).ExitCode);
    }

    [Fact]
    public async Task Bars_are_those_that_went_in()
    {
        ProcessResult result = await CommandProcess.RunAsync(_directory, "query", "bars", "--journal", "run", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement[] bars = [.. result.Json().EnumerateArray()];
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(_directory, "klines.csv"));
        Assert.Equal(lines.Length - 1, bars.Length);
        for (int i = 0; i < bars.Length; i++)
        {
            string[] fields = lines[i + 1].Split(',');
            Assert.Equal(decimal.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture), bars[i].GetProperty("open").GetDecimal());
            Assert.Equal(decimal.Parse(fields[4], System.Globalization.CultureInfo.InvariantCulture), bars[i].GetProperty("close").GetDecimal());
        }
    }

    [Fact]
    public async Task The_story_of_an_order_reads_as_it_was_checked_by_hand()
    {
        // 419 × (109.7 − 119.2) = −3980.5 realised, 419 × 109.7 × 0.1 % = 45.9643 fee; the close of 109.7 lies below the mean of the
        // ten closes 103 100.7 104.4 108.1 111.8 115.5 119.2 117.1 113.4 109.7 that the formula gives, 110.29; the last ten highs reach 119.7.
        ProcessResult result = await CommandProcess.RunAsync(_directory, "explain", "39-1", "--journal", "run");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Projection", "explained-order.txt")), result.Output);
        Assert.Equal(result.Output, (await CommandProcess.RunAsync(_directory, "explain", "9985", "--journal", "run")).Output);
        Assert.Equal(2, (await CommandProcess.RunAsync(_directory, "explain", "40-0", "--journal", "run")).ExitCode);
        Assert.Equal(2, (await CommandProcess.RunAsync(_directory, "explain", "forty", "--journal", "run")).ExitCode);
    }
}
