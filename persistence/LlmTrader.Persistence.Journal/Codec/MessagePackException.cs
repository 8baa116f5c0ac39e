namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>Bytes that are not the MessagePack value that the reader was asked for.</summary>
public sealed class MessagePackException : FormatException
{
    /// <summary>Creates the error with the place and both sides of the disagreement.</summary>
    public MessagePackException(int offset, string expected, string found)
        : base($"MessagePack at offset {offset}: expected {expected}, found {found}.")
    {
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>Where the offending value starts: bytes from the start of the reader's span.</summary>
    public int Offset { get; }

    /// <summary>What the caller asked for.</summary>
    public string Expected { get; }

    /// <summary>What the bytes hold instead.</summary>
    public string Found { get; }
}
