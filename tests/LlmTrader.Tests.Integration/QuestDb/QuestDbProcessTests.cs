using System.Text.Json;
using LlmTrader.Persistence.Projection;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tests.Integration.Projection;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>The projector and its rebuild as processes, against a server that answers as QuestDB does.</summary>
public sealed class QuestDbProcessTests
{
    private const int Events = 6000;

    [Fact]
    public async Task A_rebuild_fills_an_empty_server_finds_a_changed_row_and_mends_it()
    {
        await using FakeQuestDb server = Applied();
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        ProcessResult filled = await RunAsync(journal, server, "projector", "rebuild", "--json");
        Assert.True(filled.ExitCode == 0, filled.Error + filled.Output);
        Assert.True(filled.Json().GetProperty("isFilled").GetBoolean());
        Assert.Equal(server.Rows.Count, filled.Json().GetProperty("rows").GetInt64());
        Assert.All(filled.Json().GetProperty("tables").EnumerateArray(), table => Assert.Equal(table.GetProperty("rows").GetInt64(), server.Rows.Keys.LongCount(key => key.StartsWith(table.GetProperty("table").GetString() + " ", StringComparison.Ordinal))));

        (string key, string line) = server.Rows.First(row => row.Key.StartsWith("fills ", StringComparison.Ordinal));
        server.Rows[key] = line.Replace("fee_raw=1234i", "fee_raw=1235i", StringComparison.Ordinal);
        Assert.NotEqual(line, server.Rows[key]);
        int writes = server.Writes;
        ProcessResult found = await RunAsync(journal, server, "projector", "rebuild", "--json");
        Assert.Equal(1, found.ExitCode);
        JsonElement wrong = Assert.Single(found.Json().GetProperty("tables").EnumerateArray(), table => !table.GetProperty("isEqual").GetBoolean());
        Assert.Equal("fills", wrong.GetProperty("table").GetString());
        Assert.Equal(writes, server.Writes);    // It was only looked at.

        Assert.Equal(0, (await RunAsync(journal, server, "projector", "rebuild", "--replace")).ExitCode);
        Assert.Equal(line, server.Rows[key]);
        Assert.Equal(0, (await RunAsync(journal, server, "projector", "rebuild")).ExitCode);
    }

    [Fact]
    public async Task Tables_with_rows_of_another_journal_are_kept()
    {
        await using FakeQuestDb server = Applied();
        const string Other = "trades,journal=other sequence=1i,row=0i,ts_ns=1i 1";
        server.Rows[FakeQuestDb.KeyOf(Other)] = Other;
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        ProcessResult result = await RunAsync(journal, server, "projector", "rebuild");
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("1 rows of other journals", result.Error, StringComparison.Ordinal);
        Assert.Contains(Other, server.Rows.Values);
    }

    [Fact]
    public async Task What_only_a_person_can_mend_is_said_once_noted_for_status_and_gone_when_mended()
    {
        await using FakeQuestDb server = Applied();
        server.RequiredAuthorization = "Bearer t0ken";
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        ProcessResult stopped = await RunAsync(journal, server, "projector", "--catch-up");
        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains("LLMTRADER_QUESTDB_TOKEN", stopped.Output, StringComparison.Ordinal);

        using (CommandProcess waiting = CommandProcess.Start(journal.Root, "projector", "--journal", "journal", "--questdb", server.Endpoint.ToString(), "--report", "0"))
        {
            await UntilAsync(() => File.Exists(Path.Combine(journal.Directory.FollowersPath, "projector-questdb.trouble")));
            await Task.Delay(1500);
            waiting.Interrupt();
            string said = (await waiting.ResultAsync()).Output;
            Assert.Equal(1, said.Split("LLMTRADER_QUESTDB_TOKEN").Length - 1);
            Assert.Contains("every minute", said, StringComparison.Ordinal);
        }

        ProcessResult status = await RunAsync(journal, server, "projector", "status", "--json");
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("LLMTRADER_QUESTDB_TOKEN", status.Json().GetProperty("sinks")[0].GetProperty("trouble").GetProperty("remedy").GetString(), StringComparison.Ordinal);

        server.RequiredAuthorization = null;
        Assert.Equal(0, (await RunAsync(journal, server, "projector", "--catch-up")).ExitCode);
        Assert.Equal(0, (await RunAsync(journal, server, "projector", "status")).ExitCode);
    }

    [Fact]
    public async Task Two_never_keep_one_place()
    {
        await using FakeQuestDb server = Applied();
        using ScriptedJournal journal = new ScriptedJournal(Events).Join();
        using CommandProcess first = CommandProcess.Start(journal.Root, "projector", "--journal", "journal", "--questdb", server.Endpoint.ToString());
        await UntilAsync(() => File.Exists(Path.Combine(journal.Directory.FollowersPath, "questdb.place")));
        ProcessResult second = await RunAsync(journal, server, "projector", "rebuild", "--replace");
        Assert.Equal(3, second.ExitCode);
        Assert.Contains("End that projector", second.Error, StringComparison.Ordinal);
        first.Interrupt();
        await first.ResultAsync();
    }

    private static FakeQuestDb Applied() => new() { WalTables = FakeQuestDb.WalAnswer([.. ProjectionTables.All.Select(table => (ProjectionTables.NameOf(table), false, 1L, 1L, (string?)null))]) };

    private static Task<ProcessResult> RunAsync(ScriptedJournal journal, FakeQuestDb server, params string[] args) =>
        CommandProcess.RunAsync(journal.Root, [.. args, "--journal", "journal", "--questdb", server.Endpoint.ToString()]);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (DateTime deadline = DateTime.UtcNow.AddMinutes(1); !condition(); await Task.Delay(50)) { Assert.True(DateTime.UtcNow < deadline, "it does not come to it"); }
    }
}
