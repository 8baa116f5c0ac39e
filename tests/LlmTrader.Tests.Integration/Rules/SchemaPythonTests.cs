using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Rules;

/// <summary>The schema that <c>rules schema</c> prints, judged by a validator that knows nothing of ours, on what <c>rules format --json</c> prints.</summary>
public sealed class SchemaPythonTests
{
    private const string Python = "/usr/bin/python3";    // Debian's: the one that python3-jsonschema belongs to.

    // Every field that the shipped sets leave out.
    private const string Everything = """
        name: everything
        description: "all: of it"
        universe: [BTCUSDT.BINANCE, "600519"]
        bar: 500t
        params: {n: 3, m: {default: 4, min: 2, max: 9, step: 1}}
        let: {mid: (bid + ask) / 2}
        entry_long: close > mid and n < m
        exit_long: false
        entry_short: "close < mid"
        exit_short: close of "ETHUSDT.BINANCE" > 1
        sizing: {risk_per_trade: 1}
        stop_loss: {price: "lowest(low, 5)"}
        take_profit: {distance: 2 * atr(14)}
        trailing_stop: {percent: 2}
        time_stop: 40
        order: {limit: {percent: -0.5}, time_out: 3}
        cooldown: 2
        max_entries: 3
        hand_over: close
        """;

    private static readonly string[] Broken =
    [
        "{}",
        "[]",
        """{"name": "a b", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1}, "time_stop": 3}""",
        """{"name": "a", "bar": "1 hour", "entry_long": "close > 1", "sizing": {"quantity": 1}, "time_stop": 3}""",
        """{"name": "a", "bar": "1h", "entry_longs": "close > 1", "sizing": {"quantity": 1}, "time_stop": 3}""",
        """{"name": "a", "bar": "1h", "entry_long": 7, "sizing": {"quantity": 1}, "time_stop": 3}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1, "notional": 2}, "time_stop": 3}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1}, "time_stop": 0}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1}, "trailing_stop": {"price": 3}}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1}, "time_stop": 3, "order": "limit"}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1}, "time_stop": 3, "universe": []}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1}, "time_stop": 3, "hand_over": "keep"}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"volatility_target": 10, "volatility_bars": 10000}, "time_stop": 3}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > n", "sizing": {"quantity": 1}, "time_stop": 3, "params": {"n": {"min": 1, "max": 2}}}""",
        """{"name": "a", "bar": "1h", "entry_long": "close > 1", "sizing": {"quantity": 1}, "time_stop": 3, "let": {"2x": "close"}}""",
        """{"name": "a", "bar": "1h", "grid": {"levels": 0, "spacing": {"percent": 1}, "size": {"quantity": 1}}}""",
        """{"name": "a", "bar": "1h", "grid": {"levels": 3, "spacing": {"percent": 1}, "size": {"risk_per_trade": 1}}}""",
        """{"name": "a", "bar": "1h", "grid": {"levels": 3, "spacing": {"percent": 1}, "size": {"quantity": 1}, "side": "up"}}""",
    ];

    [SkippableFact]
    public async Task Shipped_sets_are_valid_by_the_printed_schema()
    {
        RequireTools();
        string[] files = [.. Directory.GetFiles(Shipped(), "*.yaml").Order(StringComparer.Ordinal)];
        Assert.Equal(10, files.Length);
        List<string> documents = [.. files.Select(File.ReadAllText).Append(Everything).Select(InJson)];
        documents.Add(JsonNode.Parse(await Printed("rules", "format", files[0], "--json"))!["document"]!.ToJsonString());
        Assert.Equal(documents[0], documents[^1]);
        Assert.Equal(Enumerable.Repeat("valid", 12), Validate(await Printed("rules", "schema"), documents));
    }

    [SkippableFact]
    public void What_breaks_the_schema_is_refused_by_both()
    {
        RequireTools();
        Assert.All(Broken, document => Assert.False(RuleText.Read(document).IsValid, document));
        string[] verdicts = Validate(RuleSchema.ToJson(), Broken);
        Assert.Equal(Broken.Length, verdicts.Length);
        Assert.All(Broken.Zip(verdicts), pair => Assert.True(pair.Second.StartsWith("invalid at ", StringComparison.Ordinal), pair.First));
    }

    private static string InJson(string yaml)
    {
        RuleReading reading = RuleText.Read(yaml);
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        return RuleText.ToJson(reading.Document!).ToJsonString();
    }

    private static async Task<string> Printed(params string[] arguments)
    {
        ProcessResult result = await CommandProcess.RunAsync(AppContext.BaseDirectory, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static string[] Validate(string schema, IReadOnlyList<string> documents)
    {
        string input = string.Join('\n', [JsonNode.Parse(schema)!.ToJsonString(), .. documents]);
        (int exit, string output, string error) = Run(input, Script());
        Assert.True(exit == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void RequireTools()
    {
        const string Hint = "(apt-get install python3-jsonschema)";
        try { Skip.If(Run("", "-c", "from jsonschema import Draft202012Validator").Exit != 0, $"Debian's python3-jsonschema is not installed {Hint}."); }
        catch (Win32Exception error) { Skip.If(true, $"{error.Message} {Hint}"); }
    }

    private static (int Exit, string Output, string Error) Run(string input, params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false) };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static string Script([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "validate.py");

    private static string Shipped([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../strategies/rulesets"));
}
