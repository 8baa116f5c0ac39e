using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The timers that stages have asked for, against those that fired. A stage may ask for the same one again: on threads the
/// Sequencer sometimes learns of it in time and fires once, sometimes only when the first has fired, and fires twice.
/// Both are right, since either way a firing follows each request; more firings than requests are not.
/// </summary>
public sealed class RequestedTimers : ISnapshotState
{
    /// <summary>Sequences after which a second firing can't come any more: a request is known to the Sequencer a ring's length later.</summary>
    private const long MaxLateness = 1 << 22;

    private const int Most = 1 << 24;

    private readonly Dictionary<(int Id, long Due), Entry> _entries = [];

    /// <summary>A stage asks.</summary>
    public void OnRequested(TimerId id, Timestamp due)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, (id.Value, due.Nanoseconds), out _);
        entry.Requests++;
        entry.IsPending = true;
    }

    /// <summary>False when it fired more often than it was asked for.</summary>
    public bool TryFire(in TimerFired timer, long sequence)
    {
        (int, long) key = (timer.Id.Value, timer.Due.Nanoseconds);
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (Unsafe.IsNullRef(ref entry)) { return false; }
        entry.IsPending = false;
        entry.FiredAt = sequence;
        if (--entry.Requests == 0) { _entries.Remove(key); }
        return true;
    }

    /// <summary>Those that have not fired since they were asked for last, in the order in which they will.</summary>
    public IEnumerable<(Timestamp Due, TimerId Id)> Pending =>
        from pair in _entries where pair.Value.IsPending orderby pair.Key.Due, pair.Key.Id select (new Timestamp(pair.Key.Due), new TimerId(pair.Key.Id));

    /// <summary>Forgets requests that one firing has answered together, once the other can't come any more.</summary>
    public void Forget(long sequence)
    {
        foreach (KeyValuePair<(int, long), Entry> pair in _entries.ToArray())
        {
            if (!pair.Value.IsPending && pair.Value.FiredAt < sequence - MaxLateness) { _entries.Remove(pair.Key); }
        }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("requested timers");
        (int Id, long Due)[] keys = [.. _entries.Keys.Order()];
        if (transfer.IsLoading) { _entries.Clear(); }
        int count = transfer.Count(keys.Length, Most);
        for (int i = 0; i < count; i++)
        {
            (int Id, long Due) key = transfer.IsLoading ? default : keys[i];
            transfer.Value(ref key.Id);
            transfer.Value(ref key.Due);
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _);
            transfer.Value(ref entry);
        }
    }

    private struct Entry
    {
        public int Requests;    // Less the firings.
        public bool IsPending;
        public long FiredAt;
    }
}
