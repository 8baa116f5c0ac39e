using System.Runtime.CompilerServices;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Golden.RuleLanguage;

/// <summary>
/// Broken documents and exactly what is said about them. With LLMTRADER_WRITE_GOLDEN=1 the files are written anew and the
/// test fails once, so that the change is looked at.
/// </summary>
public sealed class BrokenDocumentTests
{
    public static TheoryData<string> Names() => [.. Answered()];

    [Fact]
    public void There_are_at_least_ten_each_with_its_answer()
    {
        string[] documents = [.. Directory.GetFiles(Folder()).Where(path => !path.EndsWith(".expected", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!)];
        if (Environment.GetEnvironmentVariable("LLMTRADER_WRITE_GOLDEN") == "1")
        {
            foreach (string document in documents) { File.WriteAllText(Path.Combine(Folder(), $"{document}.expected"), Diagnose(document)); }
            Assert.Fail("The golden files were written; look at the difference.");
        }

        Assert.True(documents.Length >= 10);
        Assert.Equal(documents.Order(StringComparer.Ordinal), Answered());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_is_said_with_place_caret_and_suggestion(string name) =>
        Assert.Equal(File.ReadAllText(Path.Combine(Folder(), $"{name}.expected")), Diagnose(name));

    private static IEnumerable<string> Answered() =>
        Directory.GetFiles(Folder(), "*.expected").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    private static string Diagnose(string name)
    {
        RuleReading reading = RuleText.Read(File.ReadAllText(Path.Combine(Folder(), name)), name);
        return string.Concat(reading.Diagnostics.Select(diagnostic => $"{diagnostic}\n"));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Broken");
}
