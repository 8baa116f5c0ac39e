using System.Security.Cryptography;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Retention;

/// <summary>Copies of segments in another directory of the same form.</summary>
internal static class SegmentCopy
{
    private const int BufferBytes = 1 << 20;

    public static string PathIn(JournalDirectory archive, StreamKind stream, string segment) => Path.Combine(archive.StreamPath(stream), Path.GetFileName(segment));

    /// <summary>Whether a copy is there, byte for byte.</summary>
    public static bool IsAt(string segment, string copy)
    {
        if (!File.Exists(copy) || new FileInfo(copy).Length != new FileInfo(segment).Length) { return false; }
        return Hash(segment).AsSpan().SequenceEqual(Hash(copy));
    }

    /// <summary>Makes a copy that is there whole or not at all, and is read back before it gets its name.</summary>
    /// <exception cref="JournalIOException">The disk refuses, or what was read back differs.</exception>
    public static void Make(string segment, string copy)
    {
        string temporary = copy + ".tmp";
        try
        {
            File.Delete(temporary);    // Left over from a crash.
            using (FileStream source = OpenRead(segment))
            using (IJournalFile target = JournalFile.CreateNew(temporary))
            {
                byte[] buffer = new byte[BufferBytes];
                for (int read; (read = source.Read(buffer)) > 0;) { target.Write(buffer.AsSpan(0, read)); }
                target.SyncData();
            }

            if (!Hash(segment).AsSpan().SequenceEqual(Hash(temporary))) { throw new JournalIOException(Errno.EIO, "verification of the copy", temporary); }
            File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(segment));
            File.Move(temporary, copy, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            DurableFile.Discard(temporary);
            if (error is JournalIOException) { throw; }
            throw JournalIOException.Of(error, "copying", copy);
        }

        JournalFile.SyncDirectory(Path.GetDirectoryName(copy)!);
    }

    private static byte[] Hash(string path)
    {
        using FileStream file = OpenRead(path);
        return SHA256.HashData(file);
    }

    private static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);
}
