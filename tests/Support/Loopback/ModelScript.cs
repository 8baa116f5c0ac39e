using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>How a scripted server answers one request: whole, in pieces, oddly or not at all.</summary>
internal sealed class ModelScript
{
    private readonly Func<HttpContext, ModelRequest, CancellationToken, Task> _serve;

    private ModelScript(Func<HttpContext, ModelRequest, CancellationToken, Task> serve) => _serve = serve;

    public Task ServeAsync(HttpContext context, ModelRequest request, CancellationToken cancel) => _serve(context, request, cancel);

    /// <summary>An answer, in pieces when the request asks for that.</summary>
    /// <param name="text">What the model says.</param>
    /// <param name="finish">Why it ends; null says nothing of it.</param>
    /// <param name="model">That says it answered; the one that was asked when it is null.</param>
    /// <param name="input">Tokens of the prompt.</param>
    /// <param name="output">Tokens of the answer.</param>
    /// <param name="cached">Tokens of the prompt that were in the server's cache.</param>
    public static ModelScript Says(string text, string? finish = "stop", string? model = null, int input = 100, int output = 20, int cached = 0) => new((context, request, cancel) =>
        request.IsStream
            ? EventsAsync(context, [.. Pieces(text, finish, model ?? request.Model), Usage(model ?? request.Model, input, output, cached), "[DONE]"], cancel)
            : BodyAsync(context, 200, "application/json", Completion(new JsonObject { ["role"] = "assistant", ["content"] = text }, finish, model ?? request.Model, input, output, cached).ToJsonString(), cancel));

    /// <summary>The model declines.</summary>
    public static ModelScript Refuses(string why) => new((context, request, cancel) =>
        request.IsStream
            ? EventsAsync(context, [Piece(new JsonObject { ["refusal"] = why }, null, request.Model), Piece([], "stop", request.Model), "[DONE]"], cancel)
            : BodyAsync(context, 200, "application/json", Completion(new JsonObject { ["role"] = "assistant", ["content"] = null, ["refusal"] = why }, "stop", request.Model, 100, 20, 0).ToJsonString(), cancel));

    /// <summary>Any status and body.</summary>
    public static ModelScript Body(int status, string type, string body, params (string Name, string Value)[] headers) => new((context, _, cancel) =>
    {
        foreach ((string name, string value) in headers) { context.Response.Headers[name] = value; }
        return BodyAsync(context, status, type, body, cancel);
    });

    /// <summary>An error as the protocol has it.</summary>
    public static ModelScript Fails(int status, string message, params (string Name, string Value)[] headers) =>
        Body(status, "application/json", new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "error" } }.ToJsonString(), headers);

    /// <summary>Says nothing at all.</summary>
    public static ModelScript IsSilent() => new((_, _, cancel) => Task.Delay(Timeout.Infinite, cancel));

    /// <summary>One byte after the other, without an end.</summary>
    public static ModelScript Drips(TimeSpan pause) => new(async (context, request, cancel) =>
    {
        context.Response.ContentType = request.IsStream ? "text/event-stream" : "application/json";
        while (true)
        {
            await context.Response.WriteAsync(request.IsStream ? ":" : " ", cancel);
            await context.Response.Body.FlushAsync(cancel);
            await Task.Delay(pause, cancel);
        }
    });

    /// <summary>Begins an answer and hangs up in its midst: it says that there is more, and closes (a reset could overtake what was said).</summary>
    public static ModelScript BreaksOff() => new(async (context, request, cancel) =>
    {
        context.Response.ContentType = request.IsStream ? "text/event-stream" : "application/json";
        string whole = request.IsStream ? $"data: {Piece(new JsonObject { ["content"] = "half an ans" }, null, request.Model)}\n\n" : "{\"choices\":[{\"mess";
        context.Response.Headers.ContentLength = 1_000_000;
        await context.Response.WriteAsync(whole, cancel);
        await context.Response.Body.FlushAsync(cancel);
    });

    /// <summary>Ends a stream cleanly, but without a reason to finish; a whole answer without one.</summary>
    public static ModelScript StopsShort() => new((context, request, cancel) =>
        request.IsStream
            ? EventsAsync(context, [Piece(new JsonObject { ["content"] = "half an ans" }, null, request.Model)], cancel)
            : BodyAsync(context, 200, "application/json", Completion(new JsonObject { ["content"] = "half an ans" }, null, request.Model, 1, 1, 0).ToJsonString(), cancel));

    /// <summary>More than anybody can read.</summary>
    public static ModelScript IsHuge() => new(async (context, request, cancel) =>
    {
        context.Response.ContentType = request.IsStream ? "text/event-stream" : "application/json";
        byte[] piece = Encoding.UTF8.GetBytes(request.IsStream ? $"data: {Piece(new JsonObject { ["content"] = new string('a', 16 << 10) }, null, request.Model)}\n\n" : new string(' ', 16 << 10));
        while (true) { await context.Response.Body.WriteAsync(piece, cancel); }
    });

    /// <summary>Hangs up without a word.</summary>
    public static ModelScript HangsUp() => new((context, _, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    private static JsonObject Completion(JsonObject message, string? finish, string model, int input, int output, int cached) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 0,
        ["model"] = model,
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish }),
        ["usage"] = UsageOf(input, output, cached),
    };

    private static IEnumerable<string> Pieces(string text, string? finish, string model) =>
        [Piece(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null, model), .. text.Chunk(7).Select(piece => Piece(new JsonObject { ["content"] = new string(piece) }, null, model)), Piece([], finish, model)];

    private static string Piece(JsonObject delta, string? finish, string model) => new JsonObject
    {
        ["object"] = "chat.completion.chunk",
        ["model"] = model,
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
    }.ToJsonString();

    private static string Usage(string model, int input, int output, int cached) => new JsonObject { ["model"] = model, ["choices"] = new JsonArray(), ["usage"] = UsageOf(input, output, cached) }.ToJsonString();

    private static JsonObject UsageOf(int input, int output, int cached) =>
        new() { ["prompt_tokens"] = input, ["completion_tokens"] = output, ["total_tokens"] = input + output, ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached } };

    private static async Task BodyAsync(HttpContext context, int status, string type, string body, CancellationToken cancel)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, cancel);
    }

    private static async Task EventsAsync(HttpContext context, IEnumerable<string> events, CancellationToken cancel)
    {
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        foreach (string data in events)
        {
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $": processing\n\ndata: {data}\n\n"), cancel);
            await context.Response.Body.FlushAsync(cancel);
        }
    }
}
