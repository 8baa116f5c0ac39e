using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

internal static class EndpointExtensions
{
    /// <summary>A route whose result is written: what looks like a plain request delegate would drop it.</summary>
    public static RouteHandlerBuilder Post(this RouteGroupBuilder api, string pattern, Func<HttpContext, Task<IResult>> handler) => api.MapPost(pattern, (Delegate)handler);

    /// <summary>The least role that may use it; without one a viewer may.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, AdminRole role) => endpoint.WithMetadata(new NeedsRole(role))
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
}

/// <summary>Requests as the journal's record has them: in one line, without what was not said.</summary>
internal static class AuditBody
{
    public static AdminJson Compact { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault });

    public static string Of<T>(T request, JsonTypeInfo<T> type) => JsonSerializer.Serialize(request, type);
}
