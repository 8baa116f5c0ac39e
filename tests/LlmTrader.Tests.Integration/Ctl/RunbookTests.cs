using System.CommandLine;
using System.Text.RegularExpressions;
using LlmTrader.Tools.Cli.Verbs;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary>The runbook is read when things are bad: every command in it must be one.</summary>
public sealed partial class RunbookTests
{
    [Fact]
    public void Every_command_in_the_runbook_parses()
    {
        string text = File.ReadAllText(Path.Combine(Root(), "tools", "RUNBOOK.md"));
        string[] commands = [.. Commands().Matches(text).SelectMany(match => (match.Groups[1].Value + match.Groups[2].Value).Split('\n')).SelectMany(line => line.Split("&&", StringSplitOptions.TrimEntries))
            .Where(line => line.Contains("llmtrader ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf("llmtrader ", StringComparison.Ordinal) + "llmtrader ".Length)..])];
        Assert.True(commands.Length > 60);
        foreach (string command in commands)
        {
            RootCommand root = new();
            root.Options.Add(new Option<bool>("--json") { Recursive = true });
            foreach (Command verb in VerbCatalog.Create()) { root.Subcommands.Add(verb); }
            ParseResult parsed = root.Parse(command.Replace('\'', '"'));
            bool isNamedAlone = parsed.Errors.All(error => error.Message.Contains("equired", StringComparison.Ordinal)) && !command.Contains(" -", StringComparison.Ordinal);   // `llmtrader ctl reset` in a sentence.
            Assert.True(parsed.Errors.Count == 0 || isNamedAlone, $"{command}: {string.Join(" ", parsed.Errors.Select(error => error.Message))}");
            Assert.IsAssignableFrom<Verb>(parsed.CommandResult.Command);
        }
    }

    private static string Root()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "LlmTrader.Engine.sln"))) { directory = Path.GetDirectoryName(directory)!; }
        return directory;
    }

    // Blocks and spans of code.
    [GeneratedRegex("```sh\n(.*?)```|`((?:LLMTRADER__\\w+=\\w+ )?llmtrader [^`]+)`", RegexOptions.Singleline)]
    private static partial Regex Commands();
}
