using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Hosting.Admin.Commands;

/// <summary>What was done under which key: a request that comes twice is done once, and answered twice.</summary>
internal sealed class IdempotencyKeys
{
    /// <summary>So many keys are remembered.</summary>
    public const int Most = 1_024;

    public const int MaxLength = 128;

    private readonly Dictionary<string, Entry> _byKey = new(Most);
    private readonly Queue<string> _order = new(Most);

    /// <summary>Whether a key can be one: what it is made of must not make its record ambiguous.</summary>
    public static bool IsValid(string key) => key.Length is > 0 and <= MaxLength && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    /// <summary>The answer to a request that came before, which may still be under way; else null, and from here on this one is under way.</summary>
    /// <param name="key">With whose it is.</param>
    /// <param name="what">The request, to tell that it is the same.</param>
    /// <param name="mine">Takes the answer.</param>
    public Task<CommandReply>? Begin(string key, string what, TaskCompletionSource<CommandReply> mine)
    {
        lock (_byKey)
        {
            if (_byKey.TryGetValue(key, out Entry? entry))
            {
                if (entry.What != what) { throw Reused(); }
                return entry.Reply.Task;
            }

            if (_order.Count == Most) { _byKey.Remove(_order.Dequeue()); }
            _byKey[key] = new Entry(what, mine);
            _order.Enqueue(key);
            return null;
        }
    }

    /// <summary>Nothing was done after all: the key is free again.</summary>
    public void Forget(string key)
    {
        lock (_byKey)
        {
            if (_byKey.Remove(key)) { RemoveFromOrder(key); }
        }
    }

    public static ProblemException Reused() => new(422, "idempotency_key_reused", "Another request was made under this idempotency key.", "Give each request a key of its own.", "Idempotency-Key");

    private void RemoveFromOrder(string key)
    {
        for (int i = _order.Count; i > 0; i--)
        {
            string next = _order.Dequeue();
            if (next != key) { _order.Enqueue(next); }
        }
    }

    private sealed record Entry(string What, TaskCompletionSource<CommandReply> Reply);
}
