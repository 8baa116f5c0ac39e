namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>What is common to LZ4 frames: the magic number and the library that reads and writes them.</summary>
public static class Lz4Frame
{
    /// <summary>The first four bytes of a frame, little-endian.</summary>
    public const uint Magic = 0x184D2204;

    /// <summary>Checks that liblz4 can be loaded; called at start, so that the reason is seen before any work is done.</summary>
    /// <exception cref="Lz4NotFoundException">It can't; the message holds the install lines.</exception>
    public static void EnsureAvailable() => _ = LibraryVersion();

    /// <summary>The version of the loaded liblz4, such as 1.9.4.</summary>
    /// <exception cref="Lz4NotFoundException">The library is not installed.</exception>
    public static Version LibraryVersion()
    {
        try
        {
            int number = Lz4NativeMethods.VersionNumber();
            return new Version(number / 10_000, number / 100 % 100, number % 100);
        }
        catch (DllNotFoundException missing)
        {
            throw new Lz4NotFoundException(missing);
        }
    }
}
