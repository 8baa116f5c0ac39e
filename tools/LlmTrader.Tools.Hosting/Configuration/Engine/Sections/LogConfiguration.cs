using System.ComponentModel;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What the engine tells of itself, besides the journal.</summary>
public sealed record LogConfiguration
{
    [Description("The least important lines that are written.")]
    public EngineLogLevel Level { get; init; } = EngineLogLevel.Information;

    [Description("Write to the console too.")]
    public bool Console { get; init; } = true;

    [CanBeOff]
    [Description("The rolling file; against log/ in the run directory when relative. off for none.")]
    public string? File { get; init; } = "engine.log";

    [Within("64KiB", "1GiB")]
    [Description("Where a file ends and the next begins.")]
    public ByteSize FileSize { get; init; } = ByteSize.MiB(16);

    [Within("1", "1000")]
    [Description("Files that are kept.")]
    public int FileCount { get; init; } = 14;
}

/// <summary>By rising importance.</summary>
public enum EngineLogLevel
{
    Verbose,
    Debug,
    Information,
    Warning,
    Error,
    Fatal,
}
