namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>Opens the journal's files the best way that the operating system offers.</summary>
public static class JournalFile
{
    internal static bool IsPosix => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Creates a file that must not exist yet.</summary>
    /// <exception cref="JournalIOException">It exists, or can't be created.</exception>
    public static IJournalFile CreateNew(string path) =>
        IsPosix ? PosixFile.CreateNew(path) : StreamFile.CreateNew(path);

    /// <summary>Opens a file, or creates it, to append to it.</summary>
    /// <exception cref="JournalIOException">It can't be opened.</exception>
    public static IJournalFile OpenAppend(string path) =>
        IsPosix ? PosixFile.OpenAppend(path) : StreamFile.OpenAppend(path);

    /// <summary>
    /// Makes new, renamed and removed files of a directory durable. Only Linux needs it and lets a program do it.
    /// </summary>
    /// <exception cref="JournalIOException">The directory can't be opened or synced.</exception>
    public static void SyncDirectory(string path)
    {
        if (IsPosix) { PosixFile.SyncDirectory(path); }
    }
}
