namespace LlmTrader.Engine.Core;

/// <summary>
/// A piece of an operator's request as UTF-8 text, for the record: who asked for what, and why. The pieces of one request follow
/// each other from offset 0 on, and the commands that it caused come behind the last one.
/// </summary>
public struct AdminRequest
{
    /// <summary>The longest request, in bytes of UTF-8.</summary>
    public const int MaxLength = 8 << 10;

    /// <summary>Given by whoever takes the request in; positive, and another one for each request.</summary>
    public long RequestId;

    /// <summary>Where in the request the piece begins, in bytes.</summary>
    public ushort Offset;

    /// <summary>Of the whole request, in bytes.</summary>
    public ushort TotalLength;

    /// <summary>Bytes of <see cref="Text"/> that count; the others are 0.</summary>
    public byte Length;

    /// <summary>A character may be split between two pieces.</summary>
    public SourceText Text;
}
