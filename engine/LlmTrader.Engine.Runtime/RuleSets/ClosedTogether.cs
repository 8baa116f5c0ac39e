using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The closed bars of one engine time, held for the sets that read several series until the moment is over, whatever the order
/// in which they came. Given back in the order of their close, those of one close time together.
/// </summary>
internal sealed class ClosedTogether : ISnapshotState
{
    private const int FewBars = 4;

    private readonly IReadOnlyList<BarSpec> _specs;
    private readonly ITimerPort _timers;
    private readonly int _capacity;
    private ClosedBar[] _held;
    private ClosedBar[] _sorted;
    private readonly int[] _places;   // Of the instruments by name: their numbers are the order in which the data was named.
    private int[] _order;
    private readonly Comparison<int> _compare;   // Made once: a method group would allocate at every sort.
    private Timestamp _moment;

    /// <param name="options">Which bars there are.</param>
    /// <param name="timers">Asked for the end of each moment in which bars close.</param>
    /// <param name="startsSmall">Begins without room, which grows up to the same limit: most sets act at once and hold no bar.</param>
    public ClosedTogether(EngineOptions options, ITimerPort timers, bool startsSmall = false)
    {
        _capacity = Math.Max(256, 2 * options.Instruments.Count * options.Bars.Specs.Count);
        int size = startsSmall ? 0 : _capacity;
        _specs = options.Bars.Specs;
        _places = new int[options.Instruments.Count];
        int place = 0;
        foreach (Instrument instrument in options.Instruments.All.ToArray().OrderBy(instrument => instrument.FullName, StringComparer.Ordinal)) { _places[instrument.Id.Value] = place++; }
        _timers = timers;
        _held = new ClosedBar[size];
        _sorted = new ClosedBar[size];
        _order = new int[size];
        _compare = Compare;
    }

    public int Count { get; private set; }

    public bool IsFull => Count == _capacity;

    /// <summary>
    /// Whether the bars that are held wait no longer: their moment's timer has come or engine time has moved on, or the sets
    /// themselves are about to change.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOver(in EngineEvent e) => Count > 0 && IsOverAt(in e);

    /// <summary>Holds a bar that closed at engine time <paramref name="now"/>. There must be room.</summary>
    public void Add(in ClosedBar bar, Timestamp now)
    {
        if (Count == 0)
        {
            _moment = now;
            _timers.Request(TimerId.MomentOver, now);
        }

        if (Count == _held.Length) { Resize(Math.Min(_capacity, Math.Max(FewBars, 2 * Count))); }
        _held[Count++] = bar;
    }

    /// <summary>Ends the moment: all that was held, sorted; valid until the next call.</summary>
    public ReadOnlySpan<ClosedBar> Take()
    {
        Span<int> order = _order.AsSpan(0, Count);
        for (int i = 0; i < order.Length; i++) { order[i] = i; }
        order.Sort(_compare);
        for (int i = 0; i < order.Length; i++) { _sorted[i] = _held[order[i]]; }
        Count = 0;
        return _sorted.AsSpan(0, order.Length);
    }

    /// <summary>How many bars from the first on belong together: of one close time, and of each series one.</summary>
    public static int LengthOfFirst(ReadOnlySpan<ClosedBar> bars)
    {
        int length = 1;
        while (length < bars.Length && bars[length].CloseTime == bars[0].CloseTime && !IsSameSeries(in bars[length], in bars[length - 1])) { length++; }
        return length;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("bars closed together");
        int count = Count;
        if (_held.Length < _capacity) { Resize(_capacity); }   // What is loaded may be as many as there can be.
        transfer.Used(_held, ref count);
        Count = count;
        transfer.Value(ref _moment);
    }

    private void Resize(int size)
    {
        Array.Resize(ref _held, size);
        _sorted = new ClosedBar[size];   // What was taken is over: valid until the next call, which this is part of.
        _order = new int[size];
    }

    private bool IsOverAt(in EngineEvent e) => e.Time > _moment
        || (e.Kind == EventKind.Timer && e.Timer.Id == TimerId.MomentOver && e.Timer.Due >= _moment)
        || e.Kind is (>= EventKind.RuleSetSource and <= EventKind.RuleSetQuarantine) or EventKind.CapitalShare;

    private static bool IsSameSeries(in ClosedBar left, in ClosedBar right) => left.Instrument == right.Instrument && left.Bar.Spec == right.Bar.Spec;

    // By close, then longer bars first, then by the instrument's name; bars of one series as they came.
    private int Compare(int left, int right)
    {
        ref ClosedBar a = ref _held[left];
        ref ClosedBar b = ref _held[right];
        int order = a.CloseTime.Nanoseconds.CompareTo(b.CloseTime.Nanoseconds);
        if (order == 0) { order = Compare(_specs[a.Bar.Spec.Value], _specs[b.Bar.Spec.Value]); }
        if (order == 0) { order = _places[a.Instrument.Value].CompareTo(_places[b.Instrument.Value]); }
        return order != 0 ? order : left.CompareTo(right);
    }

    // By what they are and not by their number, which is the order in which somebody named them.
    private static int Compare(BarSpec left, BarSpec right)
    {
        int order = ((byte)left.Aggregation).CompareTo((byte)right.Aggregation);
        return order != 0 ? order : right.Step.CompareTo(left.Step);
    }
}
