using Microsoft.AspNetCore.OpenApi;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>The description of the API that the API itself gives.</summary>
internal static class AdminDocument
{
    public static void Configure(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info.Title = "LlmTrader engine, admin API";
        document.Info.Version = "v1";
        document.Info.Description =
            "On the engine's Unix domain socket: curl --unix-socket run/admin.sock http://engine/v1/status. By TCP with 'Authorization: Bearer KEY'. "
            + "Prices and quantities are decimal text, times RFC 3339 with nanoseconds and, as ...Ns, nanoseconds since 1970. Errors are RFC 9457 problems with code and remedy. "
            + "A change is recorded in the journal with who, what and why, and its reply carries the sequence at which it took effect; Idempotency-Key makes it safe to ask twice.";
        return Task.CompletedTask;
    });
}
