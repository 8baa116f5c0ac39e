using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>Remembers, once a second at most, how far a pump's followers came. A journal that may only be read is no reason to stop.</summary>
internal sealed class FollowerCheckpoints(IReadOnlyList<Action> checkpoints, Action<string> tell)
{
    private const long PeriodMilliseconds = 1000;

    private long _last = long.MinValue;
    private bool _isRefused;

    public void Remember()
    {
        long now = Environment.TickCount64;
        if (_isRefused || (_last != long.MinValue && now - _last < PeriodMilliseconds)) { return; }
        _last = now;
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
