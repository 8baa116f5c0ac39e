using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>Why a change of a rule set was not done, or why a set failed. The numbers are journaled: never renumber, only add.</summary>
public enum RuleSetCode : byte
{
    None = 0,

    /// <summary>The slot holds no set with this id.</summary>
    UnknownSet = 1,
    UnknownSlot = 2,

    /// <summary>The staged set's ready event has not come.</summary>
    NotReady = 3,
    NothingToRollBackTo = 4,

    /// <summary>Another set is being compiled.</summary>
    StagingBusy = 5,

    /// <summary>A slot holds a set with this id.</summary>
    SetIdInUse = 6,

    /// <summary>A piece of source that does not follow the one before it, or a stage event whose source is not all there.</summary>
    SourceIncomplete = 7,
    SourceTooLong = 8,
    SourceHashMismatch = 9,
    DoesNotCompile = 10,

    /// <summary>The set needs more bars than its stage event said.</summary>
    WarmUpTooShort = 11,

    /// <summary>More bars closed between stage and ready than may be held back.</summary>
    BufferOverflow = 12,

    /// <summary>The engine was given no compiler.</summary>
    NoCompiler = 13,

    /// <summary>The set threw an exception.</summary>
    Threw = 14,

    /// <summary>The set wanted an order that can't be: of an unknown instrument or side, or of a negative quantity.</summary>
    InvalidOrder = 15,

    /// <summary>The set took longer than it may; measured outside the ring.</summary>
    Overrun = 16,

    /// <summary>A person stopped the set.</summary>
    Operator = 17,

    /// <summary>One bar of the set costs more than the engine's budget allows.</summary>
    OverBudget = 18,

    /// <summary>The size of an entry has no value although all that it is made of has one.</summary>
    SizeIsNaN = 19,
    SizeIsNegative = 20,

    /// <summary>The size of an entry is infinite, or more than an order can carry.</summary>
    SizeIsTooLarge = 21,
}

/// <summary>A rule set can't go on, for a reason that has a code of its own; any other exception of a set is <see cref="RuleSetCode.Threw"/>.</summary>
public class RuleSetException(RuleSetCode code, string message) : Exception(message)
{
    public RuleSetCode Code { get; } = code;
}

/// <summary>Which codes say what.</summary>
public static class RuleSetCodes
{
    /// <summary>The set did it itself under evaluation: a replay does it again at the same sequence, and nobody from outside may say it.</summary>
    public static bool IsFailure(this RuleSetCode code) =>
        code is RuleSetCode.Threw or RuleSetCode.InvalidOrder or RuleSetCode.SizeIsNaN or RuleSetCode.SizeIsNegative or RuleSetCode.SizeIsTooLarge;

    /// <summary>The code that an exception of a set stands for.</summary>
    public static RuleSetCode Of(Exception exception) => exception is RuleSetException known ? known.Code : RuleSetCode.Threw;
}

/// <summary>Bytes of text in one event: of a source, or of an operator's request.</summary>
[InlineArray(Capacity)]
public struct SourceText
{
    public const int Capacity = 48;

    private byte _first;
}

/// <summary>A piece of a rule set's source, so that the text itself is in the journal and no event is longer than a slot.</summary>
public struct RuleSetSource
{
    /// <summary>The longest source, in bytes of UTF-8.</summary>
    public const int MaxLength = 64 << 10;

    /// <summary>Given by whoever stages; positive, unique among the sets that the slots hold.</summary>
    public int SetId;

    /// <summary>Where in the source the piece begins, in bytes.</summary>
    public int Offset;

    /// <summary>Bytes of <see cref="Text"/> that count; the others are 0.</summary>
    public byte Length;

    /// <summary>UTF-8; a character may be split between two pieces.</summary>
    public SourceText Text;
}

/// <summary>The SHA-256 of a source.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SourceHash(ulong Part0, ulong Part1, ulong Part2, ulong Part3)
{
    public const int Length = 32;

    /// <summary>From the 32 bytes of a digest.</summary>
    public static SourceHash From(ReadOnlySpan<byte> digest) => new(
        BinaryPrimitives.ReadUInt64BigEndian(digest),
        BinaryPrimitives.ReadUInt64BigEndian(digest[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(digest[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(digest[24..]));

    public void CopyTo(Span<byte> digest)
    {
        BinaryPrimitives.WriteUInt64BigEndian(digest, Part0);
        BinaryPrimitives.WriteUInt64BigEndian(digest[8..], Part1);
        BinaryPrimitives.WriteUInt64BigEndian(digest[16..], Part2);
        BinaryPrimitives.WriteUInt64BigEndian(digest[24..], Part3);
    }

    /// <summary>64 hex digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Part0:x16}{Part1:x16}{Part2:x16}{Part3:x16}");
}

/// <summary>Asks for a source to be compiled and warmed up for a slot.</summary>
public struct RuleSetStage
{
    public int SetId;

    /// <summary>Of the whole source, in bytes of UTF-8.</summary>
    public int Length;

    /// <summary>Bars per instrument and specification that the set needs; so many are handed over, when they are there.</summary>
    public int WarmUpBars;

    public StrategyId Slot;
    public SourceHash Hash;
}

/// <summary>The payload of all other rule-set events.</summary>
public struct RuleSetChange
{
    /// <summary>0 in a rollback: it goes to whatever set was there before.</summary>
    public int SetId;

    public StrategyId Slot;

    /// <summary>Ready: whether it is. Quarantine: why.</summary>
    public RuleSetCode Code;

    /// <summary>Shadow: 1 starts it, 0 ends it.</summary>
    public byte On;
}
