using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Property.Books;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>A loaded level book is the saved one, also in the middle of a message, and goes on alike.</summary>
public sealed class LevelBookSnapshotTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 1_000 : 60;

    private static readonly LevelBookOptions Options = new() { DepthCapacity = 60, WindowTicks = 1024, MessagePieces = 80 };

    // What lies behind a count was used before; loading clears it.
    private static readonly HashSet<string> NoState = ["FarLevels._levels[Count..]", "LevelBook._staged[_stagedCount..]"];

    [Fact]
    public void A_loaded_book_is_the_saved_one_and_goes_on_alike()
    {
        int insideMessages = 0;
        int stale = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Random random = new(seed);
            RandomBookFeed feed = new(seed);
            LevelBook book = new(Options);
            for (int round = 0; round < 20; round++)
            {
                for (int i = random.Next(100); i > 0; i--) { book.Apply(feed.Next()); }
                if (random.Next(20) == 0) { book.MarkGap(); }
                LevelBook copy = new(Options);
                SnapshotCopy.Copy(book, copy);
                Assert.Equal([], StateComparer.Differences(book, copy, NoState));
                for (int i = 0; i < 50; i++)
                {
                    BookUpdate piece = feed.Next();
                    BookApplyResult answer = book.Apply(in piece);
                    Assert.Equal(answer, copy.Apply(in piece));
                    insideMessages += i == 0 && !piece.Flags.HasFlag(BookFlags.First) && answer is BookApplyResult.Staged or BookApplyResult.Applied ? 1 : 0;
                }

                stale += book.State == BookState.Stale ? 1 : 0;
                Assert.Equal([], StateComparer.Differences(book, copy, NoState));
                Assert.Equal(book.Hash, copy.Hash);
            }
        }

        Assert.True(insideMessages > Seeds && stale > Seeds / 10, $"{insideMessages} inside a message, {stale} stale");
    }

    [Fact]
    public void A_book_of_another_shape_does_not_fit()
    {
        LevelBookOptions[] others = [Options with { DepthCapacity = 61 }, Options with { WindowTicks = 2048 }, Options with { MessagePieces = 81 }];
        foreach (LevelBookOptions other in others) { Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new LevelBook(Options), new LevelBook(other))); }
    }
}
