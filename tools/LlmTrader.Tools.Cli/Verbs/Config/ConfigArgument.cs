using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Config;

/// <summary>The configuration file of a verb.</summary>
internal static class ConfigArgument
{
    public static Argument<string> File(string name = "FILE") => new(name) { Description = "The engine's configuration, YAML or JSON." };

    /// <summary>What stands in a difference for a value that one of the two does not have.</summary>
    public const string AbsentText = "(not there)";
}
