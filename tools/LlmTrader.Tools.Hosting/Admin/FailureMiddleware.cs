using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>Turns what goes wrong into a problem that names it. What nobody has thought of goes to the log, and tells the client nothing of the inside.</summary>
internal sealed partial class FailureMiddleware(RequestDelegate next, AdminCounters counters, ILogger<FailureMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        counters.OnRequest();
        try
        {
            await next(http).ConfigureAwait(false);
            await ExplainAsync(http).ConfigureAwait(false);
        }
        catch (ProblemException problem)
        {
            await Problems.WriteAsync(http, problem.Status, problem.Code, problem.Message, problem.Remedy, problem.Field, problem.Errors).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            bool isTooLarge = bad.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await Problems.WriteAsync(http, bad.StatusCode, isTooLarge ? "request_too_large" : "bad_request", isTooLarge ? "The body is larger than this API takes." : "The request can't be read.").ConfigureAwait(false);
        }
        catch (ViewsUnavailableException busy)
        {
            await Problems.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "views_unavailable", busy.Message, "Status, health, metrics and kill answer all the same; see the log.").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            counters.OnFailed();
            Failed(log, http.Request.Method, http.Request.Path, error);
            await Problems.WriteAsync(http, StatusCodes.Status500InternalServerError, "internal", "Something went wrong in the engine's process; the engine's own log says what (`llmtrader logs engine`).").ConfigureAwait(false);
        }
    }

    // What routing refuses has a status and nothing else.
    private static Task ExplainAsync(HttpContext http)
    {
        if (http.Response.HasStarted) { return Task.CompletedTask; }
        string asked = $"{http.Request.Method} {Texts.Short(http.Request.Path)}";
        return http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.WriteAsync(http, 404, "unknown_path", $"There is no {asked}.", "GET /v1/openapi.json lists what there is."),
            StatusCodes.Status405MethodNotAllowed => Problems.WriteAsync(http, 405, "unknown_method", $"There is no {asked}; other methods there are.", "See the Allow header, or GET /v1/openapi.json."),
            StatusCodes.Status415UnsupportedMediaType => Problems.WriteAsync(http, 415, "not_json", "The body must be JSON.", "Send 'Content-Type: application/json'."),
            _ => Task.CompletedTask,
        };
    }

    [LoggerMessage(1, LogLevel.Error, "Admin request {Method} {Path} failed")]
    private static partial void Failed(ILogger log, string method, string path, Exception error);
}
