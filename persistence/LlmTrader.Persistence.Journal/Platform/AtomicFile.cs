namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>Small files that are there whole or not at all: written under a temporary name, synced, renamed, the directory synced.</summary>
internal static class AtomicFile
{
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="isDurable">False leaves the syncs out: a crash of the machine may then leave the old content, or none.</param>
    /// <exception cref="JournalIOException">The disk refuses; what lay there stays.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool isDurable = true)
    {
        string temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(temporary);    // Left over from a crash.
            using (IJournalFile file = JournalFile.CreateNew(temporary))
            {
                file.Write(content);
                if (isDurable) { file.SyncData(); }
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException and not JournalIOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, "replacing", path, error);
        }

        if (isDurable) { JournalFile.SyncDirectory(Path.GetDirectoryName(path)!); }
    }

    /// <exception cref="JournalIOException">It can't be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, "reading", path, error);
        }
    }
}
