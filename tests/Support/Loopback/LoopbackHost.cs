using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>A real HTTP and WebSocket server on a port of loopback that serves any number of venues, each below a path of its own.</summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, BinanceLoopback> _venues = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private int _count;

    private LoopbackHost(WebApplication app) => _app = app;

    private string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<LoopbackHost> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        LoopbackHost host = new(app);
        app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade) { context.Features.Set<IHttpUpgradeFeature>(new FreezableUpgrade(upgrade)); }
            return next(context);
        });
        app.UseWebSockets();
        app.Run(host.ServeAsync);
        await app.StartAsync();
        return host;
    }

    /// <summary>A venue of its own, until it is removed.</summary>
    public BinanceLoopback AddVenue(int seed)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"v{Interlocked.Increment(ref _count)}");
        BinanceLoopback venue = new(new Uri($"{Address}/{name}"), seed);
        _venues[name] = venue;
        return venue;
    }

    public void Remove(BinanceLoopback venue)
    {
        _venues.TryRemove(venue.RestUrl.AbsolutePath.Trim('/'), out _);
        venue.EndAll();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BinanceLoopback venue in _venues.Values) { venue.EndAll(); }
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private Task ServeAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/', 3);
        if (path.Length == 3 && _venues.TryGetValue(path[1], out BinanceLoopback? venue)) { return venue.ServeAsync(context, "/" + path[2]); }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
