using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>The journal that a projection is of.</summary>
internal static class JournalOption
{
    public static Option<string> Create() => new("--journal") { HelpName = "DIR", Description = "The journal's directory: the one with manifest.json.", Required = true };
}
