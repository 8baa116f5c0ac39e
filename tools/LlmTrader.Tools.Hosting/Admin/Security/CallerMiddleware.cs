using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tools.Hosting.Admin.Security;

/// <summary>Finds out who asks: by the kernel's word on a Unix socket, by a key on TCP.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, IReadOnlyList<ApiKey> keys, StrangerLimit strangers)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        Caller? caller = context.Features.Get<PeerFeature>() is { } peer
            ? new Caller($"uid {peer.Credentials.UserId}", $"uid {peer.Credentials.UserId} (pid {peer.Credentials.ProcessId})", AdminRole.Admin)
            : ByKey(context.Request);
        if (caller is null)
        {
            if (!strangers.Lets())
            {
                context.Response.Headers.RetryAfter = "1";
                return Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests without a valid key.");
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "A valid API key is needed on this connection.", "Send 'Authorization: Bearer KEY', or use the Unix socket.");
        }

        caller.Enter(context);
        AdminRole needed = context.GetEndpoint()?.Metadata.GetMetadata<NeedsRole>()?.Role ?? AdminRole.Viewer;
        return caller.Role >= needed
            ? next(context)
            : Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "forbidden", $"This needs the role {Name(needed)}; '{caller.Who}' has {Name(caller.Role)}.", "Use a key with that role, or the Unix socket.");
    }

    private Caller? ByKey(HttpRequest request)
    {
        string given = request.Headers.Authorization.ToString();
        if (!given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) { return null; }
        return ApiKey.Find(keys, given[Scheme.Length..].Trim()) is { } key ? new Caller($"{Caller.KeyPrefix}{key.Name}", $"{Caller.KeyPrefix}{key.Name}", key.Role) : null;
    }

    private static string Name(AdminRole role) => role switch { AdminRole.Viewer => "viewer", AdminRole.Operator => "operator", _ => "admin" };
}

/// <summary>Of an endpoint: the least role that may use it.</summary>
internal sealed record NeedsRole(AdminRole Role);

/// <summary>Of a connection by Unix socket: who is at its other end.</summary>
internal sealed record PeerFeature(PeerCredentials Credentials);
