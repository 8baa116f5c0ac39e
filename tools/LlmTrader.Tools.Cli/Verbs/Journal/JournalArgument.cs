using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary>The journal that a verb looks at.</summary>
internal static class JournalArgument
{
    public static Argument<string> Create() => new("directory") { HelpName = "DIR", Description = "The journal's directory: the one with manifest.json." };
}
