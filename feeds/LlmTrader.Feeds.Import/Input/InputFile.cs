using System.IO.Compression;

namespace LlmTrader.Feeds.Import;

/// <summary>A plain, gzip or zip file as one stream of text. What it is, its first bytes say, never its name.</summary>
internal sealed class InputFile : IDisposable
{
    private readonly CountingStream _raw;
    private readonly ZipArchive? _archive;

    private InputFile(string path, CountingStream raw, ZipArchive? archive, Stream content)
    {
        Path = path;
        _raw = raw;
        _archive = archive;
        Content = content;
    }

    public string Path { get; }

    public Stream Content { get; }

    /// <summary>Bytes of the file as it lies on the disk, compressed or not.</summary>
    public long BytesTotal => _raw.Length;

    /// <summary>How many of them were read. Any thread may ask.</summary>
    public long BytesRead => Math.Min(_raw.BytesRead, BytesTotal);

    /// <summary>Throws <see cref="ImportException"/> when there is no such file or it is of no known kind.</summary>
    public static InputFile Open(string path, string? zipEntry)
    {
        CountingStream raw = OpenRaw(path);
        try
        {
            Span<byte> magic = stackalloc byte[6];
            int length = raw.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            magic = magic[..length];
            raw.Restart();
            if (length == 0) { throw Failure(ImportFault.Empty, path, "an empty file", "rows"); }
            if (magic.StartsWith<byte>([0x1F, 0x8B])) { return new InputFile(path, raw, null, new GzipInputStream(raw)); }
            if (magic.StartsWith<byte>([(byte)'P', (byte)'K', 3, 4]) || magic.StartsWith<byte>([(byte)'P', (byte)'K', 5, 6])) { return OpenZip(path, raw, zipEntry); }
            if (UnsupportedKind(magic) is { } kind) { throw Failure(ImportFault.UnsupportedFormat, path, kind, "UTF-8 text, plain, gzip or zip"); }
            return new InputFile(path, raw, null, raw);
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        _archive?.Dispose();
        _raw.Dispose();
    }

    internal static ImportException Failure(ImportFault fault, string path, string found, string expected, Exception? inner = null) =>
        new(new ImportIssue(fault, path, 0, 0, null, found, expected), inner);

    private static CountingStream OpenRaw(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) { throw Failure(ImportFault.NotAFile, path, "a directory", "a file"); }
        try
        {
            // Our own buffer is large; one more below it would only copy.
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            if (!file.CanSeek)
            {
                file.Dispose();
                throw Failure(ImportFault.NotAFile, path, "a pipe or device", "a regular file");
            }

            return new CountingStream(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failure(ImportFault.FileNotFound, path, "no such file", "a file", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Failure(ImportFault.Unreadable, path, e.Message, "a readable file", e);
        }
    }

    private static InputFile OpenZip(string path, CountingStream raw, string? wanted)
    {
        ZipArchive archive;
        try { archive = new ZipArchive(raw, ZipArchiveMode.Read, leaveOpen: true); }
        catch (InvalidDataException e)
        {
            // The directory lies at a zip's end: without it the file was cut, and no row can be read safely.
            throw Failure(ImportFault.Truncated, path, "a zip without its directory (truncated at row 0)", "a complete zip", e);
        }

        try
        {
            ZipArchiveEntry entry = Choose(path, archive, wanted);
            Stream content = new ZipEntryStream(entry);
            raw.Restart(keepPosition: true);   // Reading the directory was no progress.
            return new InputFile(path, raw, archive, content);
        }
        catch (InvalidDataException e)
        {
            archive.Dispose();
            throw Failure(ImportFault.Corrupt, path, "a damaged zip entry (row 0)", "a valid zip", e);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private static ZipArchiveEntry Choose(string path, ZipArchive archive, string? wanted)
    {
        List<ZipArchiveEntry> files = [.. archive.Entries.Where(entry => !entry.FullName.EndsWith('/'))];
        List<ZipArchiveEntry> candidates = wanted is not null
            ? [.. files.Where(entry => entry.FullName == wanted)]
            : [.. files.Where(entry => entry.FullName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))];
        if (wanted is null && candidates.Count == 0 && files.Count == 1) { candidates = files; }
        if (candidates.Count == 1) { return candidates[0]; }

        string names = string.Join(", ", files.Take(10).Select(entry => entry.FullName)) + (files.Count > 10 ? ", …" : "");
        string expected = wanted is not null ? $"the entry '{wanted}'" : "exactly one CSV entry, or the name of the entry to take";
        throw Failure(ImportFault.ZipEntry, path, files.Count == 0 ? "an empty zip" : names, expected);
    }

    private static string? UnsupportedKind(ReadOnlySpan<byte> magic)
    {
        if (magic.StartsWith<byte>([0xFF, 0xFE]) || magic.StartsWith<byte>([0xFE, 0xFF])) { return "UTF-16 text"; }
        if (magic.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD])) { return "a zstd file"; }
        if (magic.StartsWith<byte>([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'])) { return "an xz file"; }
        if (magic.StartsWith("BZh"u8)) { return "a bzip2 file"; }
        return magic.StartsWith("PAR1"u8) ? "a Parquet file" : null;
    }
}
