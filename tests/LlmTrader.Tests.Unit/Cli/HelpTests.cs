using System.CommandLine;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Help;
using LlmTrader.Tools.Cli.Verbs;

namespace LlmTrader.Tests.Unit.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Commands()
    {
        TheoryData<string> lines = [];
        foreach (string line in Lines(VerbCatalog.Create(), "")) { lines.Add(line); }
        return lines;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_verb_teaches_itself(string line)
    {
        CommandRun run = CommandRun.Of([.. line.Split(' '), "--help"]);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Contains($"Usage:\n  llmtrader {line}", run.Output, StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"System\.|\w+ \{ ", run.Output);    // A default is what one would write, not how it is kept.
        string examples = run.Output[run.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"  llmtrader {line}", examples, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Examples_name_only_verbs_and_options_that_exist(string line)
    {
        ITaught taught = (ITaught)Find(line);
        foreach (Example example in taught.Examples)
        {
            foreach (string command in example.Line.Split("&&", StringSplitOptions.TrimEntries).Select(part => part.Split(" > ")[0]))
            {
                RootCommand root = new();
                root.Options.Add(new Option<bool>("--json") { Recursive = true });
                foreach (Command verb in VerbCatalog.Create()) { root.Subcommands.Add(verb); }
                ParseResult parsed = root.Parse(command[(command.IndexOf("llmtrader ", StringComparison.Ordinal) + "llmtrader ".Length)..].Replace('\'', '"'));
                Assert.True(parsed.Errors.Count == 0, $"{command}: {string.Join(" ", parsed.Errors.Select(error => error.Message))}");
                Assert.IsAssignableFrom<Verb>(parsed.CommandResult.Command);
            }
        }
    }

    [Fact]
    public void The_root_lists_every_verb_and_says_where_to_start()
    {
        CommandRun run = CommandRun.Of("--help");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("Start with `llmtrader demo`", run.Output, StringComparison.Ordinal);
        string verbs = run.Output[run.Output.IndexOf("Verbs:", StringComparison.Ordinal)..];
        Assert.All(VerbCatalog.Create(), verb => Assert.Contains($"\n  {verb.Name,-8}", verbs, StringComparison.Ordinal));
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 105, line));
    }

    [Fact]
    public void Help_shows_units_and_defaults()
    {
        string help = CommandRun.Of("demo", "--help").Output;
        Assert.Contains("--rate <events/s>", help, StringComparison.Ordinal);
        Assert.Contains("[default: 200000]", help, StringComparison.Ordinal);
        Assert.Contains("--topology <pipelined|fused>", help, StringComparison.Ordinal);
        Assert.Contains("[default: pipelined]", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Required_options_are_in_the_usage() =>
        Assert.Contains("Usage:\n  llmtrader import <FILE>... --to <DIR> [options]", CommandRun.Of("import", "--help").Output, StringComparison.Ordinal);

    [Fact]
    public void The_version_is_printed() => Assert.Matches(@"^\d+\.\d+\.\d+", CommandRun.Of("--version").Output);

    [Fact]
    public void A_bare_command_shows_the_help_and_counts_as_wrong_use()
    {
        CommandRun run = CommandRun.Of();
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("Verbs:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relpay", "replay")]
    [InlineData("replya", "replay")]
    [InlineData("back", "backtest")]
    [InlineData("DEMO1", "demo")]
    public void The_nearest_word_is_found(string typed, string expected) =>
        Assert.Equal(expected, Nearest.Find(typed, VerbCatalog.Create().Select(verb => verb.Name)));

    [Fact]
    public void Nothing_near_is_no_suggestion() =>
        Assert.Null(Nearest.Find("liquidate", VerbCatalog.Create().Select(verb => verb.Name)));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Replay", "replay", 0)]
    public void Slips_are_counted(string a, string b, int expected)
    {
        Assert.Equal(expected, Nearest.Distance(a, b));
        Assert.Equal(expected, Nearest.Distance(b, a));
    }

    private static IEnumerable<string> Lines(IEnumerable<Command> commands, string prefix) =>
        commands.SelectMany(command => Lines(command.Subcommands, $"{prefix}{command.Name} ").Prepend($"{prefix}{command.Name}"));

    private static Command Find(string line)
    {
        IEnumerable<Command> commands = VerbCatalog.Create();
        Command? found = null;
        foreach (string word in line.Split(' '))
        {
            found = commands.Single(command => command.Name == word);
            commands = found.Subcommands;
        }

        return found!;
    }
}
