using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>Remembers, once a second at most, how far a pump's followers came. A journal that may only be read is no reason to stop.</summary>
internal sealed class FollowerCheckpoints(IReadOnlyList<Action> checkpoints, Action<string> tell)
{
    private const long PeriodMilliseconds = 1000;

    private long _last = long.MinValue;
    private bool _isRefused;

    /// <summary>Whether it is time to.</summary>
    public bool IsDue => !_isRefused && checkpoints.Count > 0 && (_last == long.MinValue || Environment.TickCount64 - _last >= PeriodMilliseconds);

    /// <summary>Counts everything that the followers have delivered as done with.</summary>
    public void Remember()
    {
        _last = Environment.TickCount64;
        try
        {
            foreach (Action checkpoint in checkpoints) { checkpoint(); }
        }
        catch (Exception error) when (error is JournalIOException or IOException or UnauthorizedAccessException)
        {
            _isRefused = true;
            tell($"The followers' checkpoints can't be written, so `journal prune` will not know of this projector: {error.Message}");
        }
    }
}
