using Serilog.Events;

namespace LlmTrader.Tools.Hosting.Live.Logging;

/// <summary>Where a log goes. Lines are for people; what happened is in the journal.</summary>
public sealed record LogOptions
{
    public LogEventLevel Level { get; init; } = LogEventLevel.Information;

    public bool Console { get; init; } = true;

    /// <summary>Only the messages are written: those of another process have a time and a level of their own.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The rolling files' name, into which the day goes; null writes none.</summary>
    public string? File { get; init; }

    /// <summary>A file that is larger begins a new one, as every day does.</summary>
    public long FileBytes { get; init; } = 16L << 20;

    /// <summary>Older files are deleted.</summary>
    public int Files { get; init; } = 31;
}
