namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>Small files that are there whole or not at all, whenever the machine stops: written under a temporary name, synced, renamed, the directory synced.</summary>
public static class DurableFile
{
    /// <summary>Writes a file; makes its directory where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="overwrite">False refuses to replace what lies there.</param>
    /// <param name="isDurable">False leaves the syncs out: a crash of the machine may then leave the old content, or none.</param>
    /// <exception cref="JournalIOException">The disk refuses, or the file is there and may not be replaced. What lay there stays, and nothing else is left.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite = true, bool isDurable = true)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(directory);
            File.Delete(temporary);    // Left over from a crash.
            using (IJournalFile file = JournalFile.CreateNew(temporary))
            {
                file.Write(content);
                if (isDurable) { file.SyncData(); }
            }

            File.Move(temporary, path, overwrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            if (error is JournalIOException) { throw; }
            throw JournalIOException.Of(error, "writing", path);
        }

        if (isDurable) { JournalFile.SyncDirectory(directory); }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="JournalIOException">It can't be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalIOException.Of(error, "reading", path);
        }
    }

    /// <summary>Removes what a failed write has left; a second error says nothing that the first does not.</summary>
    internal static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
