using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>What happened to an order in a level-3 book. The numbers are journaled.</summary>
public enum BookOrderAction : byte
{
    None = 0,
    Add = 1,

    /// <summary>Another price or quantity.</summary>
    Modify = 2,
    Delete = 3,

    /// <summary>It traded.</summary>
    Execute = 4,

    /// <summary>The whole book is empty.</summary>
    Clear = 5,
}

/// <summary>One change of a level-3 (order by order) book.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct BookOrder
{
    /// <summary>The venue's id of the order.</summary>
    public long VenueOrderId;

    public Price Price;

    /// <summary>What rests of it after an addition or a change; what traded of it in an execution.</summary>
    public Quantity Quantity;

    public Side Side;
    public BookOrderAction Action;
    public BookFlags Flags;
}
