using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Live.Logging;
using LlmTrader.Tools.Hosting.Strategist;
using LlmTrader.Tools.Hosting.Strategist.Decisions;
using LlmTrader.Tools.Hosting.Strategist.Models;

namespace LlmTrader.Tools.Cli.Verbs.Strategist;

/// <summary>A strategist in this process, with its log.</summary>
internal static class StrategistRun
{
    private const string LogName = "strategist.log";

    /// <summary>Works until it is told to stop, which is how it ends in order.</summary>
    public static int UntilStopped(string file, Action<StrategistHost, CancellationToken> work, Session session)
    {
        EngineConfiguration configuration = ConfigOption.Read(file);
        BesideEngine.MakeWay(configuration.Threads.OwnCores());
        using HostLog log = new(LogOf(configuration));
        using StrategistHost host = StrategistHost.Open(configuration, log.Logger);
        try { work(host, session.Cancellation); }
        catch (OperationCanceledException) when (session.Cancellation.IsCancellationRequested) { }
        return ExitCode.Success;
    }

    /// <summary>One decision, to its end; <paramref name="isWell"/> tells which ends are no finding.</summary>
    public static int Once(string file, bool isDryRun, Func<DecisionSummary, bool> isWell, Session session)
    {
        EngineConfiguration configuration = ConfigOption.Read(file);
        BesideEngine.MakeWay(configuration.Threads.OwnCores());
        using HostLog log = new(LogOf(configuration) with { Console = !session.IsJson && configuration.Log.Console });
        using StrategistHost host = StrategistHost.Open(configuration, log.Logger, isDryRun);
        if (host.RunOnce(session.Cancellation) is not { } decision)
        {
            throw new Hosting.Runs.RunException("The strategist is in its safe mode. `llmtrader ctl resume` lets the slot trade again; then run it once more.");
        }

        if (session.IsJson) { session.WriteJson(new { decision.Id, decision.State, decision.Reason, decision.Template, decision.Hash, decision.Risk, unasked = UnaskedText.ToJson(host.Unasked) }); }
        else
        {
            foreach (UnaskedCall call in host.Unasked) { session.WriteLine(UnaskedText.Of(call)); }
            session.WriteLine($"{decision.Id}: {decision.State}: {decision.Reason}");
        }

        return isWell(decision) ? ExitCode.Success : ExitCode.Finding;
    }

    private static LogOptions LogOf(EngineConfiguration configuration)
    {
        LogOptions options = ConfiguredEngine.LogOf(configuration);
        return options with { File = options.File is { } file ? Path.Combine(Path.GetDirectoryName(file)!, LogName) : null };
    }
}
