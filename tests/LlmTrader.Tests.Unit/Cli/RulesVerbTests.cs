using System.Text.Json;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>The verbs of <c>llmtrader rules</c> on documents in a directory of their own.</summary>
public sealed class RulesVerbTests : IDisposable
{
    private const string Sound = """
        # Long above an average.
        name: trend
        bar: 1h
        params:
          length: {default: 20, min: 5, max: 60}
        entry_long: close > sma(close, length)
        exit_long: close < sma(close, length)
        sizing: {percent_of_equity: 10}

        """;

    private const string Broken = """
        name: trend
        bar: 1h
        entry_long: emma(close, 20) > close
        sizing: {quantity: 1}

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-rules-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_mistake_is_printed_with_place_caret_and_suggestion()
    {
        string good = Write("good.yaml", Sound);
        string bad = Write("bad.yaml", Broken);
        CommandRun run = CommandRun.Of("rules", "check", good, bad);
        Assert.Equal((ExitCode.Finding, ""), (run.ExitCode, run.Error));
        Assert.Contains($"{bad}:3:13: error: entry_long: unknown function 'emma'; did you mean 'ema'?\n    entry_long: emma(close, 20) > close\n                ^^^^\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandRun.Of("rules", "check", good).ExitCode);
    }

    [Fact]
    public void The_check_as_json_names_the_place_in_numbers()
    {
        CommandRun run = CommandRun.Of("rules", "check", Write("good.yaml", Sound), Write("bad.yaml", Broken), "--json");
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        JsonElement files = run.Json().GetProperty("files");
        Assert.True(files[0].GetProperty("isValid").GetBoolean());
        Assert.Equal(20, files[0].GetProperty("warmUpBars").GetInt32());
        Assert.Equal(64, files[0].GetProperty("id").GetString()!.Length);
        JsonElement mistake = files[1].GetProperty("diagnostics")[0];
        Assert.Equal(("error", 3, 13, 4), (mistake.GetProperty("severity").GetString(), mistake.GetProperty("line").GetInt32(), mistake.GetProperty("column").GetInt32(), mistake.GetProperty("length").GetInt32()));
        Assert.Equal("did you mean 'ema'?", mistake.GetProperty("suggestion").GetString());
        Assert.Equal(JsonValueKind.Null, files[1].GetProperty("id").ValueKind);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("explain")]
    [InlineData("format")]
    public void A_file_that_is_not_there_is_a_usage_error(string verb)
    {
        CommandRun run = CommandRun.Of("rules", verb, Path.Combine(_directory, "none.yaml"));
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains("There is no file", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, CommandRun.Of("rules", verb, _directory).ExitCode);
        Assert.Equal(ExitCode.Usage, CommandRun.Of("rules", verb).ExitCode);
    }

    [Fact]
    public void A_file_far_too_large_is_refused_unread()
    {
        CommandRun run = CommandRun.Of("rules", "check", Write("large.yaml", new string('#', 1 << 20)));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("1,048,576 bytes", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_says_what_it_does_or_what_is_wrong()
    {
        CommandRun run = CommandRun.Of("rules", "explain", Write("good.yaml", Sound));
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("Buys to open a long position when", run.Output, StringComparison.Ordinal);
        Assert.Contains("10 percent of equity", run.Output, StringComparison.Ordinal);

        CommandRun broken = CommandRun.Of("rules", "explain", Write("bad.yaml", Broken));
        Assert.Equal((ExitCode.Finding, ""), (broken.ExitCode, broken.Output));
        Assert.Contains("did you mean 'ema'?", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_spelling_is_no_difference()
    {
        string respelled = Sound.Replace("length", "n", StringComparison.Ordinal).Replace("close > sma(close, n)", "sma(close, n) < close", StringComparison.Ordinal);
        CommandRun run = CommandRun.Of("rules", "diff", Write("a.yaml", Sound), Write("b.yaml", respelled));
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.StartsWith("same in what they do", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_behind_a_name_shows_the_name()
    {
        string[] arguments = ["rules", "diff", Write("a.yaml", Sound), Write("b.yaml", Sound.Replace("default: 20", "default: 30", StringComparison.Ordinal))];
        CommandRun run = CommandRun.Of(arguments);
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        Assert.Contains("params.length\n  - 20\n  + 30\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("entry_long", run.Output, StringComparison.Ordinal);    // It reads alike on both sides, and says nothing.

        JsonElement json = CommandRun.Of([.. arguments, "--json"]).Json();
        Assert.False(json.GetProperty("isSame").GetBoolean());
        Assert.Equal(["entry_long", "exit_long"], json.GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("field").GetString()));
    }

    [Fact]
    public void Format_writes_once_and_keeps_the_comment_at_the_top()
    {
        string file = Write("good.yaml", Sound);
        string printed = CommandRun.Of("rules", "format", file).Output;
        Assert.Equal(Sound, File.ReadAllText(file));
        Assert.StartsWith("# Long above an average.\nname: trend\n", printed, StringComparison.Ordinal);

        Assert.Contains("was rewritten", CommandRun.Of("rules", "format", file, "--write").Output, StringComparison.Ordinal);
        Assert.Equal(printed, File.ReadAllText(file));
        Assert.Contains("is in canonical form", CommandRun.Of("rules", "format", file, "--write").Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandRun.Of("rules", "diff", file, Write("again.yaml", Sound)).ExitCode);
        Assert.Equal(2, Directory.GetFiles(_directory).Length);   // No partial file.
    }

    [Fact]
    public void Format_does_not_lose_a_comment_unasked()
    {
        string commented = Sound.Replace("exit_long", "# Out.\nexit_long", StringComparison.Ordinal);
        string file = Write("good.yaml", commented);
        CommandRun refused = CommandRun.Of("rules", "format", file, "--write");
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("comment in line 7", refused.Error, StringComparison.Ordinal);
        Assert.Equal(commented, File.ReadAllText(file));

        Assert.Equal(ExitCode.Success, CommandRun.Of("rules", "format", file, "--write", "--drop-comments").ExitCode);
        Assert.DoesNotContain("# Out.", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_becomes_yaml_on_the_output_and_never_in_its_file()
    {
        string file = Write("answer.json", """{"name": "m", "bar": "1h", "entry_long": "close > open", "exit_long": "close < open", "sizing": {"quantity": 1}}""");
        Assert.StartsWith("name: m\nbar: 1h\n", CommandRun.Of("rules", "format", file).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, CommandRun.Of("rules", "format", file, "--write").ExitCode);
        Assert.StartsWith("{", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_is_one_json_document_with_the_vocabulary()
    {
        CommandRun run = CommandRun.Of("rules", "schema");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.True(run.Json().TryGetProperty("$defs", out _));
        Assert.Contains("cross_above", run.Output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
