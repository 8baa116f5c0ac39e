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

    /// <summary>What its query may name; without this nothing.</summary>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder endpoint, params string[] names) => endpoint.WithMetadata(new KnownQuery(names));

    /// <summary>Refuses what no endpoint reads: a misspelt limit would otherwise be no limit. What stops trading takes anything.</summary>
    public static ValueTask<object?> CheckQueryAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        EndpointMetadataCollection? metadata = context.HttpContext.GetEndpoint()?.Metadata;
        string[] known = metadata?.GetMetadata<KnownQuery>()?.Names ?? [];
        bool isKill = metadata?.GetMetadata<IsKill>() is not null;
        string? unknown = isKill ? null : context.HttpContext.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase));
        return unknown is null ? next(context)
            : throw new ProblemException(
                StatusCodes.Status400BadRequest, "unknown_parameter", $"'{Texts.Short(unknown)}' is no parameter of this call.", known.Length == 0 ? "It takes none." : $"It takes {string.Join(", ", known)}.", Texts.Short(unknown));
    }

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

/// <summary>Of an endpoint: what its query may name.</summary>
internal sealed record KnownQuery(string[] Names);
