using System.Collections.Concurrent;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace LlmTrader.Tests.Integration.Mcp;

/// <summary>An MCP client of another hand, and the built <c>llmtrader mcp</c> that it starts and speaks to over stdin and stdout.</summary>
internal sealed class McpAgent : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors;

    private McpAgent(McpClient client, ConcurrentQueue<string> errors) => (Client, _errors) = (client, errors);

    public McpClient Client { get; }

    /// <summary>What the server wrote to stderr.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <param name="directory">With the engine.yaml.</param>
    /// <param name="environment">Overrides of its configuration.</param>
    public static async Task<McpAgent> StartAsync(string directory, params (string Name, string Value)[] environment)
    {
        ConcurrentQueue<string> errors = [];
        StdioClientTransport transport = new(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [Path.Combine(AppContext.BaseDirectory, "llmtrader.dll"), "mcp", "--client", "Desk", "--config", "engine.yaml"],
            WorkingDirectory = directory,
            EnvironmentVariables = environment.ToDictionary(one => one.Name, one => (string?)one.Value),
            StandardErrorLines = errors.Enqueue,
        });
        McpClientOptions options = new() { DiscoverProbeTimeout = Timeout.InfiniteTimeSpan };    // A busy machine may take longer than the usual five seconds to start it.
        return new McpAgent(await McpClient.CreateAsync(transport, options), errors);
    }

    /// <summary>Calls a tool that must succeed.</summary>
    public async Task<JsonElement> DoAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await CallAsync(tool, arguments);
        Assert.True(result.IsError != true, $"{tool}: {string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text))}\n{string.Join('\n', Errors)}");
        return result.StructuredContent!.Value;
    }

    /// <summary>Calls a tool that must refuse.</summary>
    public async Task<JsonElement> RefusalAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await CallAsync(tool, arguments);
        Assert.True(result.IsError, $"{tool} was done: {result.StructuredContent}");
        return JsonDocument.Parse(result.Content.OfType<TextContentBlock>().Single().Text).RootElement;
    }

    public async Task<CallToolResult> CallAsync(string tool, params (string Name, object? Value)[] arguments) => await Client.CallToolAsync(tool, arguments.ToDictionary(one => one.Name, one => one.Value));

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
