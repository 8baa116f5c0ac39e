namespace LlmTrader.Persistence.Journal;

/// <summary>Where a follower starts, and what it remembers.</summary>
public sealed record FollowerOptions
{
    /// <summary>The first sequence to deliver, when no checkpoint says otherwise.</summary>
    public long From { get; init; }

    /// <summary>
    /// The follower's own checkpoint file; null remembers nothing. In <see cref="JournalDirectory.FollowersPath"/>, with the
    /// extension .json, it also keeps the segments that the follower has not seen from being pruned.
    /// </summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Between two looks at the journal while events come, and for a tenth of a second behind the last: costs a few system calls.</summary>
    public TimeSpan ActivePoll { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Between two looks when nothing came for a while.</summary>
    public TimeSpan IdlePoll { get; init; } = TimeSpan.FromMilliseconds(5);
}
