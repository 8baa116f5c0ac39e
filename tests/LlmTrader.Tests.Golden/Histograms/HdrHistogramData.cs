namespace LlmTrader.Tests.Golden.Histograms;

/// <summary>HdrHistogram's own test files, kept outside the repository (codec-vectors in SOURCES.md).</summary>
internal static class HdrHistogramData
{
    /// <summary>Reads a file, or skips the test and says why.</summary>
    public static string Read(string name)
    {
        string root = Environment.GetEnvironmentVariable("LLMTRADER_DATA") ?? "../shared/data";
        string path = Path.Combine(root, "codec-vectors", "hdrhistogram", name);
        Skip.IfNot(File.Exists(path), $"{path} is absent; set LLMTRADER_DATA to the folder of the shared test data.");
        return File.ReadAllText(path);
    }
}
