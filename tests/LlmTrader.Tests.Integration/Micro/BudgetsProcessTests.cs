using System.Text.Json;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Micro;

/// <summary>The pinned budgets, checked where nothing else runs: in a process without a test host.</summary>
public sealed class BudgetsProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);   // Half a minute where cores are free.

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Every_operation_keeps_its_budget()
    {
        ProcessResult result = await RunAsync("budgets", "--json");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        JsonElement document = result.Json();
        Assert.Equal(0, document.GetProperty("findings").GetArrayLength());

        string[] names = [.. document.GetProperty("measurements").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
        Assert.True(names.Length > 100, $"{names.Length} benchmarks");
        foreach (string part in (string[])["ring.publish", "handler.risk", "engine.fused", "indicator.sma", "rules.bar.compiled", "book.match", "risk.pass", "venue.market-order", "journal.append", "journal.read", "feed.take.depth", "hash.bar"])
        {
            Assert.Contains($"micro.{part}.allocated", names);
        }
    }

    [Fact]
    public async Task A_breach_is_told_by_name_and_exits_with_1()
    {
        await File.WriteAllTextAsync(_path, "name,bytes,ratio\nrules.compile.interpreted,100,100000\nrules.compile.nobody,0,1\n");
        ProcessResult result = await RunAsync("budgets", "--only", "rules.compile", "--budgets", _path);
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"(?m)^rules\.compile\.interpreted: allocates [0-9.]+ bytes per operation, the budget is 100$", result.Output);
        Assert.Contains("rules.compile.compiled: has no budget: pin one", result.Output, StringComparison.Ordinal);
        Assert.Contains("rules.compile.nobody: has a budget and no benchmark", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 benchmarks, 3 findings", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_budget_exits_with_2_and_names_the_place()
    {
        await File.WriteAllTextAsync(_path, "name,bytes,ratio\nring.publish,none,1\n");
        ProcessResult result = await RunAsync("budgets", "--budgets", _path);
        Assert.Equal((2, "", $"error: {_path} line 2, bytes: 'none' is not a whole number from 0.\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Equal(2, (await RunAsync("budgets", "--budgets", _path + ".absent")).ExitCode);
        Assert.Equal(2, (await RunAsync("no-such-verb")).ExitCode);
    }

    [Fact]
    public async Task What_is_pinned_anew_is_kept()
    {
        ProcessResult pinned = await RunAsync("pin", "--only", "ring");
        Assert.Equal(0, pinned.ExitCode);
        await File.WriteAllTextAsync(_path, pinned.Output);
        ProcessResult result = await RunAsync("budgets", "--only", "ring", "--budgets", _path);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("ring.publish.batch16", result.Output, StringComparison.Ordinal);
    }

    private static async Task<ProcessResult> RunAsync(params string[] args)
    {
        using CommandProcess process = CommandProcess.StartMicro(args);
        return await process.ResultAsync(Patience);
    }
}
