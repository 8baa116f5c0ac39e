using System.Runtime.CompilerServices;

namespace LlmTrader.Tests.Golden.Codec;

/// <summary>Finds the public test vectors: below LLMTRADER_DATA, or in a "shared/data" beside the project or above it.</summary>
internal static class CodecVectors
{
    /// <summary>The path of a file of the set; skips the test, with the reason, where the data is absent.</summary>
    public static string PathOf(string name)
    {
        string? root = Root();
        Skip.If(root is null, "The test vectors are absent: set LLMTRADER_DATA to the folder that holds codec-vectors.");
        return Path.Combine(root!, "codec-vectors", name);
    }

    private static string? Root([CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("LLMTRADER_DATA") is { Length: > 0 } given)
        {
            return Holds(given) ? given : null;
        }

        for (DirectoryInfo? folder = new FileInfo(source).Directory; folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Holds(candidate)) { return candidate; }
        }

        return null;
    }

    private static bool Holds(string folder) => Directory.Exists(Path.Combine(folder, "codec-vectors"));
}
