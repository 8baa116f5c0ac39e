namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>The system library liblz4 is not installed; the message says how to install it.</summary>
public sealed class Lz4NotFoundException : DllNotFoundException
{
    /// <summary>Creates the error from the loader's own.</summary>
    public Lz4NotFoundException(Exception inner)
        : base(
            $"The journal needs the system library {Lz4NativeMethods.Library}, which was not found. Install it: "
            + "Debian/Ubuntu: apt-get install liblz4-1; Alpine: apk add lz4-libs; Fedora: dnf install lz4-libs.",
            inner)
    {
    }
}
