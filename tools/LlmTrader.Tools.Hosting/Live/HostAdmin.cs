using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Views;
using Serilog;
using Serilog.Core;
using Serilog.Extensions.Logging;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>An engine's admin side: the views over its journal, and the server that answers from them.</summary>
internal sealed class HostAdmin : IAsyncDisposable
{
    private readonly EngineViews _views;
    private readonly AdminServer _server;
    private readonly SerilogLoggerProvider _logs;

    private HostAdmin(EngineViews views, AdminServer server, SerilogLoggerProvider logs) => (_views, _server, _logs) = (views, server, logs);

    /// <summary>What operators and alerts look at.</summary>
    public EngineViews Views => _views;

    /// <summary>Opens the views and the socket.</summary>
    /// <param name="host">Recovered; whether it runs already is of no matter.</param>
    /// <param name="options">Where to listen.</param>
    /// <param name="log">Of the server.</param>
    /// <param name="level">The log's level; null when nobody may change it.</param>
    /// <param name="drain">Called when an operator ends the run.</param>
    /// <exception cref="RunException">The socket or the port can't be opened.</exception>
    public static async Task<HostAdmin> StartAsync(EngineHost host, AdminOptions options, ILogger log, LoggingLevelSwitch? level, Action<DrainRequest> drain)
    {
        JournaledEngine journaled = host.Journaled;
        JournaledRun run = JournaledRun.Open(journaled.Directory.Path);
        SystemClock clock = new();
        EngineViews views = EngineViews.Start(journaled.Directory.Path, new ViewOptions { SnapshotUpTo = journaled.Snapshot?.Sequence ?? -1 });
        SerilogLoggerProvider logs = new(log);
        AdminContext context = new()
        {
            Views = views,
            Commands = journaled.Engine.Commands,
            Journal = journaled.Directory,
            Options = run.Options,
            Kill = host.Kill,
            DurableSequence = () => journaled.DurableSequence,
            CommittedSequence = () => journaled.CommittedSequence,
            State = () => journaled.Engine.State,
            Fault = () => journaled.Engine.Fault,
            Compiler = run.CreateCompiler(),
            Feeds = host.Feeds,
            LogLevel = level is null ? null : new HostLogLevel(level),
            Latencies =
            [
                new LatencySeries("decision", "arrival of market data to risk and matching done", host.Latency.Decision),
                new LatencySeries("release", "arrival of market data to past the outbound gate, the journal included", host.Latency.Release),
                new LatencySeries("gc_pause", "how long a garbage collection held the process up", host.Pauses.Histogram),
            ],
            ResetLatencies = () => { host.Latency.Decision.Reset(); host.Latency.Release.Reset(); host.Pauses.Histogram.Reset(); },
            Drain = drain,
            StartedAt = clock.Now,
        };
        try
        {
            return new HostAdmin(views, await AdminServer.StartAsync(context, options, logs), logs);
        }
        catch (Exception error)
        {
            views.Dispose();
            logs.Dispose();
            if (error is IOException or AdminSocketException or ArgumentException) { throw new RunException($"The admin API can't be opened: {error.Message}", error); }
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _views.Dispose();
        _logs.Dispose();
    }
}
