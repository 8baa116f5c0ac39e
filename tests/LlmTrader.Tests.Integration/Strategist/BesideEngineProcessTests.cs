using System.Text.Json;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>What computes beside an engine makes way for it.</summary>
public sealed class BesideEngineProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-beside-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [SkippableFact]
    public async Task The_engines_latency_is_measured_without_a_search_and_beside_one()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The search is stopped and continued by signals of Linux.");
        using CommandProcess process = CommandProcess.Start(_directory, "bench", "strategist", "--runs", "2", "--rate", "10000", "--threads", "1", "--spin", "0", "--json");
        ProcessResult result = await process.ResultAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = result.Json();
        (JsonElement alone, JsonElement beside) = (json.GetProperty("alone"), json.GetProperty("beside"));
        Assert.True(Median(alone, "p50") > 0 && Median(alone, "idleP99") > 0 && Median(beside, "p99") >= Median(beside, "p50"));
        Assert.Equal(2, beside.GetProperty("p50").GetProperty("runs").GetInt32());
        Assert.InRange(alone.GetProperty("searchCores").GetProperty("max").GetDouble(), 0, 0.25);   // It stands still; a signal takes its time on a busy machine.
        Assert.True(beside.GetProperty("searchCores").GetProperty("max").GetDouble() > 0, "The search did nothing.");
        Assert.True(Median(json, "p50Ratio") > 0);
    }

    [SkippableFact]
    public async Task A_search_beside_an_engine_runs_at_a_lower_priority_in_all_of_its_threads()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Priorities are read from /proc.");
        using CommandProcess process = CommandProcess.Start(_directory, "bench", "sweep", "--beside-engine", "--runs", "1000", "--threads", "2", "--json");
        int[] nice = [];
        for (int i = 0; i < 600; i++)
        {
            await Task.Delay(100);
            nice = NiceOf(process.Id);
            if (nice.Length > 0 && nice.All(one => one >= 10)) { break; }
        }

        Assert.NotEmpty(nice);
        Assert.All(nice, one => Assert.True(one >= 10, $"nice {one}"));
        process.Kill();
    }

    // Of each thread: the 17th field behind the name's bracket, see proc(5).
    private static int[] NiceOf(int process)
    {
        List<int> all = [];
        foreach (string task in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try { all.Add(int.Parse(File.ReadAllText(Path.Combine(task, "stat")).Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture)); }
            catch (IOException) { }   // It has ended meanwhile.
        }

        return [.. all];
    }

    private static double Median(JsonElement of, string figure) => of.GetProperty(figure).GetProperty("median").GetDouble();
}
