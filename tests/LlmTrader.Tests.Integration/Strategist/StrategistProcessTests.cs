using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>An engine and a strategist as users run them: processes of their own, one on a simulated market, the other its client.</summary>
public sealed class StrategistProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-strategist-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task One_candidate_is_rejected_with_reasons_and_one_activated_over_a_kill()
    {
        await PrepareAsync();
        using CommandProcess engine = CommandProcess.Start(_directory, "engine", "--config", "engine.yaml");
        await UntilAsync(async () => (await RunAsync("ctl", "health", "--config", "engine.yaml")).ExitCode == 0, "the engine is ready");

        // No history has a million trades: rejected, and the script that asked is told so.
        Dictionary<string, string> strict = new() { ["LLMTRADER__STRATEGIST__ACCEPTANCE__OUT_OF_SAMPLE_TRADES"] = "1000000" };
        ProcessResult rejected = await CommandProcess.RunAsync(_directory, strict, "auto", "--once", "--json", "--config", "engine.yaml");
        Assert.True(rejected.ExitCode == 1, rejected.Error);
        Assert.Equal("kept", rejected.Json().GetProperty("state").GetString());
        Assert.Contains("out_of_sample_trades", rejected.Json().GetProperty("reason").GetString(), StringComparison.Ordinal);
        JsonElement why = (await RunAsync("decisions", "why-rejected", "d000001", "--json", "--config", "engine.yaml")).Json()[0];
        Assert.Contains("at least 1000000 is asked", why.GetProperty("steps")[0].GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);

        // The next one passes; the strategist is killed while it shadows, and goes on where it was.
        using (CommandProcess victim = CommandProcess.Start(_directory, "strategist", "once", "--config", "engine.yaml"))
        {
            // The record stays, its state passes: on a busy machine nobody may look in the few seconds that it is the last one.
            Task<ProcessResult> ended = victim.ResultAsync(Patience);
            await UntilAsync(() => Task.FromResult(ended.IsCompleted || HasShadowed("d000002")), "the candidate shadows");
            Assert.False(ended.IsCompleted, "It has ended.");
            victim.Kill();
            await ended;   // What it held is free when it is gone, not when the signal is sent.
        }

        ProcessResult goesOn = await RunAsync("strategist", "once", "--json", "--config", "engine.yaml");
        Assert.True(goesOn.ExitCode == 0, goesOn.Error);
        JsonElement[] decisions = [.. (await RunAsync("decisions", "list", "--json", "--config", "engine.yaml")).Json().EnumerateArray()];
        Assert.Equal(["kept", "activated", "kept"], decisions.Select(one => one.GetProperty("state").GetString()));
        string hash = decisions[1].GetProperty("hash").GetString()!;

        DecisionRecord[] records = [.. DecisionReader.All(Journal)];
        Assert.Single(records, record => record.Kind == DecisionKind.StageRequested);
        Assert.Single(records, record => record.Kind == DecisionKind.Activated);
        Assert.Single(records, record => record.Kind == DecisionKind.HoldOut);    // The third was of the same family: it is not shown it again.
        Assert.True(File.Exists(Path.Combine(Journal, "reports", "d000002.md")));

        JsonElement slot = (await RunAsync("ctl", "rulesets", "list", "--json", "--config", "engine.yaml")).Json().GetProperty("slots")[0];
        Assert.Equal(hash, slot.GetProperty("active").GetProperty("sha256").GetString());
        Assert.Equal("1", slot.GetProperty("share").GetString()!.TrimEnd('0').TrimEnd('.'));

        Assert.Equal(0, (await RunAsync("decisions", "verify", "--config", "engine.yaml")).ExitCode);
        engine.Terminate();
        Assert.Equal(0, (await engine.ResultAsync()).ExitCode);
        ProcessResult replay = await RunAsync("replay", "--journal", "journal", "--verify");
        Assert.True(replay.ExitCode == 0, replay.Output + replay.Error);
    }

    private string Journal => Path.Combine(_directory, "strategist");

    private bool HasShadowed(string decision)
    {
        DecisionRecord[] records = [.. DecisionReader.All(Journal).Where(record => record.Decision == decision)];
        DecisionRecord? outcome = records.FirstOrDefault(record => record.Kind == DecisionKind.Outcome);
        Assert.True(outcome is null, $"Its end has come: {string.Join(", ", records.Select(record => record.Kind))}: {outcome?.Body}");
        return records.Any(record => record.Kind == DecisionKind.Shadow);
    }

    private async Task PrepareAsync()
    {
        Assert.Equal(0, (await RunAsync("init", "--profile", "demo", "--to", ".")).ExitCode);
        await File.WriteAllTextAsync(Path.Combine(_directory, "bars.csv"), Waves());
        ProcessResult import = await RunAsync(
            "import", "bars.csv", "--layout", "binance-public-klines", "--venue", "SIM", "--symbol", "BTCUSDT", "--base", "BTC", "--quote", "USDT", "--bar", "1h", "--taker-fee", "0.0005", "--maker-fee", "0.0005", "--to", "history");
        Assert.True(import.ExitCode == 0, import.Error);
        string rules = await File.ReadAllTextAsync(Path.Combine(_directory, "moving-average-cross.yaml"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "waves.yaml"), rules
            .Replace("name: moving-average-cross", "name: waves", StringComparison.Ordinal).Replace("bar: 1s", "bar: 1h", StringComparison.Ordinal)
            .Replace("max: 50", "max: 10", StringComparison.Ordinal).Replace("max: 200", "max: 40", StringComparison.Ordinal));
        string path = Path.Combine(_directory, "engine.yaml"), configuration = await File.ReadAllTextAsync(path);
        Assert.Contains("specs: [1s, 1m]", configuration, StringComparison.Ordinal);
        Assert.Contains("drain: 2s", configuration, StringComparison.Ordinal);
        configuration = configuration.Replace("specs: [1s, 1m]", "specs: [1s, 1m, 1h]", StringComparison.Ordinal).Replace("drain: 2s", "drain: 30s", StringComparison.Ordinal);    // A test machine may be busy.
        await File.WriteAllTextAsync(path, configuration + """

            strategist:
              data: [history]
              universe: [BTCUSDT.SIM]
              templates: [waves.yaml]
              proposer: {method: random, trials: 5}
              acceptance: {permutations: 20, permutation_p: 1, overfitting_probability: 1}
              approval: {automatic_below: 100%}
              shadow: 3s
              canary: {shares: [50%, 100%], step: 2s}
              probation: {duration: 5s}
            """);
        ProcessResult check = await RunAsync("config", "check", "engine.yaml");
        Assert.True(check.ExitCode == 0, check.Output);
    }

    // Four years of hours in which prices rise for two days and fall for two: what averages that cross are made for.
    private static string Waves()
    {
        Random random = new(7);
        StringBuilder lines = new();
        double open = 40_000;
        for (int hour = 0; hour < 4 * 365 * 24; hour++)
        {
            double change = ((hour / 48) % 2 == 0 ? 0.002 : -0.0018) + ((random.NextDouble() - 0.5) * 0.003);
            if (open * Math.Exp(change) is < 10_000 or > 200_000) { change = -change; }
            double close = Math.Round(open * Math.Exp(change), 2);
            long time = 1_577_836_800_000 + (hour * 3_600_000L);
            lines.Append(CultureInfo.InvariantCulture, $"{time},{open:F2},{Math.Max(open, close) * 1.0005:F2},{Math.Min(open, close) * 0.9995:F2},{close:F2},100.00000,{time + 3_599_999},4000000,100,50,2000000,0\n");
            open = close;
        }

        return lines.ToString();
    }

    private Task<ProcessResult> RunAsync(params string[] args) => CommandProcess.RunAsync(_directory, args);

    private async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"It took too long until {what}; the journal's last records:\n{(Directory.Exists(Journal) ? string.Join('\n', DecisionReader.All(Journal).TakeLast(3)) : "")}");
            await Task.Delay(100);
        }
    }
}
