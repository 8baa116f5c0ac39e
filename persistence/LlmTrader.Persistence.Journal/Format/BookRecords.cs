using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>Pieces of level-2 messages, as long as their levels need, and the orders of level-3 books.</summary>
internal static class BookRecords
{
    private const int Payload = EventPrefix.Length;
    private const int CodesAt = Payload + 9;      // [count, askLevels, flags]
    private const int LevelsAt = CodesAt + 4;
    private const int LevelLength = 18;

    private const int OrderCodesAt = Payload + 27;   // [side, action, flags]
    private const int OrderLength = OrderCodesAt + 4;

    public static int EncodeUpdate(in EngineEvent e, ref byte record)
    {
        int count = e.Book.Count;
        Invariant.Holds(count <= BookUpdate.MaxLevels);
        EventPrefix.Encode(in e, EventPrefix.Fields + 2 + (2 * count), (byte)EventKind.Book, ref record);
        Field.WriteInt64(ref record, Payload, e.Book.UpdateId);
        Field.WriteCodes(ref record, CodesAt, 3);
        Field.WriteCode(ref record, CodesAt + 1, e.Book.Count);
        Field.WriteCode(ref record, CodesAt + 2, e.Book.AskLevels);
        Field.WriteCode(ref record, CodesAt + 3, (byte)e.Book.Flags);
        for (int i = 0; i < count; i++)
        {
            int at = LevelsAt + (i * LevelLength);
            Field.WriteInt64(ref record, at, e.Book.Levels[i].Price.Raw);
            Field.WriteInt64(ref record, at + 9, e.Book.Levels[i].Quantity.Raw);
        }

        return LevelsAt + (count * LevelLength);
    }

    /// <summary>0 when the piece has more levels than a slot can hold.</summary>
    public static int DecodeUpdate(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.Book, ref e);
        int count = Field.ReadCode(ref record, CodesAt + 1);
        if (count > BookUpdate.MaxLevels) { return 0; }
        e.Book.UpdateId = Field.ReadInt64(ref record, Payload);
        e.Book.Count = (byte)count;
        e.Book.AskLevels = Field.ReadCode(ref record, CodesAt + 2);
        e.Book.Flags = (BookFlags)Field.ReadCode(ref record, CodesAt + 3);
        for (int i = 0; i < count; i++)
        {
            int at = LevelsAt + (i * LevelLength);
            e.Book.Levels[i] = new BookLevel
            {
                Price = new Price(Field.ReadInt64(ref record, at)),
                Quantity = new Quantity(Field.ReadInt64(ref record, at + 9)),
            };
        }

        return LevelsAt + (count * LevelLength);
    }

    public static int EncodeOrder(in EngineEvent e, ref byte record)
    {
        EventPrefix.Encode(in e, EventPrefix.Fields + 4, (byte)EventKind.BookOrder, ref record);
        Field.WriteInt64(ref record, Payload, e.BookOrder.VenueOrderId);
        Field.WriteInt64(ref record, Payload + 9, e.BookOrder.Price.Raw);
        Field.WriteInt64(ref record, Payload + 18, e.BookOrder.Quantity.Raw);
        Field.WriteCodes(ref record, OrderCodesAt, 3);
        Field.WriteCode(ref record, OrderCodesAt + 1, (byte)e.BookOrder.Side);
        Field.WriteCode(ref record, OrderCodesAt + 2, (byte)e.BookOrder.Action);
        Field.WriteCode(ref record, OrderCodesAt + 3, (byte)e.BookOrder.Flags);
        return OrderLength;
    }

    public static int DecodeOrder(ref byte record, ref EngineEvent e)
    {
        EventPrefix.Decode(ref record, EventKind.BookOrder, ref e);
        e.BookOrder.VenueOrderId = Field.ReadInt64(ref record, Payload);
        e.BookOrder.Price = new Price(Field.ReadInt64(ref record, Payload + 9));
        e.BookOrder.Quantity = new Quantity(Field.ReadInt64(ref record, Payload + 18));
        e.BookOrder.Side = (Side)Field.ReadCode(ref record, OrderCodesAt + 1);
        e.BookOrder.Action = (BookOrderAction)Field.ReadCode(ref record, OrderCodesAt + 2);
        e.BookOrder.Flags = (BookFlags)Field.ReadCode(ref record, OrderCodesAt + 3);
        return OrderLength;
    }
}
