namespace LlmTrader.Tests.Integration.Deployment;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LlmTrader.Engine.sln"))) { directory = directory.Parent; }
        return directory!.FullName;
    }
}
