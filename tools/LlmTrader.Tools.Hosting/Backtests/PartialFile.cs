namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// A file that appears under its name only when it is whole: it grows as <c>NAME.partial</c>, and one rename puts it in
/// place of an older one. What is disposed of before that is removed; only a process that is killed leaves a partial file.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    public const string Suffix = ".partial";

    private readonly string _path;
    private readonly FileStream _stream;
    private bool _isPublished;

    /// <summary>Starts the file anew; a partial one of an earlier run is overwritten.</summary>
    public PartialFile(string directory, string name)
    {
        _path = Path.Combine(directory, name);
        _stream = new FileStream(_path + Suffix, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Everything is on the disk; the name is still the partial one.</summary>
    public void Seal()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
    }

    /// <summary>Gives a sealed file its name.</summary>
    public void Publish()
    {
        File.Move(_path + Suffix, _path, overwrite: true);
        _isPublished = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_isPublished) { File.Delete(_path + Suffix); }
    }
}
