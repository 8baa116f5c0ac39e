using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Since when and between which prices each slot holds its positions, and the numbers that its set wants to find again:
/// what must outlive a version. Sized when it is made.
/// </summary>
internal sealed class SlotHistories : ISnapshotState
{
    private readonly int _slots;
    private readonly int _specs;
    private readonly Entry[] _entries;        // By instrument, then slot.
    private readonly int[] _barsInTrade;      // By entry, then specification.
    private readonly int[] _barsSinceClose;
    private readonly string?[] _owners;       // By entry: which set remembered the numbers.
    private readonly string?[] _current;      // By entry: as the owner, from when it left the numbers to the next change of the position.
    private readonly long[] _numbers;

    public SlotHistories(int instruments, int slots, int specs)
    {
        (_slots, _specs) = (slots, specs);
        _entries = new Entry[instruments * slots];
        _barsInTrade = new int[_entries.Length * specs];
        _barsSinceClose = new int[_barsInTrade.Length];
        Array.Fill(_barsSinceClose, int.MaxValue);
        _owners = new string?[_entries.Length];
        _current = new string?[_entries.Length];
        _numbers = new long[_entries.Length * IRuleSetContext.MaxRemembered];
    }

    /// <summary>Engine time of the event under way.</summary>
    public Timestamp Now { get; set; }

    public PositionHistory Of(StrategyId slot, InstrumentId instrument, BarSpecId spec)
    {
        int at = At(slot.Value, instrument);
        ref readonly Entry entry = ref _entries[at];
        int count = (at * _specs) + spec.Value;
        return new PositionHistory(entry.Opened, entry.Closed, entry.High, entry.Low, _barsInTrade[count], _barsSinceClose[count]);
    }

    /// <summary>The position is another one now.</summary>
    public void OnMove(StrategyId slot, InstrumentId instrument, Quantity position)
    {
        int at = At(slot.Value, instrument);
        ref Entry entry = ref _entries[at];
        int sign = Math.Sign(position.Raw);
        if (sign == entry.Sign) { return; }
        _current[at] = null;
        bool hasClosed = entry.Sign != 0;
        if (hasClosed) { entry.Closed = Now; }
        for (int spec = 0, count = at * _specs; spec < _specs; spec++, count++)   // There are few: neither is worth a call.
        {
            _barsInTrade[count] = 0;
            if (hasClosed) { _barsSinceClose[count] = -1; }   // The bar under way will count as 0.
        }

        (entry.Sign, entry.Opened, entry.High, entry.Low) = (sign, sign == 0 ? default : Now, Price.Zero, Price.Zero);
    }

    public void OnTrade(InstrumentId instrument, Price price)
    {
        for (int slot = 0, at = At(0, instrument); slot < _slots; slot++, at++) { _entries[at].See(price, price); }
    }

    public void OnQuote(InstrumentId instrument, in QuoteTick quote)
    {
        for (int slot = 0, at = At(0, instrument); slot < _slots; slot++, at++)
        {
            ref Entry entry = ref _entries[at];
            if (entry.Sign == 0) { continue; }
            Price price = entry.Sign > 0 ? quote.BidPrice : quote.AskPrice;
            if (price.Raw > 0) { entry.See(price, price); }   // A missing side has price 0.
        }
    }

    /// <summary>A bar has closed and is about to be decided on.</summary>
    public void BeginBar(in ClosedBar bar)
    {
        for (int slot = 0; slot < _slots; slot++)
        {
            int at = At(slot, bar.Instrument);
            int count = (at * _specs) + bar.Bar.Spec.Value;
            if (_entries[at].Sign != 0) { _barsInTrade[count]++; }
            ref int sinceClose = ref _barsSinceClose[count];
            if (sinceClose < int.MaxValue) { sinceClose++; }
        }
    }

    /// <summary>It was decided on. Its range is taken after that, since nobody knows in which order its prices came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndBar(in ClosedBar bar)
    {
        for (int slot = 0; slot < _slots; slot++)
        {
            ref Entry entry = ref _entries[At(slot, bar.Instrument)];
            if (entry.Sign == 0) { continue; }
            if (bar.Bar.OpenTime.Nanoseconds >= entry.Opened.Nanoseconds) { entry.See(bar.Bar.Low, bar.Bar.High); }
            else { entry.See(bar.Bar.Close, bar.Bar.Close); }
        }
    }

    public void Remember(StrategyId slot, InstrumentId instrument, string setId, ReadOnlySpan<long> numbers)
    {
        int at = At(slot.Value, instrument);
        _owners[at] = _current[at] = setId;
        numbers.CopyTo(Numbers(at));
    }

    /// <summary>The numbers when the set with this very id object left them and the position has not changed since; else none.</summary>
    public ReadOnlySpan<long> Remembered(StrategyId slot, InstrumentId instrument, string setId)
    {
        int at = At(slot.Value, instrument);
        return ReferenceEquals(_current[at], setId) ? Numbers(at) : default;
    }

    public bool TryRecall(StrategyId slot, InstrumentId instrument, string setId, Span<long> numbers)
    {
        int at = At(slot.Value, instrument);
        if (!string.Equals(_owners[at], setId, StringComparison.Ordinal)) { return false; }
        Numbers(at)[..numbers.Length].CopyTo(numbers);
        return true;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("slot histories");
        transfer.Values(_entries.AsSpan());
        transfer.Values(_barsInTrade.AsSpan());
        transfer.Values(_barsSinceClose.AsSpan());
        foreach (ref string? owner in _owners.AsSpan()) { transfer.Text(ref owner); }
        transfer.Values(_numbers.AsSpan());
        Timestamp now = Now;
        transfer.Value(ref now);
        Now = now;
        if (transfer.IsLoading) { Array.Clear(_current); }
    }

    private int At(int slot, InstrumentId instrument) => (instrument.Value * _slots) + slot;

    private Span<long> Numbers(int at) => _numbers.AsSpan(at * IRuleSetContext.MaxRemembered, IRuleSetContext.MaxRemembered);

    private struct Entry
    {
        public int Sign;
        public Timestamp Opened;
        public Timestamp Closed;
        public Price High;
        public Price Low;

        public void See(Price low, Price high)
        {
            if (Sign == 0) { return; }
            if (High.Raw == 0 || high > High) { High = high; }
            if (Low.Raw == 0 || low < Low) { Low = low; }
        }
    }
}
