using System.Net;
using System.Net.Sockets;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Endpoints;
using LlmTrader.Tools.Hosting.Admin.Events;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>
/// The admin API: HTTP and JSON on a Unix domain socket for whoever runs the engine, and on loopback TCP for the holders of keys.
/// It runs on the thread pool, reads the views and the journal, and writes only into the command inbox: it can make the engine
/// neither wait nor allocate.
/// </summary>
public sealed class AdminServer : IAsyncDisposable
{
    /// <summary>How long a connection without a request stays open: idle ones must not take the places of a kill's.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;
    private readonly string _socket;

    private AdminServer(WebApplication app, string socket)
    {
        _app = app;
        _socket = socket;
    }

    /// <summary>The TCP port; null when only the socket is open.</summary>
    public int? Port { get; private set; }

    /// <summary>Opens the socket and begins to answer.</summary>
    /// <exception cref="AdminSocketException">Somebody listens there, or something else lies there.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<AdminServer> StartAsync(AdminContext context, AdminOptions options, ILoggerProvider? log = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        AdminSocket.RemoveStale(options.SocketPath);
        AdminServices services = new(context, options);
        WebApplication app = Build(services, log);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new AdminServer(app, options.SocketPath) { Port = options.TcpPort is null ? null : PortOf(app) };
    }

    /// <summary>Answers what is under way, ends the event streams, and closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2));
        try { await _app.StopAsync(patience.Token).ConfigureAwait(false); }
        catch (OperationCanceledException) { }   // Somebody does not read his answer.
        await _app.DisposeAsync().ConfigureAwait(false);
        File.Delete(_socket);
    }

    private static WebApplication Build(AdminServices services, ILoggerProvider? log)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        if (log is not null) { builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning); }
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, services.Options));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = AdminSocket.Bind);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<StrangerLimit>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
        builder.Services.AddRateLimiter(limiter => AdminRates.Configure(limiter, services));
        builder.Services.AddOpenApi("v1", AdminDocument.Configure);
        WebApplication app = builder.Build();
        app.UseMiddleware<FailureMiddleware>(services.Counters);
        app.UseRouting();
        app.UseMiddleware<CallerMiddleware>(services.Options.Keys);
        app.UseRateLimiter();
        Map(app, services);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, AdminOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestLineSize = 8 << 10;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = KeepAlive;
        kestrel.ListenUnixSocket(options.SocketPath, socket =>
        {
            socket.Protocols = HttpProtocols.Http1;
            socket.Use(next => connection => EnterAsync(connection, next));
        });
        if (options.TcpPort is { } port) { kestrel.Listen(options.TcpAddress, port, tcp => tcp.Protocols = HttpProtocols.Http1); }
    }

    // Refused before a byte is read: not even what the API looks like is told to others.
    private static Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Socket? socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (socket is null || PeerCredentials.Of(socket) is not { MayEnter: true } peer)
        {
            connection.Abort(new ConnectionAbortedException("Another user's process."));
            return Task.CompletedTask;
        }

        connection.Features.Set(new PeerFeature(peer));
        return next(connection);
    }

    private static void Map(WebApplication app, AdminServices services)
    {
        RouteGroupBuilder api = app.MapGroup("/v1");
        api.AddEndpointFilter(EndpointExtensions.CheckQueryAsync);
        StatusEndpoints.Map(api, services);
        MetricsEndpoint.Map(api, services);
        MarketEndpoints.Map(api, services);
        AccountEndpoints.Map(api, services);
        OrderEndpoints.Map(api, services);
        RuleSetEndpoints.Map(api, services);
        ApprovalEndpoints.Map(api, services);
        RiskEndpoints.Map(api, services);
        ModeEndpoints.Map(api, services);
        ServiceEndpoints.Map(api, services);
        EventsEndpoint.Map(api, services);
        app.MapOpenApi("/v1/openapi.json");
    }

    private static int? PortOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .Select(address => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host == "127.0.0.1" ? uri.Port : (int?)null).FirstOrDefault(port => port is not null);
}
