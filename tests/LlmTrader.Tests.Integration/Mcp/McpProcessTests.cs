using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Mcp;
using ModelContextProtocol.Client;

namespace LlmTrader.Tests.Integration.Mcp;

/// <summary>An agent as people run it: a client of another hand starts the program, looks, and asks a person before it changes anything.</summary>
public sealed class McpProcessTests : IDisposable
{
    private static readonly (string, object?)[] Pause = [("slot", 0), ("reason", "it loses")];

    private readonly McpScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Looking_is_free_and_a_change_needs_a_yes_for_these_arguments_once()
    {
        await _scene.PrepareAsync();
        await _scene.StartEngineAsync();
        await using McpAgent agent = await McpAgent.StartAsync(_scene.Root);

        IList<McpClientTool> tools = await agent.Client.ListToolsAsync();
        Assert.Equal(13, tools.Count);
        Assert.Equal(ToolNames.Changing.Order(), tools.Where(tool => tool.ProtocolTool.Annotations!.ReadOnlyHint != true).Select(tool => tool.Name).Order());
        Assert.Equal(ToolNames.PauseStrategy, Assert.Single(tools, tool => tool.ProtocolTool.Annotations!.DestructiveHint != false).Name);
        Assert.All(tools, tool => Assert.True(tool.Description.Length > 80 && tool.ProtocolTool.OutputSchema is not null, tool.Name));

        Assert.Contains("BTCUSDT.SIM", (await agent.DoAsync("instruments")).GetProperty("instruments").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        await McpScene.UntilAsync(async () => (await _scene.MustAsync("ctl", "bars", "BTCUSDT", "--spec", "1s", "--limit", "3", "--json")).Json().GetProperty("bars").GetArrayLength() == 3, "three bars are closed");    // The agent's calls are limited.
        Assert.Equal(3, (await agent.DoAsync("bars", ("symbol", "BTCUSDT"), ("spec", "1s"), ("limit", 3))).GetProperty("bars").GetArrayLength());
        await agent.DoAsync("positions");
        await agent.DoAsync("orders", ("status", "all"), ("symbol", "BTCUSDT.SIM"));
        Assert.Equal("active", (await agent.DoAsync("strategies")).GetProperty("strategies")[0].GetProperty("trading").GetString());
        foreach (string path in new[] { "../../etc/passwd", "BTCUSDT/../../orders", "BTCUSDT.SIM?x=1", "%2e%2e" }) { Assert.Equal("unknown_symbol", Error(await agent.RefusalAsync("bars", ("symbol", path)))); }

        JsonElement asked = await agent.RefusalAsync("pause_strategy", Pause);
        Assert.Equal("approval_required", Error(asked));
        string id = asked.GetProperty("approval").GetString()!, hash = asked.GetProperty("hash").GetString()!;
        Assert.Contains($"llmtrader ctl approvals approve {id} {hash[..12]}", asked.GetProperty("next").GetString(), StringComparison.Ordinal);
        ProcessResult shown = await _scene.MustAsync("ctl", "approvals", "show", id, "--source");
        foreach (string part in new[] { "Tool pause_strategy, wanted by desk", "mcp/desk", "reason: \"it loses\"", "slot: 0", "called once" }) { Assert.Contains(part, shown.Output, StringComparison.Ordinal); }
        Assert.Equal("approval_pending", Error(await agent.RefusalAsync("pause_strategy", Pause)));
        Assert.Equal("active", await _scene.TradingAsync());

        await _scene.MustAsync("ctl", "approvals", "approve", id, hash[..12], "--reason", "seen");
        JsonElement other = await agent.RefusalAsync("pause_strategy", ("slot", 0), ("reason", "it loses a lot"));
        Assert.Equal("approval_required", Error(other));
        Assert.NotEqual(hash, other.GetProperty("hash").GetString());
        Assert.Equal("active", await _scene.TradingAsync());
        Assert.Equal("accepted", (await agent.DoAsync("pause_strategy", Pause)).GetProperty("outcome").GetString());
        Assert.Equal("paused", await _scene.TradingAsync());

        await _scene.MustAsync("ctl", "resume", "0", "--reason", "a test");
        JsonElement again = await agent.RefusalAsync("pause_strategy", Pause);
        Assert.Equal("approval_required", Error(again));
        Assert.NotEqual(id, again.GetProperty("approval").GetString());
        await _scene.MustAsync("ctl", "approvals", "reject", again.GetProperty("approval").GetString()!, "--reason", "let it trade");
        Assert.Contains("let it trade", (await agent.RefusalAsync("pause_strategy", Pause)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("approval_rejected", Error(await agent.RefusalAsync("pause_strategy", Pause)));
        Assert.Equal("active", await _scene.TradingAsync());

        // Another client's yes is its own.
        await using McpAgent second = await McpAgent.StartAsync(_scene.Root);
        Assert.Equal("approval_required", Error(await second.RefusalAsync("pause_strategy", Pause)));

        JsonElement[] lines = [.. _scene.Audit().Where(line => line.GetProperty("tool").GetString() == "pause_strategy")];
        Assert.Equal(["approval_required", "approval_pending", "approval_required", "begun", "ok", "approval_required", "approval_rejected", "approval_rejected", "approval_required"], lines.Select(line => line.GetProperty("outcome").GetString()));
        Assert.Equal(id, lines[4].GetProperty("approval").GetString());
        ProcessResult audit = await _scene.MustAsync("ctl", "audit");
        Assert.Contains("mcp/desk: it loses", audit.Output, StringComparison.Ordinal);
        Assert.Empty(agent.Errors);
    }

    [Fact]
    public async Task A_yes_ends_with_its_time_and_calls_and_replies_have_their_limits()
    {
        await _scene.PrepareAsync();
        await _scene.StartEngineAsync();
        await using (McpAgent eager = await McpAgent.StartAsync(_scene.Root, ("LLMTRADER__MCP__PENDING_APPROVALS", "2")))
        {
            await eager.RefusalAsync("pause_strategy", Pause);
            await eager.RefusalAsync("pause_strategy", ("slot", 0), ("reason", "two"));
            Assert.Equal("too_many_approvals", Error(await eager.RefusalAsync("pause_strategy", ("slot", 0), ("reason", "three"))));
        }

        await using (McpAgent hasty = await McpAgent.StartAsync(_scene.Root, ("LLMTRADER__MCP__APPROVAL_EXPIRES", "10s")))
        {
            JsonElement late = await hasty.RefusalAsync("pause_strategy", Pause);
            await Task.Delay(TimeSpan.FromSeconds(10.5));
            ProcessResult tooLate = await _scene.RunAsync("ctl", "approvals", "approve", late.GetProperty("approval").GetString()!, late.GetProperty("hash").GetString()![..12], "--reason", "a test");
            Assert.Equal(1, tooLate.ExitCode);
            Assert.Equal("approval_expired", Error(await hasty.RefusalAsync("pause_strategy", Pause)));
            Assert.Equal("approval_required", Error(await hasty.RefusalAsync("pause_strategy", Pause)));
        }

        await using (McpAgent small = await McpAgent.StartAsync(_scene.Root, ("LLMTRADER__MCP__CALLS_PER_MINUTE", "5"), ("LLMTRADER__MCP__BACKTESTS_PER_HOUR", "1"), ("LLMTRADER__MCP__MAX_REPLY", "1KiB"), ("LLMTRADER__MCP__MAX_ARGUMENTS", "1KiB")))
        {
            Assert.Equal("reply_too_large", Error(await small.RefusalAsync("instruments")));
            Assert.Equal("arguments_too_large", Error(await small.RefusalAsync("check_rules", ("rules", new string('x', 2_000)))));
            Assert.Equal("bad_rules", Error(await small.RefusalAsync("backtest", ("rules", "x"))));
            Assert.Equal("quota", Error(await small.RefusalAsync("backtest", ("rules", "x"))));
            Assert.Equal("reply_too_large", Error(await small.RefusalAsync("instruments")));
            JsonElement spent = await small.RefusalAsync("positions");
            Assert.Equal("quota", Error(spent));
            Assert.Matches("Wait [1-9][0-9]? s", spent.GetProperty("next").GetString());
        }

        Assert.Equal("active", await _scene.TradingAsync());
    }

    [Fact]
    public async Task Without_an_engine_the_tools_that_need_none_work_and_the_others_say_so()
    {
        await _scene.PrepareAsync();
        string rules = await File.ReadAllTextAsync(Path.Combine(_scene.Root, "moving-average-cross.yaml"));
        await using McpAgent agent = await McpAgent.StartAsync(_scene.Root);
        Assert.True((await agent.DoAsync("check_rules", ("rules", rules))).GetProperty("isValid").GetBoolean());
        JsonElement mistake = (await agent.DoAsync("check_rules", ("rules", rules.Replace("sma(", "smaa(", StringComparison.Ordinal)))).GetProperty("mistakes")[0];
        Assert.Contains("sma", mistake.GetProperty("suggestion").GetString(), StringComparison.Ordinal);
        Assert.Contains("average", (await agent.DoAsync("explain_rules", ("rules", rules))).GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await agent.DoAsync("list_decisions")).GetProperty("total").GetInt32());
        Assert.Equal("unknown_decision", Error(await agent.RefusalAsync("show_decision", ("decision", "../../etc"))));
        Assert.Equal(0, (await agent.DoAsync("why_rejected")).GetProperty("rejections").GetArrayLength());
        foreach (string tool in new[] { "instruments", "positions", "orders", "strategies" })
        {
            JsonElement absent = await agent.RefusalAsync(tool);
            Assert.Equal("engine_absent", Error(absent));
            Assert.Contains($"The tool {tool} needs a running engine.", absent.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal("engine_absent", Error(await agent.RefusalAsync("propose_rules", ("rules", rules))));
        Assert.False(Directory.Exists(Path.Combine(_scene.Root, "strategist")));
        Assert.Equal("bad_argument", Error(await agent.RefusalAsync("bars", ("symbol", "BTCUSDT"), ("limit", "many"))));
        Assert.Equal("bad_argument", Error(await agent.RefusalAsync("bars")));
        Assert.Equal("bad_argument", Error(await agent.RefusalAsync("bars", ("symbol", "BTCUSDT"), ("path", "/etc"))));
    }

    [Fact]
    public async Task Stdout_has_the_protocol_alone_and_the_end_of_stdin_is_the_end()
    {
        await _scene.PrepareAsync();
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "llmtrader.dll"), "mcp"]) { WorkingDirectory = _scene.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process server = Process.Start(start)!;
        Task<string> errors = server.StandardError.ReadToEndAsync();
        await server.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""");
        await server.StandardInput.WriteLineAsync("this is no JSON");
        await server.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await server.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"positions","arguments":{}}}""");
        List<JsonElement> said = [];
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (!HasAnswer("1") || !HasAnswer("2"))    // In any order: requests are worked on side by side.
        {
            said.Add(JsonDocument.Parse((await server.StandardOutput.ReadLineAsync(patience.Token))!).RootElement);
        }

        server.StandardInput.Close();
        string rest = await server.StandardOutput.ReadToEndAsync(patience.Token);
        await server.WaitForExitAsync(patience.Token);
        Assert.True(server.ExitCode == 0, await errors);
        Assert.Equal("", rest);
        Assert.All(said, one => Assert.Equal("2.0", one.GetProperty("jsonrpc").GetString()));
        ProcessResult nowhere = await CommandProcess.RunAsync(_scene.Root, "mcp", "--config", "other.yaml");
        Assert.Equal((2, ""), (nowhere.ExitCode, nowhere.Output));

        bool HasAnswer(string to) => said.Any(one => one.TryGetProperty("id", out JsonElement id) && id.ToString() == to);
    }

    private static string Error(JsonElement refusal) => refusal.GetProperty("error").GetString()!;
}
