using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary>The documents that a verb looks at.</summary>
internal static class RuleArgument
{
    public static Argument<string[]> Files() => new("files") { HelpName = "FILE", Description = "Rule-set documents in YAML or JSON.", Arity = ArgumentArity.OneOrMore };

    public static Argument<string> File(string name, string description) => new(name) { HelpName = name, Description = description };
}
