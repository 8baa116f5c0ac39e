using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Binance's frames as a recorder received them, a line each: receive time in ns since 1970, a space, the JSON. Depth
/// changes and snapshots become the book, bookTicker quotes, trade trades; spot and futures.
/// </summary>
public sealed class BinanceRawLayout : IImportLayout
{
    private BinanceRawLayout() { }

    public static BinanceRawLayout Instance { get; } = new();

    public string Name => "binance-raw";

    /// <summary>One snapshot line may hold 5,000 levels a side.</summary>
    internal static int BufferBytes(ImportOptions? options) => Math.Max(options?.BufferBytes ?? 0, 4 << 20);

    public BarSpec? BarsOf(ImportOptions options) => null;

    public IImportSource Open(string path, ImportOptions options, RowHistory? history = null) => BinanceRawSource.Open(path, options, history);

    public ScaleProbeResult Probe(string path, DateOnly? date = null, string? zipEntry = null) => BinanceRawProbe.Run(path, zipEntry);

    /// <summary>Whether a file's first line looks like a recorded frame. Throws <see cref="ImportException"/> when the file can't be read.</summary>
    public static bool Detects(string path, string? zipEntry)
    {
        using var lines = LineReader.Open(path, zipEntry, BufferBytes(null));
        return lines.TryReadContent(out ReadOnlySpan<byte> line) && RecordedLine.TrySplit(line, out _, out Range frame) && line[frame] is [(byte)'{', ..];
    }
}
