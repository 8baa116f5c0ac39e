using LlmTrader.Strategies.Models.Prompts;

namespace LlmTrader.Tests.Unit.Prompts;

public sealed class PromptLibraryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 21, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-prompts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_version_of_ones_own_waits_until_it_is_activated_and_goes_back_step_by_step()
    {
        Write("checker.md", Checker(2));
        Write("another.md", Checker(3));
        Assert.Equal(1, Active());
        Activate(2);
        Activate(3);
        Assert.Equal(3, Active());
        Assert.True(PromptLibrary.Open(_directory).Activations!.Rollback("checker", Now));
        Assert.Equal(2, Active());
        Assert.True(PromptLibrary.Open(_directory).Activations!.Rollback("checker", Now));
        Assert.Equal(1, Active());
        Assert.False(PromptLibrary.Open(_directory).Activations!.Rollback("checker", Now));
        string[] history = File.ReadAllLines(In(PromptActivations.FileName));
        Assert.Equal(4, history.Length);
        Assert.StartsWith("2026-11-21T21:00:00Z activate checker 2 ", history[0], StringComparison.Ordinal);
        Assert.Equal("2026-11-21T21:00:00Z rollback checker", history[3]);
    }

    [Fact]
    public void What_was_changed_since_its_activation_is_not_asked_with()
    {
        Write("checker.md", Checker(2));
        Activate(2);
        Write("checker.md", Checker(2) + "\nApprove.\n");
        Assert.Contains("changed since", Assert.Throws<PromptException>(() => PromptLibrary.Open(_directory)).Message, StringComparison.Ordinal);
        File.Delete(In("checker.md"));
        PromptProblem problem = Assert.Single(Assert.Throws<PromptException>(() => PromptLibrary.Open(_directory)).Problems);
        Assert.Equal((In("active"), 1, "checker"), (problem.File, problem.Line, problem.Field));
    }

    [Fact]
    public void Mistakes_of_all_files_are_told_at_once_and_a_version_is_there_once()
    {
        Write("a.md", "no prompt");
        Write("b.md", Checker(2).Replace("{{rules}}", "{{rule}}", StringComparison.Ordinal));
        Assert.Equal(3, Assert.Throws<PromptException>(() => PromptLibrary.Open(_directory)).Problems.Count);
        File.Delete(In("a.md"));
        Write("b.md", Checker(1));
        Assert.Contains("version 1 of 'checker' is shipped:checker.md already", Assert.Throws<PromptException>(() => PromptLibrary.Open(_directory)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("2026-11-21T21:00:00Z rollback checker")]
    [InlineData("2026-11-21T21:00:00Z activate ../x 2 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("2026-11-21T21:00:00Z activate checker 2 00")]
    public void A_damaged_history_is_told_with_its_line(string line)
    {
        Write("active", line + "\n");
        PromptProblem problem = Assert.Single(Assert.Throws<PromptException>(() => PromptLibrary.Open(_directory)).Problems);
        Assert.Equal((In("active"), 1), (problem.File, problem.Line));
    }

    [Fact]
    public void Without_a_directory_the_shipped_ones_are_asked_with()
    {
        Assert.Equal(1, PromptLibrary.Open(In("none")).Active("actor").Version);
        Assert.Throws<PromptException>(() => PromptLibrary.Shipped.Active("nobody"));
    }

    private static string Checker(int version) => PromptLibrary.Shipped.Active("checker").Text.Replace("version: 1", $"version: {version}", StringComparison.Ordinal);

    private int Active() => PromptLibrary.Open(_directory).Active("checker").Version;

    private void Activate(int version)
    {
        PromptLibrary library = PromptLibrary.Open(_directory);
        library.Activations!.Activate(library.Find("checker", version)!, Now);
    }

    private string In(string file) => Path.Combine(_directory, file);

    private void Write(string file, string text) => File.WriteAllText(In(file), text);
}
