using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Tests.Support.Models;

/// <summary>A transport without a network: what comes back is a function of how often it was asked, and of the request.</summary>
internal sealed class ScriptedTransport(Func<int, string, RawReply> reply) : IModelTransport
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public string Path => "/v1/chat/completions";

    /// <summary>How long each reply takes.</summary>
    public Func<CancellationToken, Task> Delay { get; init; } = _ => Task.CompletedTask;

    public async Task<RawReply> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        RawReply said = reply(Interlocked.Increment(ref _asked), Encoding.UTF8.GetString(body.Span));
        try
        {
            await Delay(cancel);
        }
        catch (OperationCanceledException)
        {
            return new RawReply { End = TransportEnd.Cancelled };
        }

        return said;
    }

    /// <summary>An answer.</summary>
    public static RawReply Says(string text, int input = 100, int output = 20) => Body(200, new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject { ["message"] = new JsonObject { ["content"] = text }, ["finish_reason"] = "stop" }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = input, ["completion_tokens"] = output },
    }.ToJsonString());

    public static RawReply Status(int status, TimeSpan? retryAfter = null) => Body(status, JsonSerializer.Serialize(new { error = new { message = "not now" } })) with { RetryAfter = retryAfter };

    public static RawReply Body(int status, string body) => new() { End = TransportEnd.Complete, Status = status, Body = Encoding.UTF8.GetBytes(body), Elapsed = TimeSpan.FromMilliseconds(5) };
}
