namespace LlmTrader.Engine.Trading;

/// <summary>How far a book can be trusted.</summary>
public enum BookState : byte
{
    /// <summary>No snapshot yet; there are no levels.</summary>
    Empty = 0,

    /// <summary>A snapshot is coming in and there is no consistent book until its last piece; the levels are those of before.</summary>
    Building = 1,

    /// <summary>The levels are exactly those after the message <see cref="LevelBook.LastUpdateId"/>.</summary>
    Consistent = 2,

    /// <summary>Something was lost. The levels are those of before the loss, and stay so until the next snapshot.</summary>
    Stale = 3,
}

/// <summary>What became of a piece.</summary>
public enum BookApplyResult : byte
{
    /// <summary>It was its message's last: the whole message is visible now.</summary>
    Applied = 0,

    /// <summary>Kept until its message is complete.</summary>
    Staged = 1,

    /// <summary>A change while no snapshot stands: <see cref="BookState.Empty"/> or <see cref="BookState.Stale"/>.</summary>
    Ignored = 2,

    /// <summary>A piece without the beginning of its message; the book is stale.</summary>
    Broken = 3,

    /// <summary>More pieces than <see cref="LevelBookOptions.MessagePieces"/>; the book is stale.</summary>
    TooLong = 4,
}

/// <summary>What a book has seen, for reports and warnings.</summary>
public struct LevelBookCounts
{
    /// <summary>Messages that became visible, snapshots included.</summary>
    public long Messages;
    public long Snapshots;

    /// <summary>Pieces that were ignored while no snapshot stood.</summary>
    public long IgnoredPieces;

    /// <summary>Messages that lost their end, their beginning or were too long.</summary>
    public long BrokenMessages;

    /// <summary>Gaps that the source told.</summary>
    public long Gaps;
}
