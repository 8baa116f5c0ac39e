using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Decisions;

/// <summary>
/// How far a journal was written, in the file <c>head</c> beside its segments: a chain alone can't tell that its end is missing, and with it
/// the hold-outs that were opened there. Two lines take turns, each as long as the other and with a checksum, so that a write which was
/// cut off leaves the one before.
/// </summary>
internal sealed class DecisionHead : IDisposable
{
    public const string FileName = "head";

    private const int LineBytes = 128;    // 20 of the sequence, 64 of the hash, 16 of the checksum, blanks, and the line's end.
    private const int ChecksumDigits = 16;

    private readonly SafeFileHandle _file;
    private readonly string _path;

    private DecisionHead(SafeFileHandle file, string path) => (_file, _path) = (file, path);

    /// <summary>The record that was written last, and the SHA-256 of its line; null when there is no such file, or nothing in it.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static (long Sequence, string Hash)? Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path)) { return null; }
        byte[] text = DurableFile.Read(path);
        return new[] { ReadLine(text, 0), ReadLine(text, 1) }.Max();
    }

    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static DecisionHead Open(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            bool isNew = !File.Exists(path);
            DecisionHead head = new(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), path);
            if (isNew) { JournalFile.SyncDirectory(directory); }
            return head;
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not JournalIOException)
        {
            throw new JournalIOException(0, "opening", path, error);
        }
    }

    /// <summary>Writes how far the journal is; on stable storage when this returns.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public void Write(long sequence, string hash)
    {
        try
        {
            RandomAccess.Write(_file, Encoding.ASCII.GetBytes(Line(sequence, hash)), sequence % 2 * LineBytes);
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(0, "writing", _path, error);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Line(long sequence, string hash)
    {
        string content = string.Create(CultureInfo.InvariantCulture, $"{sequence:D20} {hash}");
        return $"{content} {Checksum(content)}".PadRight(LineBytes - 1) + "\n";
    }

    private static (long Sequence, string Hash)? ReadLine(byte[] text, int line)
    {
        if (text.Length < (line + 1) * LineBytes) { return null; }
        return Encoding.ASCII.GetString(text, line * LineBytes, LineBytes).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var sequence, var hash, var checksum, ..] && checksum == Checksum($"{sequence} {hash}")
            ? (long.Parse(sequence, CultureInfo.InvariantCulture), hash) : null;
    }

    private static string Checksum(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(content)))[..ChecksumDigits];
}
