namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Where an engine keeps its files, as full paths.</summary>
public sealed record EnginePaths
{
    /// <summary>The longest path of a Unix domain socket in bytes (sun_path without its end).</summary>
    public const int MaxSocketBytes = 107;

    public required string RunDirectory { get; init; }

    public required string Journal { get; init; }

    public required string Socket { get; init; }

    /// <summary>Of the strategist's journal.</summary>
    public required string Strategist { get; init; }

    public string LogDirectory => Path.Combine(RunDirectory, "log");

    /// <summary>Null when no file is written.</summary>
    public required string? LogFile { get; init; }

    public static EnginePaths Of(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string run = Path.GetFullPath(configuration.RunDirectory, configuration.BaseDirectory);
        return new EnginePaths
        {
            RunDirectory = run,
            Journal = Path.GetFullPath(configuration.Journal.Directory, configuration.BaseDirectory),
            Strategist = Path.GetFullPath(configuration.Strategist.Directory, configuration.BaseDirectory),
            Socket = Path.GetFullPath(configuration.Admin.Socket, run),
            LogFile = configuration.Log.File is { } file ? Path.GetFullPath(file, Path.Combine(run, "log")) : null,
        };
    }
}
