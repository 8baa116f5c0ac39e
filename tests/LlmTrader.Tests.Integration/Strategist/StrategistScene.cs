using System.Globalization;
using System.Text;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>
/// A trading directory whose engine runs on the simulated market, and whose strategist judges candidates by a history in which averages that
/// cross are the right idea. The candidates decide on bars of a second, so that they trade within seconds once they are active.
/// </summary>
internal sealed class StrategistScene : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    public string Root { get; } = Directory.CreateTempSubdirectory("llmtrader-strategist-").FullName;

    /// <summary>The strategist's journal.</summary>
    public string Journal => Path.Combine(Root, "strategist");

    /// <summary>What is in it; a record that is being written is not.</summary>
    public IReadOnlyList<DecisionRecord> Records => Directory.Exists(Journal) ? [.. DecisionReader.All(Journal)] : [];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Makes it, with the configuration <c>engine.yaml</c>.</summary>
    /// <param name="strategist">The section's keys besides data, universe and templates, each line indented by two.</param>
    public async Task PrepareAsync(string strategist)
    {
        await MustAsync("init", "--profile", "demo", "--to", ".");
        await WaitAsync();
        await ImportAsync(20_000);
        await ConfigureAsync("engine.yaml", "waves", strategist);
    }

    /// <summary>Makes the history that judges candidates; a longer one begins as a shorter one does.</summary>
    public async Task ImportAsync(int hours)
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "bars.csv"), Waves(hours));
        if (Directory.Exists(Path.Combine(Root, "history"))) { Directory.Delete(Path.Combine(Root, "history"), recursive: true); }
        await MustAsync("import", "bars.csv", "--layout", "binance-public-klines", "--venue", "SIM", "--symbol", "BTCUSDT", "--base", "BTC", "--quote", "USDT", "--bar", "1s", "--taker-fee", "0.0005", "--maker-fee", "0.0005", "--to", "history");
    }

    /// <summary>Writes a configuration whose candidates come of a template of their own.</summary>
    /// <param name="variant">0 to 31. Another one asks for other things that always hold: the rules trade alike and are a family that has not seen the hold-out.</param>
    public async Task ConfigureAsync(string file, string template, string strategist, int variant = 0)
    {
        string rules = await File.ReadAllTextAsync(Path.Combine(Root, "moving-average-cross.yaml"));
        await File.WriteAllTextAsync(Path.Combine(Root, template + ".yaml"), rules
            .Replace("name: moving-average-cross", "name: " + template, StringComparison.Ordinal)
            .Replace("cross_above(fast_average, slow_average)", "cross_above(fast_average, slow_average)" + Always(variant), StringComparison.Ordinal)
            .Replace("{default: 10, min: 2, max: 50, step: 1}", "{default: 3, min: 2, max: 5, step: 1}", StringComparison.Ordinal)
            .Replace("{default: 30, min: 5, max: 200, step: 5}", "{default: 10, min: 6, max: 12, step: 1}", StringComparison.Ordinal));
        string path = Path.Combine(Root, "engine.yaml"), configuration = await File.ReadAllTextAsync(path);
        int section = configuration.IndexOf("\nstrategist:", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Root, file), (section < 0 ? configuration : configuration[..section]) + $"""

            strategist:
              data: [history]
              universe: [BTCUSDT.SIM]
              templates: [{template}.yaml]

            """ + strategist);
        await MustAsync("config", "check", file);
    }

    /// <summary>Starts the engine, which is ready.</summary>
    public async Task<CommandProcess> StartEngineAsync()
    {
        CommandProcess engine = Start("engine", "--config", "engine.yaml");
        await UntilAsync(async () => (await RunAsync("ctl", "health", "--config", "engine.yaml")).ExitCode == 0, "the engine is ready");
        return engine;
    }

    public CommandProcess Start(params string[] args) => CommandProcess.Start(Root, args);

    public Task<ProcessResult> RunAsync(params string[] args) => CommandProcess.RunAsync(Root, args);

    public async Task<ProcessResult> MustAsync(params string[] args)
    {
        ProcessResult result = await RunAsync(args);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', args)}: exit code {result.ExitCode}\n{result.Error}{result.Output}");
        return result;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"It took too long until {what}.");
            await Task.Delay(20);
        }
    }

    // Until a candidate is active nothing trades: what is held, won and lost from then on is the candidate's.
    private async Task WaitAsync()
    {
        const string cross = "moving-average-cross";
        string rules = await File.ReadAllTextAsync(Path.Combine(Root, cross + ".yaml"));
        await File.WriteAllTextAsync(Path.Combine(Root, "waiting.yaml"), rules.Replace("name: " + cross, "name: waiting", StringComparison.Ordinal).Replace("cross_above(fast_average, slow_average)", "volume < 0", StringComparison.Ordinal));
        string path = Path.Combine(Root, "engine.yaml"), configuration = await File.ReadAllTextAsync(path);
        Assert.Contains("drain: 2s", configuration, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, configuration
            .Replace($"file: {cross}.yaml", "file: waiting.yaml", StringComparison.Ordinal)
            .Replace("specs: [1s, 1m]", "specs: [1s]", StringComparison.Ordinal)    // A market that was stopped stands still within a second.
            .Replace("drain: 2s", "drain: 30s", StringComparison.Ordinal));    // A test machine may be busy.
    }

    private static string Always(int variant) => string.Concat(new[] { "open", "high", "low", "close", "volume" }.Where((_, bit) => (variant >> bit & 1) == 1).Select(series => $" and {series} >= 0"));

    // A second of every hour: prices rise for a day and fall for a day.
    private static string Waves(int hours)
    {
        Random random = new(7);
        StringBuilder lines = new();
        double open = 40_000;
        for (int hour = 0; hour < hours; hour++)
        {
            double change = ((hour / 24) % 2 == 0 ? 0.002 : -0.0018) + ((random.NextDouble() - 0.5) * 0.003);
            if (open * Math.Exp(change) is < 10_000 or > 200_000) { change = -change; }
            double close = Math.Round(open * Math.Exp(change), 2);
            long time = 1_577_836_800_000 + (hour * 3_600_000L);
            lines.Append(CultureInfo.InvariantCulture, $"{time},{open:F2},{Math.Max(open, close) * 1.0005:F2},{Math.Min(open, close) * 0.9995:F2},{close:F2},100.00000,{time + 999},4000000,100,50,2000000,0\n");
            open = close;
        }

        return lines.ToString();
    }
}
