using System.Text.Json;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tools.Hosting.Mcp.Calls;

namespace LlmTrader.Tests.Unit.Mcp;

/// <summary>Every call is a whole line, whoever writes at the same time, and without what a redactor takes out.</summary>
public sealed class McpAuditTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => Path.Combine(_directory.Path, "run", "mcp.jsonl");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_call_is_written_redacted_with_what_became_of_it()
    {
        McpSession session = new("desk");
        using (McpAudit audit = new(File, session, new SteppedClock(), text => text.Replace("sk-123", "***", StringComparison.Ordinal)))
        {
            ToolCall call = ToolCall.Of("pause_strategy", [KeyValuePair.Create("reason", JsonSerializer.SerializeToElement("key sk-123"))], new HashSet<string> { "reason" }, 1000);
            audit.Begin(call, "mcp-1-1");
            session.ReadOutside();
            audit.End("pause_strategy", call, "ok", "mcp-1-1", TimeSpan.FromMilliseconds(1.25), 17);
            audit.End("bars", null, "quota", null, TimeSpan.Zero, 9);
        }

        JsonElement[] lines = [.. System.IO.File.ReadAllLines(File).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["begun", "ok", "quota"], lines.Select(line => line.GetProperty("outcome").GetString()));
        Assert.Equal([false, true, true], lines.Select(line => line.GetProperty("read_outside").GetBoolean()));
        Assert.Equal("pause_strategy\nreason: \"key ***\"\n", lines[1].GetProperty("call").GetString());
        Assert.Equal(("2026-11-21T12:00:00.000Z", "desk", session.Id, "mcp-1-1", 17L), (lines[1].GetProperty("time").GetString(), lines[1].GetProperty("client").GetString(), lines[1].GetProperty("session").GetString(), lines[1].GetProperty("approval").GetString(), lines[1].GetProperty("reply_bytes").GetInt64()));
        Assert.DoesNotContain("sk-123", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_several_processes_do_not_mix()
    {
        McpAudit[] audits = [.. Enumerable.Range(0, 4).Select(i => new McpAudit(File, new McpSession($"client-{i}"), TimeProvider.System, text => text))];
        Parallel.ForEach(audits, audit =>
        {
            for (int i = 0; i < 500; i++) { audit.End("bars", null, "ok", null, TimeSpan.Zero, i); }
        });
        foreach (McpAudit audit in audits) { audit.Dispose(); }
        Assert.Equal([500, 500, 500, 500], System.IO.File.ReadAllLines(File).GroupBy(line => JsonDocument.Parse(line).RootElement.GetProperty("client").GetString()).Select(group => group.Count()));
    }
}
