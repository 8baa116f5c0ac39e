using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs.Live;

/// <summary>The engine's configuration file.</summary>
internal static class ConfigOption
{
    public static Option<string> Create() => new("--config") { HelpName = "FILE", Description = "The engine's configuration.", DefaultValueFactory = _ => "engine.yaml" };

    /// <summary>
    /// Where the set that runs keeps its files. A mistake that has crept into its configuration since the start does not keep an operator
    /// from it: then the usual places are taken.
    /// </summary>
    public static EnginePaths ReadPaths(string file, Session session)
    {
        try
        {
            return Read(file).Paths;
        }
        catch (RunException) when (UsualPaths(file) is var usual && Directory.Exists(usual.RunDirectory))
        {
            session.Warn($"'{file}' has mistakes (`llmtrader config check {file}` lists them); the usual run directory is taken, '{usual.RunDirectory}'.");
            return usual;
        }
    }

    /// <summary>The places that a configuration has which names none.</summary>
    public static EnginePaths UsualPaths(string file) =>
        new EngineConfiguration { Feeds = [], Accounts = [], BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(file))! }.Paths;

    /// <summary>Reads it. Throws a <see cref="RunException"/> with all its mistakes.</summary>
    public static EngineConfiguration Read(string file) => EngineConfigurationFile.Read(file).Configuration;
}
