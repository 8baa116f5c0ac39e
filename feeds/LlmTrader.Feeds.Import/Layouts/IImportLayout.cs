using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>What the lines of a kind of file mean, and how such a file becomes events.</summary>
public interface IImportLayout
{
    /// <summary>The name that messages and <c>--layout</c> use.</summary>
    string Name { get; }

    /// <summary>The period of the bars that a file gives; null when it gives none.</summary>
    BarSpec? BarsOf(ImportOptions options);

    /// <summary>Opens a file. Throws <see cref="ImportException"/> when it can't be imported at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is imported.</param>
    /// <param name="history">Of the files of the same instrument before this one; null for a file by itself.</param>
    IImportSource Open(string path, ImportOptions options, RowHistory? history = null);

    /// <summary>Reads the whole file to describe its instrument. <paramref name="date"/> is needed for times of the day.</summary>
    ScaleProbeResult Probe(string path, DateOnly? date = null, string? zipEntry = null);
}

/// <summary>A file that is being imported.</summary>
public interface IImportSource : IMarketDataSource
{
    string Path { get; }

    /// <summary>What became of the rows so far.</summary>
    ImportCounts Counts { get; }

    /// <summary>Bytes of the file on the disk that were read, compressed or not. Any thread may ask.</summary>
    long BytesRead { get; }

    /// <summary>Size of the file on the disk.</summary>
    long BytesTotal { get; }
}
