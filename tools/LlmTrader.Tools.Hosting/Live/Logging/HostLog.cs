using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace LlmTrader.Tools.Hosting.Live.Logging;

/// <summary>
/// A log: to the console and to files that roll by day and size, written by a thread of its own. The threads of the ring
/// never log; what they have to say is in the journal and in counters.
/// </summary>
public sealed class HostLog : IDisposable
{
    private const string PlainLine = "{Message:lj}{NewLine}";
    private const string Line = "{Timestamp:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Level:u3} {Message:lj}{NewLine}{Exception}";

    private readonly BackgroundSink _background;
    private readonly Logger _log;

    public HostLog(LogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string line = options.IsPlain ? PlainLine : Line;
        LoggerConfiguration sinks = new LoggerConfiguration().MinimumLevel.Verbose();
        if (options.Console) { sinks.WriteTo.Console(outputTemplate: line, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose); }
        if (options.File is { } file)
        {
            sinks.WriteTo.File(
                System.IO.Path.ChangeExtension(file, null) + "-" + System.IO.Path.GetExtension(file), outputTemplate: line, formatProvider: CultureInfo.InvariantCulture, rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true, fileSizeLimitBytes: options.FileBytes, retainedFileCountLimit: options.Files);
        }

        _background = new BackgroundSink(new CollapsingSink(sinks.CreateLogger()));
        Level.MinimumLevel = options.Level;
        _log = new LoggerConfiguration().MinimumLevel.ControlledBy(Level).WriteTo.Sink(_background).CreateLogger();
    }

    /// <summary>What is written; an operator may change it while the engine runs.</summary>
    public LoggingLevelSwitch Level { get; } = new();

    public ILogger Logger => _log;

    /// <summary>Lines that were not written because too many came at once.</summary>
    public long Dropped => _background.Dropped;

    /// <summary>Writes what is waiting.</summary>
    public void Dispose() => _log.Dispose();   // It ends the sink, and that the ones behind it.
}
