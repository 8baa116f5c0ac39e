using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>What a client asked.</summary>
/// <param name="Server">The name below which it asked: one host serves any number of servers.</param>
/// <param name="Model">The model that it named.</param>
/// <param name="IsStream">Whether it wants the answer in pieces.</param>
/// <param name="Body">The whole request.</param>
/// <param name="Headers">Of the request.</param>
internal sealed record ModelRequest(string Server, string Model, bool IsStream, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The text of the last message.</summary>
    public string LastMessage => Body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;

    /// <summary>All messages' texts, one below the other.</summary>
    public string AllMessages => string.Join('\n', Body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()));
}

/// <summary>
/// A real HTTP server on a port of loopback that speaks the OpenAI chat protocol: <c>POST /NAME/v1/chat/completions</c>. What it answers is
/// scripted (<see cref="ModelScript"/>), by request.
/// </summary>
internal sealed class ModelLoopback : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<ModelRequest, ModelScript> _script;
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private readonly CancellationTokenSource _end = new();

    private ModelLoopback(WebApplication app, Func<ModelRequest, ModelScript> script) => (_app, _script) = (app, script);

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>Base address of a server; all names are served.</summary>
    public Uri UrlOf(string server) => new($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/{server}/v1");

    /// <param name="script">What to answer; called by several requests at once.</param>
    public static async Task<ModelLoopback> StartAsync(Func<ModelRequest, ModelScript> script)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        ModelLoopback loopback = new(app, script);
        app.Run(loopback.ServeAsync);
        await app.StartAsync();
        return loopback;
    }

    /// <summary>Scripts in order, the last one again and again.</summary>
    public static Task<ModelLoopback> StartAsync(params ModelScript[] scripts)
    {
        int at = -1;
        return StartAsync(_ => scripts[Math.Min(Interlocked.Increment(ref at), scripts.Length - 1)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();    // Servers that are silent or drip end now.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/', 3);
        if (path.Length != 3 || path[2] != "v1/chat/completions" || context.Request.Method != "POST")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body, default, either.Token);
            ModelRequest request = new(
                path[1], body.RootElement.GetProperty("model").GetString()!, body.RootElement.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean(),
                body.RootElement.Clone(), context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            _requests.Enqueue(request);
            await _script(request).ServeAsync(context, request, either.Token);
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the test is over.
        }
    }
}
