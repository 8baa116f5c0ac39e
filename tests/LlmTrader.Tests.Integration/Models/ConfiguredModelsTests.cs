using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tests.Support.Loopback;
using LlmTrader.Tests.Support.Models;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Models;

namespace LlmTrader.Tests.Integration.Models;

/// <summary>From a configuration file to answers: composition, record and replay, and the verb that probes.</summary>
public sealed class ConfiguredModelsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("models").FullName;
    private int _announced;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_a_configuration_recorded_replays_without_server_or_key()
    {
        Write("http://127.0.0.1:1/v1", "");
        Assert.Null(ConfiguredModels.Open(EngineConfigurationFile.ReadText("engine.yaml", Least, new Dictionary<string, string>()).Configuration, Ports));
        string first;
        await using (ModelLoopback server = await ModelLoopback.StartAsync(request => ModelScript.Says($"{request.Headers["authorization"]} said hello", input: 10, output: 10)))
        {
            await File.WriteAllTextAsync(Path.Combine(_directory, "key"), "sk-hunter2hunter2\n");
            using ConfiguredModels live = ConfiguredModels.Open(Write(server.UrlOf("s").ToString(), "  record: recordings\n"), Ports)!;
            ModelAnswer answer = await live.Gateway.AskAsync(GatewayScene.Call(), CancellationToken.None);
            Assert.Equal((ModelOutcome.Answered, "Bearer sk-hunter2hunter2 said hello"), (answer.Outcome, answer.Text));
            Assert.DoesNotContain("hunter2", answer.ResponseBody, StringComparison.Ordinal);    // A known key, in what is written down.
            Assert.Equal(0.00003m, live.Gateway.Budgets.Status()[0].UsedMoney);
            first = server.UrlOf("s").ToString();
        }

        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(_directory, "recordings")))), StringComparison.Ordinal);
        File.Delete(Path.Combine(_directory, "key"));
        using ConfiguredModels replayed = ConfiguredModels.Open(Write(first, "  record: recordings\n  replay: true\n"), Ports)!;
        Assert.Equal("Bearer [redacted:known] said hello", (await replayed.Gateway.AskAsync(GatewayScene.Call(), CancellationToken.None)).Text);
        Assert.Empty(replayed.Replayed!.Misses);
        Assert.Equal(ModelOutcome.NotRecorded, (await replayed.Gateway.AskAsync(GatewayScene.Call("something else"), CancellationToken.None)).Outcome);
        Assert.Single(replayed.Replayed.Misses);
        Assert.Equal(1, _announced);    // What was sent, and nothing of the replay.
    }

    [Fact]
    public async Task A_probe_tells_of_each_endpoint_whether_it_answers()
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(request => request.Model == "m" ? ModelScript.Says("ok") : ModelScript.Fails(401, "no such key: sk-hunter2hunter2"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "key"), "sk-hunter2hunter2\n");
        Write(server.UrlOf("s").ToString(), "");
        (int code, JsonElement json, string text) = Run("--json", "--probe");
        Assert.Equal(1, code);
        Assert.Equal(["answered", "rejected"], json.GetProperty("endpoints").EnumerateArray().Select(one => one.GetProperty("probe").GetProperty("outcome").GetString()));
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
        (code, json, _) = Run("--json");
        Assert.Equal((0, JsonValueKind.Null), (code, json.GetProperty("endpoints")[0].GetProperty("probe").ValueKind));
        Assert.Equal(2, server.Requests.Count);
    }

    private const string Least = "feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\n";

    private ModelPorts Ports => new()
    {
        History = new NothingSpent(),
        Notify = _ => { },
        Announce = (_, bound) => _announced += bound.Tokens > 0 ? 1 : 0,
    };

    private EngineConfiguration Write(string url, string more)
    {
        string file = Path.Combine(_directory, "engine.yaml");
        File.WriteAllText(file, $$$"""
            {{{Least}}}models:
              endpoints:
                - {name: e, base_url: '{{{url}}}', model: m, api_key: 'file:key', price: {input: 1, output: 2}}
                - {name: f, base_url: '{{{url}}}', model: n, api_key: 'file:key'}
              groups: [{name: g, endpoints: [e]}]
              budgets: [{window: 1d, money: 5}]
            {{{more}}}
            """);
        return EngineConfigurationFile.Read(file, new Dictionary<string, string>()).Configuration;
    }

    private (int Code, JsonElement Json, string Text) Run(params string[] options)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = LlmTraderCommand.Run(["llm", "endpoints", "--config", Path.Combine(_directory, "engine.yaml"), .. options], new TerminalStreams(output, error, OutputIsTerminal: false, ErrorIsTerminal: false), CancellationToken.None);
        return (code, JsonSerializer.Deserialize<JsonElement>(output.ToString()), output.ToString() + error);
    }
}
