using System.IO.Compression;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>The recordings of Binance's frames: receive time and JSON a line.</summary>
internal static class RecordedFrames
{
    public static readonly string[] Spot = ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"];

    public static readonly string[] All = [.. Spot, "usdm_btcusdt_20240808.gz", "cm_btcusd_perp_20240808.gz"];

    /// <summary>The frames of a file in their order. Skips the calling test where the data are absent.</summary>
    public static IEnumerable<byte[]> Read(string file)
    {
        using FileStream packed = File.OpenRead(SharedData.Find("binance-raw-ws-20240808", file));
        using GZipStream plain = new(packed, CompressionMode.Decompress);
        using StreamReader lines = new(plain);
        while (lines.ReadLine() is { } line) { yield return System.Text.Encoding.UTF8.GetBytes(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]); }
    }
}
