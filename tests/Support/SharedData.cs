namespace LlmTrader.Tests.Support;

/// <summary>
/// Finds the real market data that some tests read: below <c>LLMTRADER_DATA</c>, else in <c>shared/data</c> beside the
/// project. The project ships none of it, so a test that needs it skips with the reason where it is absent.
/// </summary>
internal static class SharedData
{
    private static readonly string? Root = FindRoot();

    /// <summary>The path of a file or directory of the data. Skips the calling test when it is not there.</summary>
    public static string Find(params string[] parts)
    {
        Skip.If(Root is null, "The shared test data is absent: set LLMTRADER_DATA to its folder.");
        string path = Path.Combine([Root, .. parts]);
        Skip.IfNot(Path.Exists(path), $"{path} is absent: LLMTRADER_DATA must name the folder of the shared test data.");
        return path;
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("LLMTRADER_DATA") is { Length: > 0 } given) { return given; }
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "LlmTrader.Engine.sln"))) { continue; }
            string beside = Path.Combine(folder.Parent!.FullName, "shared", "data");
            return Directory.Exists(beside) ? beside : null;
        }

        return null;
    }
}
