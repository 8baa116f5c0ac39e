using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Live.Logging;
using LlmTrader.Tools.Hosting.Supervision;
using Serilog;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary>Where the lines of supervised processes go: a log for each, and this terminal with the process's name before them.</summary>
internal sealed class ServiceOutput : IDisposable
{
    public const string OwnName = "supervisor";

    private readonly Dictionary<string, HostLog> _logs;
    private readonly Dictionary<string, LineJoiner> _messages;
    private readonly HostLog _own;
    private readonly Session _session;
    private readonly Lock _terminal = new();
    private readonly int _width;

    public ServiceOutput(EngineConfiguration configuration, IReadOnlyList<ServiceSpec> specs, Session session)
    {
        LogOptions options = ConfiguredEngine.LogOf(configuration) with { Console = false };
        HostLog Open(string name, bool isPlain) => new(options with { File = LogFileOf(configuration, name), IsPlain = isPlain });
        _logs = specs.ToDictionary(spec => spec.Name, spec => Open(spec.Name, isPlain: true), StringComparer.Ordinal);
        _messages = _logs.ToDictionary(pair => pair.Key, pair => new LineJoiner(message => pair.Value.Logger.Information("{Message:l}", message)), StringComparer.Ordinal);
        _own = new HostLog(options with { File = LogFileOf(configuration, OwnName), Console = true });
        _width = specs.Max(spec => spec.Name.Length);
        _session = session;
    }

    /// <summary>The supervisor's own log.</summary>
    public ILogger Own => _own.Logger;

    /// <summary>The log file of a process of the set, before the day goes into its name.</summary>
    public static string LogFileOf(EngineConfiguration configuration, string service) => Path.Combine(configuration.Paths.LogDirectory, service + ".log");

    public void Write(string service, string line)
    {
        _messages[service].Add(line);
        lock (_terminal) { _session.WriteError($"{service.PadRight(_width)} | {line}"); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LineJoiner message in _messages.Values) { message.Dispose(); }
        foreach (HostLog log in _logs.Values) { log.Dispose(); }
        _own.Dispose();
    }
}
