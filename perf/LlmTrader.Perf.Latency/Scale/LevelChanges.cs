using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>Messages of a level-2 book around one price, one level each, from a seed.</summary>
internal static class LevelChanges
{
    private const int Seed = 11;
    private const long Middle = 1_000_000;

    /// <summary>An empty snapshot, then every level of both sides.</summary>
    public static BookUpdate[] Fill(int levels)
    {
        BookUpdate[] updates = new BookUpdate[1 + (2 * levels)];
        updates[0].Flags = BookFlags.Snapshot | BookFlags.First | BookFlags.Last;
        for (int i = 0; i < 2 * levels; i++) { Write(ref updates[1 + i], id: 1 + i, i % 2 == 1, i / 2, quantity: 1 + i); }
        return updates;
    }

    /// <summary>Changes all over the book: a level gets another size, or none and then one again.</summary>
    public static BookUpdate[] Draw(int levels, int count)
    {
        Random random = new(Seed);
        bool[] isEmpty = new bool[2 * levels];
        BookUpdate[] updates = new BookUpdate[count];
        for (int i = 0; i < count; i++)
        {
            int level = random.Next(2 * levels);
            isEmpty[level] = !isEmpty[level] && random.Next(4) == 0;
            Write(ref updates[i], id: 1 + (2 * levels) + i, level % 2 == 1, level / 2, isEmpty[level] ? 0 : random.Next(1, 1_000_000));
        }

        return updates;
    }

    private static void Write(ref BookUpdate update, long id, bool isAsk, int depth, long quantity)
    {
        update.Levels[0] = new BookLevel { Price = new Price(isAsk ? Middle + 1 + depth : Middle - depth), Quantity = new Quantity(quantity) };
        update.UpdateId = id;
        update.Count = 1;
        update.AskLevels = isAsk ? (byte)1 : (byte)0;
        update.Flags = BookFlags.First | BookFlags.Last;
    }
}
