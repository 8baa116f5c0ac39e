using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Recording;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>Answers to requests that were asked already, the newest so many. Safe for threads.</summary>
internal sealed class AnswerCache(int entries, TimeSpan keep, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Time, ModelAnswer Answer)> _answers = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset Time, string Key)> _order = [];

    /// <summary>Equal for identical requests to one group, whatever their canaries.</summary>
    public static string KeyOf(string group, ReadOnlySpan<byte> body) => RequestKey.Of(group, body);

    /// <summary>The answer, which costs nothing now; null when there is none.</summary>
    public ModelAnswer? Find(string key)
    {
        lock (_gate)
        {
            Forget();
            return _answers.TryGetValue(key, out (DateTimeOffset Time, ModelAnswer Answer) found)
                ? found.Answer with { IsReplayed = true, InputTokens = 0, OutputTokens = 0, CachedTokens = 0, Cost = 0, Attempts = [] }
                : null;
        }
    }

    public void Add(string key, ModelAnswer answer)
    {
        if (entries == 0) { return; }
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            _answers[key] = (now, answer);
            _order.Enqueue((now, key));
            Forget();
        }
    }

    private void Forget()
    {
        DateTimeOffset now = time.GetUtcNow();
        while (_order.TryPeek(out (DateTimeOffset Time, string Key) oldest) && (_order.Count > entries || oldest.Time + keep <= now))
        {
            _order.Dequeue();
            if (_answers.TryGetValue(oldest.Key, out (DateTimeOffset Time, ModelAnswer Answer) known) && known.Time == oldest.Time) { _answers.Remove(oldest.Key); }
        }
    }
}
