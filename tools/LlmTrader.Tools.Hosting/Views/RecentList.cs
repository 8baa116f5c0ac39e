namespace LlmTrader.Tools.Hosting.Views;

/// <summary>The newest of what came, in a ring that never grows.</summary>
public sealed class RecentList<T>(int capacity) where T : struct
{
    private readonly T[] _items = new T[capacity];
    private long _added;

    /// <summary>How many have come in all.</summary>
    public long Added => _added;

    public int Count => (int)Math.Min(_added, _items.Length);

    /// <summary>0 is the newest.</summary>
    public ref readonly T this[int age]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)age, (uint)Count, nameof(age));
            return ref _items[(_added - 1 - age) % _items.Length];
        }
    }

    /// <summary>The place of a new one, in place of the oldest. What was there has to be overwritten.</summary>
    public ref T Add() => ref _items[_added++ % _items.Length];

    /// <summary>The newest that fit a condition, newest first, at most so many.</summary>
    public List<TOut> Newest<TOut>(int most, Func<T, bool> keeps, Func<T, TOut> select)
    {
        ArgumentNullException.ThrowIfNull(keeps);
        ArgumentNullException.ThrowIfNull(select);
        List<TOut> found = [];
        for (int age = 0; age < Count && found.Count < most; age++)
        {
            if (keeps(this[age])) { found.Add(select(this[age])); }
        }

        return found;
    }
}
