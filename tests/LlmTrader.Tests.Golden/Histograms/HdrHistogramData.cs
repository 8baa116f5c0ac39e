using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Histograms;

/// <summary>HdrHistogram's own test files, kept outside the repository (codec-vectors in SOURCES.md).</summary>
internal static class HdrHistogramData
{
    /// <summary>Reads a file, or skips the test and says why.</summary>
    public static string Read(string name) => File.ReadAllText(SharedData.Find("codec-vectors", "hdrhistogram", name));
}
