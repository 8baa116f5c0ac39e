using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>What a piece of a book message is.</summary>
[Flags]
public enum BookFlags : byte
{
    None = 0,

    /// <summary>Part of a full snapshot; its first piece clears the book.</summary>
    Snapshot = 1,

    /// <summary>The first piece of a message.</summary>
    First = 2,

    /// <summary>The last piece of a message: the book is consistent again.</summary>
    Last = 4,
}

/// <summary>All that rests at one price of one side.</summary>
public struct BookLevel
{
    public Price Price;

    /// <summary>0 takes the level away.</summary>
    public Quantity Quantity;
}

/// <summary>
/// One piece of a level-2 message: up to three levels, of one side or of both. A message, snapshot or change, is a run of
/// pieces from <see cref="BookFlags.First"/> to <see cref="BookFlags.Last"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct BookUpdate
{
    /// <summary>Levels that one piece has room for.</summary>
    public const int MaxLevels = 3;

    public BookLevels Levels;

    /// <summary>The venue's number of the whole message.</summary>
    public long UpdateId;

    /// <summary>Levels in this piece; 0 only in a message without any.</summary>
    public byte Count;

    /// <summary>Bit i is set when level i is of the ask side.</summary>
    public byte AskLevels;

    public BookFlags Flags;

    /// <summary>The side on which level <paramref name="index"/> rests.</summary>
    public readonly Side SideOf(int index) => (AskLevels & (1 << index)) != 0 ? Side.Sell : Side.Buy;
}

/// <summary>The levels of one piece, in the slot itself.</summary>
[InlineArray(BookUpdate.MaxLevels)]
public struct BookLevels
{
    private BookLevel _first;
}
