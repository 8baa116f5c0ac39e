using System.Runtime.CompilerServices;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Golden.Configuration;

/// <summary>
/// Broken configurations and exactly what is said about them. A comment <c># env: NAME=value</c> sets a variable. With
/// LLMTRADER_WRITE_GOLDEN=1 the answers are written anew and the test fails once, so that the change is looked at.
/// </summary>
public sealed class BrokenConfigurationTests
{
    private const string Variable = "# env: ";

    public static TheoryData<string> Names() => [.. Documents()];

    [Fact]
    public void There_are_at_least_forty_each_with_its_answer()
    {
        if (Environment.GetEnvironmentVariable("LLMTRADER_WRITE_GOLDEN") == "1")
        {
            foreach (string name in Documents()) { File.WriteAllText(Answer(name), Diagnose(name)); }
            Assert.Fail("The golden files were written; look at the difference.");
        }

        Assert.True(Documents().Length >= 40);
        Assert.Equal(Documents().Select(Answer), Directory.GetFiles(Folder(), "*.expected").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_is_said_with_file_line_key_and_remedy(string name) => Assert.Equal(File.ReadAllText(Answer(name)), Diagnose(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_mistake_has_a_place_a_sentence_and_a_remedy_and_shows_no_secret(string name)
    {
        IReadOnlyList<ConfigurationMistake> mistakes = Read(name).Mistakes;
        Assert.NotEmpty(mistakes);
        Assert.All(mistakes, mistake =>
        {
            Assert.True(mistake.Origin.Variable is not null || (mistake.Origin.File == name && mistake.Origin.Line >= 1), mistake.ToString());
            Assert.Matches("[.?]$", mistake.Problem);
            Assert.Matches("[.?]$", mistake.Remedy);
            Assert.DoesNotContain("hunter2", mistake.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain('\n', mistake.ToString());
        });
        Assert.Equal(mistakes.OrderBy(mistake => mistake.Origin.Variable is not null).ThenBy(mistake => mistake.Origin.Line), mistakes);
    }

    private static string[] Documents() => [.. Directory.GetFiles(Folder(), "*.yaml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static string Answer(string name) => Path.Combine(Folder(), Path.ChangeExtension(name, ".expected"));

    // Two lines for each: the mistake with its place, and what to do.
    private static string Diagnose(string name) =>
        string.Concat(Read(name).Mistakes.Select(mistake => $"{mistake.Origin}: {(mistake.Key.Length == 0 ? "" : $"{mistake.Key}: ")}{mistake.Problem}\n    {mistake.Remedy}\n"));

    // Messages name the file as it was named; here, without the folder.
    private static EngineConfigurationFile Read(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder(), name));
        Dictionary<string, string> environment = text.Split('\n').Where(line => line.StartsWith(Variable, StringComparison.Ordinal))
            .Select(line => line[Variable.Length..].Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return EngineConfigurationFile.ReadText(name, text, environment, Folder());
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
