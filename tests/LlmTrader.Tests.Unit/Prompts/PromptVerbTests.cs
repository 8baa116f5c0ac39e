using System.Text.Json;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Prompts;

/// <summary>The verbs of <c>llmtrader prompts</c> on a directory of their own.</summary>
public sealed class PromptVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-prompts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_version_is_listed_activated_and_rolled_back()
    {
        Write("checker.md", Checker(2));
        Assert.Equal([1], ActiveOf("checker"));
        CommandRun activated = Run("activate", "checker", "2");
        Assert.Equal((ExitCode.Success, ""), (activated.ExitCode, activated.Error));
        Assert.Equal([2], ActiveOf("checker"));
        Assert.Single(Run("list", "--history", "--json").Json().GetProperty("history").EnumerateArray());
        Assert.Equal(ExitCode.Success, Run("rollback", "checker").ExitCode);
        Assert.Equal([1], ActiveOf("checker"));
        Assert.Equal(ExitCode.Finding, Run("rollback", "checker").ExitCode);
        Assert.Equal(ExitCode.Usage, Run("activate", "checker", "9").ExitCode);
    }

    [Fact]
    public void A_changed_version_is_told_and_can_be_activated_again()
    {
        Write("checker.md", Checker(2));
        Run("activate", "checker", "2");
        Write("checker.md", Checker(2) + "\n");
        CommandRun list = Run("list");
        Assert.Equal(ExitCode.Usage, list.ExitCode);
        Assert.Contains("changed since it was activated", list.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, Run("activate", "checker", "2").ExitCode);
        Assert.Equal(ExitCode.Success, Run("list").ExitCode);
    }

    [Fact]
    public void Mistakes_have_file_and_line()
    {
        Assert.Equal(ExitCode.Success, Run("lint").ExitCode);
        string file = Write("bad.md", Checker(2).Replace("{{rules}}", "{{rule}}", StringComparison.Ordinal));
        CommandRun lint = Run("lint");
        Assert.Equal(ExitCode.Finding, lint.ExitCode);
        Assert.Contains($"{file}:40: error: rule: this variable is not declared", lint.Output, StringComparison.Ordinal);
        JsonElement json = CommandRun.Of("prompts", "lint", file, "--json").Json();
        Assert.False(json.GetProperty("isValid").GetBoolean());
        Assert.Equal(2, json.GetProperty("files")[0].GetProperty("problems").GetArrayLength());
        Assert.Equal(ExitCode.Usage, CommandRun.Of("prompts", "lint", "nowhere.md").ExitCode);
    }

    [Fact]
    public void A_prompt_is_rendered_with_the_sample_and_with_given_values()
    {
        CommandRun run = Run("render", "checker", "--set", "verdicts=approve,reject");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("--- user\nVerdicts: approve,reject\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, Run("render", "actor@1", "--json").Json().GetProperty("messages").GetArrayLength());
        Assert.Equal(ExitCode.Usage, Run("render", "checker", "--set", "verdict=approve").ExitCode);
        Assert.Equal(ExitCode.Usage, Run("render", "nobody").ExitCode);
        Assert.Equal(ExitCode.Usage, Run("render", "checker@x").ExitCode);
    }

    [Fact]
    public void What_differs_is_told_by_line()
    {
        string file = Write("checker.md", Checker(2));
        CommandRun run = Run("diff", "checker@1", file);
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        Assert.Contains("- 3: version: 1\n+ 3: version: 2\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, Run("diff", "checker", "checker@1").ExitCode);
        Assert.Equal(2, Run("diff", "checker@1", "checker@2", "--json").Json().GetProperty("differences").GetArrayLength());
    }

    [Theory]
    [InlineData("actor")]
    [InlineData("checker")]
    public void The_shipped_prompts_pass_and_a_small_limit_fails(string id)
    {
        Assert.Equal(ExitCode.Success, Run("test", id).ExitCode);
        JsonElement json = Run("test", id, "--limit", "100", "--json").Json();
        Assert.Equal(["size"], json.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("passed").GetBoolean()).Select(check => check.GetProperty("check").GetString()));
    }

    [Fact]
    public void Untrusted_text_is_between_delimiters()
    {
        string file = Write("trial.md", PromptReaderTests.Sound);
        CommandRun run = Run("test", file, "--json");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("1 variables, 1 between delimiters", run.Output, StringComparison.Ordinal);
    }

    private static string Checker(int version) => PromptLibrary.Shipped.Active("checker").Text.Replace("version: 1", $"version: {version}", StringComparison.Ordinal);

    private CommandRun Run(params string[] arguments) => CommandRun.Of(["prompts", .. arguments, "--directory", _directory]);

    private int[] ActiveOf(string id) =>
        [.. Run("list", "--json").Json().GetProperty("prompts").EnumerateArray().Where(one => one.GetProperty("id").GetString() == id && one.GetProperty("isActive").GetBoolean()).Select(one => one.GetProperty("version").GetInt32())];

    private string Write(string file, string text)
    {
        string path = Path.Combine(_directory, file);
        File.WriteAllText(path, text);
        return path;
    }
}
