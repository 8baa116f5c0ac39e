namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>Small files that are there whole or not at all, whenever the machine stops.</summary>
internal static class DurableFile
{
    /// <summary>Writes a temporary file, syncs it, renames it to <paramref name="path"/> and syncs the directory.</summary>
    /// <exception cref="JournalIOException">The disk refuses, or the file is there and may not be replaced.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, string operation, bool overwrite)
    {
        string temporary = path + ".tmp";
        try
        {
            File.Delete(temporary);    // Left over from a crash.
            using (IJournalFile file = JournalFile.CreateNew(temporary))
            {
                file.Write(content);
                file.SyncData();
            }

            File.Move(temporary, path, overwrite);
        }
        catch (Exception error) when (error is (IOException and not JournalIOException) or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, operation, path, error);
        }

        JournalFile.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
