using System.CommandLine;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary>The engine's configuration file.</summary>
internal static class ConfigOption
{
    public static Option<string> Create() => new("--config") { HelpName = "FILE", Description = "The engine's configuration.", DefaultValueFactory = _ => "engine.yaml" };

    /// <summary>Reads it. Throws a <see cref="Hosting.Runs.RunException"/> with all its mistakes.</summary>
    public static EngineConfiguration Read(string file) => EngineConfigurationFile.Read(file).Configuration;
}
