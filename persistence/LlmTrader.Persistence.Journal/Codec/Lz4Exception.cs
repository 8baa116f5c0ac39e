namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>Bytes that are not a whole and valid LZ4 frame, or a destination that is too small for it.</summary>
public sealed class Lz4Exception : FormatException
{
    /// <summary>Creates the error with what went wrong.</summary>
    public Lz4Exception(string message)
        : base(message)
    {
    }
}
