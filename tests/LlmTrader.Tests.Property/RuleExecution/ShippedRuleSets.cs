using System.Runtime.CompilerServices;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>The rule sets that the project ships, read from strategies/rulesets.</summary>
internal static class ShippedRuleSets
{
    public static readonly string[] Names =
    [
        "bollinger-breakout", "donchian-turtle", "grid", "kdj-ashare", "macd-adx", "moving-average-cross", "rsi-reversion",
        "time-series-momentum", "volatility-target-trend", "vwap-reversion",
    ];

    public static string Folder { get; } = Find();

    public static string TextOf(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.yaml"));

    public static RuleReading Read(string name)
    {
        RuleReading reading = RuleText.Read(TextOf(name), $"{name}.yaml");
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        return reading;
    }

    // From this file's place: the tests may run from a folder outside the repository.
    private static string Find([CallerFilePath] string file = "")
    {
        for (DirectoryInfo? folder = Directory.GetParent(file); folder is not null; folder = folder.Parent)
        {
            string rules = Path.Combine(folder.FullName, "strategies", "rulesets");
            if (Directory.Exists(rules)) { return rules; }
        }

        throw new DirectoryNotFoundException($"No strategies/rulesets above {file}.");
    }
}
