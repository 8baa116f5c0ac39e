using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("relpay", "'relpay' is not a verb of `llmtrader`. Did you mean 'replay'?")]
    [InlineData("journal descrieb x", "'descrieb' is not a verb of `llmtrader journal`. Did you mean 'describe'?")]
    [InlineData("help relpay", "'relpay' is not a verb of `llmtrader`. Did you mean 'replay'?")]
    [InlineData("relpay --help", "'relpay' is not a verb of `llmtrader`. Did you mean 'replay'?")]
    [InlineData("help journal descrieb", "'descrieb' is not a verb of `llmtrader journal`. Did you mean 'describe'?")]
    [InlineData("liquidate", "The verbs are demo, import, backtest")]
    [InlineData("journal", "`llmtrader journal` needs a verb: describe, cat, follow, export, verify, repair, snapshot, archive, prune.")]
    [InlineData("demo --evnets 5", "'--evnets' is not an option of `llmtrader demo`. Did you mean '--events'?")]
    [InlineData("demo --events many", "--events is 'many'; a whole number from 1 to 1000000000 is expected.")]
    [InlineData("demo --events 0", "--events is '0'")]
    [InlineData("demo --topology inline", "--topology is 'inline'; one of pipelined, fused is expected.")]
    [InlineData("demo --topology fusde", "Did you mean 'fused'?")]
    [InlineData("replay", "--journal")]
    [InlineData("replay --journal /nowhere/at/all", "'/nowhere/at/all' holds no journal.")]
    [InlineData("journal describe /nowhere/at/all", "holds no journal")]
    [InlineData("journal cat /nowhere/at/all --from 5 --to 4", "holds no journal")]
    [InlineData("import --to x", "import")]
    [InlineData("import /nowhere/x.csv --to /tmp/x", "'/nowhere/x.csv' is not there")]
    [InlineData("backtest --strategy ma-cross", "--data")]
    [InlineData("backtest --data /nowhere/at/all --strategy ma-cross", "holds no journal")]
    [InlineData("backtest --data x --strategy y --participation 0", "--participation is '0'; a whole number from 1 to 100 is expected.")]
    [InlineData("backtest --data x --strategy y --entry-latency -1", "--entry-latency is '-1'; a number from 0 to 3600000 ms is expected.")]
    [InlineData("bench ring --events 1001", "--events must be a multiple of 10")]
    [InlineData("bench latency --rate 100 --rate x", "--rate is 'x'")]
    [InlineData("bench rules --rulesets /nowhere/at/all", "'/nowhere/at/all' holds no *.yaml")]
    [InlineData("bench swap --topology inline", "--topology is 'inline'; one of pipelined, fused is expected.")]
    public void A_command_line_that_can_not_be_used_is_explained_in_two_lines(string line, string expected)
    {
        CommandRun run = CommandRun.Of(line.Split(' '));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        string[] lines = run.Error.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("llmtrader: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(expected, lines[0], StringComparison.Ordinal);
        Assert.Matches("^See `llmtrader.* --help`\\.$", lines[1]);
    }

    [Theory]
    [InlineData("relpay --json")]
    [InlineData("demo --events many --json")]
    [InlineData("replay --journal /nowhere/at/all --json")]
    [InlineData("journal cat /nowhere/at/all --json")]
    public void A_failure_is_the_one_document_with_json(string line)
    {
        CommandRun run = CommandRun.Of(line.Split(' '));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal(ExitCode.Usage, run.Json().GetProperty("exitCode").GetInt32());
        Assert.Contains(run.Json().GetProperty("error").GetString()!, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help journal repair", "journal repair --help")]
    public void Help_is_a_verb_too(string line, string same)
    {
        CommandRun run = CommandRun.Of(line.Split(' '));
        Assert.Equal((ExitCode.Success, CommandRun.Of(same.Split(' ')).Output), (run.ExitCode, run.Output));
    }

    [Fact]
    public void Numbers_may_be_written_as_people_write_them()
    {
        CommandRun run = CommandRun.Of("demo", "--events", "1_000,000_000_000");
        Assert.Contains("--events is '1_000,000_000_000'", run.Error, StringComparison.Ordinal);   // Read, and above the bound.
    }
}
