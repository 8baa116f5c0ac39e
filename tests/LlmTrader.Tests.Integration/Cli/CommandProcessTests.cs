using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LlmTrader.Tests.Integration.Cli;

/// <summary>The program as its users meet it: a process with an exit code and two streams.</summary>
public sealed class CommandProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-process-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_demo_reproduces_itself_and_leaves_a_journal_that_replays()
    {
        ProcessResult demo = await CommandProcess.RunAsync(_directory, "demo", "--events", "50000", "--rate", "100000", "--json");
        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        JsonElement result = demo.Json();
        string hash = result.GetProperty("hash").GetString()!;
        Assert.Equal(hash, result.GetProperty("replay").GetProperty("hash").GetString());

        ProcessResult replay = await CommandProcess.RunAsync(_directory, "replay", "--journal", "llmtrader-demo", "--verify");
        Assert.Equal((0, ""), (replay.ExitCode, replay.Error));
        Assert.Contains($"StateHash        {hash}", replay.Output, StringComparison.Ordinal);

        ProcessResult again = await CommandProcess.RunAsync(_directory, "demo", "--events", "20000", "--topology", "fused", "--seed", "2");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));   // An earlier demo is in the way and is replaced.
        Assert.Contains("equal", again.Output, StringComparison.Ordinal);
        Assert.Contains("Profit and loss", again.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nSwapped ma-cross → bollinger-breakout at sequence [0-9,]+: staged at [0-9,]+, compiled beside the path in [^,]+, ready at [0-9,]+\n", again.Output);
        Assert.Contains("\nno event lost: 20,000 market events fed, 20,000 in the journal\n", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_collector_is_the_one_that_the_program_was_built_with()
    {
        ProcessResult doctor = await CommandProcess.RunAsync(_directory, "doctor");
        Assert.Contains("workstation, not concurrent, Batch, young objects up to 4 MiB.", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_rules_swapped_into_the_demo_replay_from_its_journal_alone()
    {
        string rules = Path.Combine(_directory, "mine@home.yaml");
        await File.WriteAllTextAsync(rules, "name: mine\nbar: 20s\nentry_long: close > sma(close, 5)\nexit_long: close < sma(close, 5)\nsizing: {percent_of_equity: 2}\n");
        ProcessResult demo = await CommandProcess.RunAsync(
            _directory, "demo", "--events", "40000", "--rate", "100000", "--swap", "mine@home.yaml@10000", "--swap", "mine@home.yaml@2025-01-01T00:04:00Z", "--swap", "mine@home.yaml@9000000", "--json");
        Assert.Equal(0, demo.ExitCode);
        Assert.Equal("warning: set 3, mine: not swapped in, sequence 9,000,000 never came", demo.Error.TrimEnd());
        JsonElement result = demo.Json();
        JsonElement[] swaps = [.. result.GetProperty("swaps").EnumerateArray()];
        Assert.Equal(["activated", "activated", "notReached"], swaps.Select(swap => swap.GetProperty("outcome").GetString()));
        Assert.True(swaps[0].GetProperty("stagedAt").GetInt64() >= 10_000);   // Live places are "not before".
        Assert.True(string.CompareOrdinal(swaps[1].GetProperty("activatedTime").GetString(), "2025-01-01T00:04:00") > 0);
        Assert.True(swaps[0].GetProperty("activatedAt").GetInt64() < swaps[1].GetProperty("stagedAt").GetInt64());
        Assert.True(result.GetProperty("isComplete").GetBoolean());

        File.Delete(rules);
        ProcessResult replay = await CommandProcess.RunAsync(_directory, "replay", "--journal", "llmtrader-demo", "--verify", "--topology", "pipelined");
        Assert.Equal((0, ""), (replay.ExitCode, replay.Error));
        Assert.Contains($"StateHash        {result.GetProperty("hash").GetString()}", replay.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo", "--swap", "rules.yaml")]
    [InlineData("demo", "--swap", "rules.yaml@noon")]
    [InlineData("demo", "--swap", "rules.yaml@5")]
    [InlineData("backtest", "--data", "nowhere", "--strategy", "ma-cross", "--swap", "rules.yaml@5")]
    public async Task A_swap_that_can_not_be_used_is_wrong_use(params string[] args)
    {
        ProcessResult run = await CommandProcess.RunAsync(_directory, args);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("rules.yaml", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task A_directory_that_is_no_journal_is_left_alone()
    {
        string precious = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "llmtrader-demo")).FullName, "thesis.txt");
        await File.WriteAllTextAsync(precious, "years of work");
        ProcessResult demo = await CommandProcess.RunAsync(_directory, "demo", "--events", "1000", "--force");
        Assert.Equal(2, demo.ExitCode);
        Assert.Contains("is not a journal", demo.Error, StringComparison.Ordinal);
        Assert.Equal("years of work", await File.ReadAllTextAsync(precious));
    }

    [Fact]
    public async Task The_ring_benchmark_prints_one_document()
    {
        ProcessResult run = await CommandProcess.RunAsync(_directory, "bench", "ring", "--runs", "2", "--events", "20000", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement[] series = [.. run.Json().GetProperty("series").EnumerateArray()];
        Assert.Contains(series, one => one.GetProperty("name").GetString() == "ring.1p1c.single" && one.GetProperty("median").GetDouble() > 0);
        Assert.Contains(series, one => one.GetProperty("name").GetString() == "ring.3stage.channel-await");
        Assert.All(series, one => Assert.Equal(2, one.GetProperty("measurement").GetProperty("runs").GetArrayLength()));
    }

    [Fact]
    public async Task The_latency_benchmark_prints_a_row_for_each_topology_and_the_idle_machine()
    {
        ProcessResult run = await CommandProcess.RunAsync(
            _directory, "bench", "latency", "--topology", "fused", "--topology", "inline", "--rate", "5000", "--runs", "1", "--seconds", "1", "--spin", "0");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"\n  fused(\.[a-z]+)*\.5000 ", run.Output);    // What differs from the usual, as on a machine of two cores, is in the name.
        Assert.Matches(@"\n  inline(\.[a-z]+)*\.5000 ", run.Output);
        Assert.Matches(@"\n  idle hiccups ", run.Output);
    }

    [Fact]
    public async Task The_book_benchmark_prints_one_document_and_has_allocated_nothing()
    {
        ProcessResult run = await CommandProcess.RunAsync(_directory, "bench", "book", "--runs", "2", "--operations", "20000", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement result = run.Json();
        Assert.Equal(0, result.GetProperty("allocatedBytes").GetInt64());
        Assert.True(result.GetProperty("tally").GetProperty("trades").GetInt64() > 1_000);
        Assert.All(["mixed", "inserts", "plain", "orderByOrder", "levelBook"], name => Assert.True(result.GetProperty(name).GetProperty("median").GetDouble() > 0));
    }

    [Fact]
    public async Task The_replay_benchmark_cleans_up_after_itself()
    {
        Dictionary<string, string> environment = new() { ["TMPDIR"] = _directory };
        ProcessResult run = await CommandProcess.RunAsync(_directory, environment, "bench", "replay", "--trades", "20000", "--runs", "1", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(20_000, run.Json().GetProperty("events").GetInt64());
        Assert.Empty(Directory.GetDirectories(_directory, "llmtrader-bench-*"));
    }

    [Fact]
    public async Task A_misspelt_verb_is_wrong_use()
    {
        ProcessResult run = await CommandProcess.RunAsync(_directory, "relpay");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("Did you mean 'replay'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_is_printed_only_when_asked_for()
    {
        string[] args = ["replay", "--journal", "nowhere"];
        ProcessResult quiet = await CommandProcess.RunAsync(_directory, args);
        ProcessResult traced = await CommandProcess.RunAsync(_directory, new Dictionary<string, string> { ["LLMTRADER_TRACE"] = "1" }, args);
        Assert.Equal((2, 2), (quiet.ExitCode, traced.ExitCode));
        Assert.DoesNotContain("   at ", quiet.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", traced.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Ctrl_C_ends_a_demo_and_leaves_nothing_half_written()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent by kill.");
        using CommandProcess process = CommandProcess.Start(_directory, "demo", "--events", "1000000000", "--rate", "50000");
        bool IsWriting() => Directory.GetDirectories(_directory, $"llmtrader-demo.partial-{process.Id}-*").Length == 1;
        for (int i = 0; i < 1_000 && !IsWriting(); i++) { await Task.Delay(20); }
        Assert.True(IsWriting(), "The demo did not begin to write within 20 s.");
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])!) { await kill.WaitForExitAsync(); }

        ProcessResult result = await process.ResultAsync();
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Equal("llmtrader: interrupted", result.Error.TrimEnd());
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }
}
