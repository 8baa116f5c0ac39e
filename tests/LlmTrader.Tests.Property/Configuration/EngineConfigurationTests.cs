using System.Text.Json;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Property.Configuration;

/// <summary>Configurations read back as they were written, and no text does more harm than a mistake.</summary>
public sealed class EngineConfigurationTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [Fact]
    public void What_is_written_is_read()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            EngineConfiguration written = RandomConfiguration.Next(random);
            string yaml = PlainYaml.Of(written, random);
            EngineConfigurationFile file = EngineConfigurationFile.ReadText("engine.yaml", yaml, NoVariables);
            Assert.True(file.Mistakes.Count == 0, $"seed {seed}: {string.Join('\n', file.Mistakes)}\n{yaml}");
            Assert.Equal(JsonSerializer.Serialize(written), JsonSerializer.Serialize(file.Configuration));
        }
    }

    // The same through the environment: each value that a variable can carry is overridden by that of another configuration.
    [Fact]
    public void Variables_make_one_configuration_of_another()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            EngineConfiguration configuration = RandomConfiguration.Next(random);
            string level = Choose(random, "debug", "warning", "error");
            int rate = random.Next(1, 1_000);
            Dictionary<string, string> variables = new()
            {
                ["LLMTRADER__LOG__LEVEL"] = level,
                ["llmtrader__journal__DIRECTORY"] = "/elsewhere",
                ["LLMTRADER__ADMIN__READS_PER_SECOND"] = $"{rate}",
                ["LLMTRADER__BARS__SPECS"] = "1m, 15m",
                ["LLMTRADER__ACCOUNTS__0__CASH__USDT"] = "77",
            };
            EngineConfiguration read = EngineConfigurationFile.ReadText("engine.yaml", PlainYaml.Of(configuration, random), variables).Configuration;
            Assert.Equal((level, "/elsewhere", rate), (read.Log.Level.ToString().ToLowerInvariant(), read.Journal.Directory, read.Admin.ReadsPerSecond));
            Assert.Equal(["1m", "15m"], read.Bars.Specs);
            Assert.Equal("77", read.Accounts[0].Cash["USDT"]);
            Assert.Equal(JsonSerializer.Serialize(configuration.Fills), JsonSerializer.Serialize(read.Fills));
        }
    }

    [Fact]
    public void A_text_that_was_mutated_is_read_or_has_mistakes_with_places()
    {
        int valid = 0;
        for (int seed = 0; seed < 4_000; seed++)
        {
            Random random = new(seed);
            string text = PlainYaml.Of(RandomConfiguration.Next(new Random(seed % 50)), new Random(seed % 50));
            for (int i = random.Next(1, 4); i > 0; i--) { text = TextMutation.Of(text, random); }
            string name = random.Next(4) == 0 ? "engine.json" : "engine.yaml";
            EngineConfigurationFile file = Read(name, text, seed);
            Assert.All(file.Mistakes, mistake => Assert.True(mistake.Origin.Line >= 1 && mistake.Problem.Length > 0 && mistake.Remedy.Length > 0, $"seed {seed}: {mistake}"));
            if (file.Mistakes.Count > 0) { continue; }
            valid++;
            if (EngineInstruments.Known(file.Configuration) is { } instruments) { file.Configuration.ToRun(instruments).ToOptions(instruments); }
        }

        Assert.InRange(valid, 50, 3_900);    // Else the mutations test nothing.
    }

    [Fact]
    public void A_variable_that_was_mutated_is_taken_or_named()
    {
        string text = "feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\n";
        string[] names = ["LLMTRADER__FEEDS__0__RATE", "LLMTRADER__FEEDS__1", "LLMTRADER__ACCOUNTS__0__CASH", "LLMTRADER__RISK__RULES__0__KIND", "LLMTRADER__LOG", "LLMTRADER__BARS__SPECS__0"];
        string[] values = ["10", "{kind: binance, symbols: [BTCUSDT]}", "{USDT: 5}", "drawdown", "{level: debug}", "1m", "", "[", "{a: b", "x: y: z", "\t", "- a"];
        for (int seed = 0; seed < 3_000; seed++)
        {
            Random random = new(seed);
            string name = TextMutation.Of(Choose(random, names), random);
            string value = TextMutation.Of(Choose(random, values), random);
            if (!name.StartsWith("LLMTRADER__", StringComparison.Ordinal)) { continue; }
            EngineConfigurationFile file;
            try { file = EngineConfigurationFile.ReadText("engine.yaml", text, new Dictionary<string, string> { [name] = value }); }
            catch (Exception e) { throw new InvalidOperationException($"seed {seed}: {name}={value}", e); }
            Assert.All(file.Mistakes, mistake => Assert.True(mistake.Origin.Variable == name || mistake.Origin.Line >= 1, $"seed {seed}: {mistake}"));
        }
    }

    private static EngineConfigurationFile Read(string name, string text, int seed)
    {
        try { return EngineConfigurationFile.ReadText(name, text, NoVariables); }
        catch (Exception e) { throw new InvalidOperationException($"seed {seed}:\n{text}", e); }
    }

    private static T Choose<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
