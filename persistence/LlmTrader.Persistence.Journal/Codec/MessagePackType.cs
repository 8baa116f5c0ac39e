using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>The type families of MessagePack. The width of an encoding is not part of the type.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The specification's own names.")]
public enum MessagePackType : byte
{
    /// <summary>The reserved byte 0xC1, which no value starts with.</summary>
    Invalid,

    /// <summary>The absent value.</summary>
    Nil,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A signed or unsigned integer of up to 64 bits.</summary>
    Integer,

    /// <summary>An IEEE 754 single.</summary>
    Float32,

    /// <summary>An IEEE 754 double.</summary>
    Float64,

    /// <summary>UTF-8 text.</summary>
    String,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>A sequence of values.</summary>
    Array,

    /// <summary>A sequence of key and value pairs.</summary>
    Map,

    /// <summary>Typed bytes; a timestamp is extension type -1.</summary>
    Extension,
}
