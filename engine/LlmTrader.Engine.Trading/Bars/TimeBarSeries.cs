using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Time bars of one period. A trade belongs to the bar [start, end) that its exchange time lies in; that bar closes, with
/// or without trades, when engine time reaches end + close delay. Clock skew and the delay let trades of the next bar in
/// before the current one has closed, so an instrument has up to two open bars: current, the older, and pending.
/// </summary>
internal sealed class TimeBarSeries : BarSeries
{
    private readonly BarSpecId _id;
    private readonly Duration _period;
    private readonly BarOptions _options;
    private readonly BarOutput _output;
    private readonly ITimerPort _timers;
    private readonly OpenBar[] _current;
    private readonly Tail[] _tails;

    // Whom a timer may concern: instruments with an open bar and, where gaps are filled, those with gaps to come.
    private readonly InstrumentSet _waiting;

    // The ends last asked for. Two, since skewed instruments ask for this end and the next in turns; a third one in
    // between may be asked for again, which the port takes as one.
    private Timestamp _requested = Timestamp.MinValue;
    private Timestamp _requestedBefore = Timestamp.MinValue;

    public TimeBarSeries(BarSpecId id, Duration period, BarOptions options, int instruments, BarOutput output, ITimerPort timers)
    {
        _id = id;
        _period = period;
        _options = options;
        _output = output;
        _timers = timers;
        _current = new OpenBar[instruments];
        _tails = new Tail[instruments];
        Array.Fill(_tails, new Tail { ClosedUpTo = Timestamp.MinValue, FillUntil = Timestamp.MinValue });
        _waiting = new InstrumentSet(instruments);
    }

    public override void OnTrade(InstrumentId instrument, in TradePrint print)
    {
        ref OpenBar current = ref _current[instrument.Value];
        if (current.Contains(print.ExchangeTime)) { current.Add(in print); return; }
        OnTradeOutsideCurrent(instrument, in print);
    }

    /// <summary>Closes every bar whose end + close delay is at or before <paramref name="due"/>, by instrument id and then by time.</summary>
    public void OnTimer(Timestamp due)
    {
        Timestamp boundary = Floor(due - _options.CloseDelay);
        bool fill = _options.Gaps == GapPolicy.Fill;
        bool gapsToCome = false;
        for (InstrumentId id = _waiting.NextFrom(0); !id.IsNone; id = _waiting.NextFrom(id.Value + 1))
        {
            ref OpenBar current = ref _current[id.Value];
            while (current.IsOpen && current.End <= boundary) { CloseCurrent(id); }
            if (fill) { FillGap(id, boundary); }

            bool hasGapToCome = fill && _tails[id.Value].ClosedUpTo + _period <= _tails[id.Value].FillUntil;
            gapsToCome |= hasGapToCome;
            if (!current.IsOpen && !hasGapToCome) { _waiting.Remove(id); }
        }

        if (gapsToCome) { RequestClose(boundary + _period); }   // Nothing may trade, and still a bar is due.
    }

    /// <summary>Passes a bar on as it is. From the first one on, trades no longer build this specification for the instrument.</summary>
    public void OnReadyMadeBar(InstrumentId instrument, in Bar bar)
    {
        ref Tail tail = ref _tails[instrument.Value];
        if (!tail.IsReadyMade)
        {
            tail.IsReadyMade = true;
            _output.Counters.Discarded += (_current[instrument.Value].IsOpen ? 1 : 0) + (tail.Pending.IsOpen ? 1 : 0);
            _current[instrument.Value] = default;
            tail.Pending = default;
            _waiting.Remove(instrument);
        }

        _output.Counters.ReadyMade++;
        ClosedBar closed = new() { Bar = bar, CloseTime = bar.OpenTime + _period, Instrument = instrument };
        _output.Emit(in closed);
    }

    public override int CountOpen()
    {
        int open = 0;
        for (int i = 0; i < _current.Length; i++) { open += (_current[i].IsOpen ? 1 : 0) + (_tails[i].Pending.IsOpen ? 1 : 0); }
        return open;
    }

    public override ref readonly OpenBar Oldest(InstrumentId instrument) => ref _current[instrument.Value];

    /// <inheritdoc/>
    public override void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"bars of {_period} of {_current.Length} instruments");
        transfer.Values(_current.AsSpan());
        transfer.Values(_tails.AsSpan());
        transfer.Part(_waiting);
        transfer.Value(ref _requested);
        transfer.Value(ref _requestedBefore);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnTradeOutsideCurrent(InstrumentId instrument, in TradePrint print)
    {
        ref Tail tail = ref _tails[instrument.Value];
        if (tail.IsReadyMade) { _output.Counters.NotBuilt++; return; }
        if (tail.Pending.Contains(print.ExchangeTime)) { tail.Pending.Add(in print); return; }
        if (print.ExchangeTime > print.Now + _options.MaxClockLead) { _output.Counters.TooFarAhead++; return; }

        Timestamp start = Floor(print.ExchangeTime);

        // Engine time decides, trades or not: whether a bar is closed may not depend on who else traded in it.
        if (start + _period + _options.CloseDelay <= print.Now) { OnLateTrade(instrument, in print); return; }

        ref OpenBar current = ref _current[instrument.Value];
        if (tail.Pending.IsOpen)
        {
            // A third bar. The oldest makes room; a trade that would itself be the oldest has come too late for that, and
            // so has one of a bar that closed early: that leaves two later ones open until its own time is up.
            if (start < current.Start) { OnLateTrade(instrument, in print); return; }
            _output.Counters.EarlyClosed++;
            CloseCurrent(instrument);
        }

        if (current.IsOpen && start < current.Start)
        {
            tail.Pending = current;   // The first trade was ahead of its time: its bar is the later one.
            Open(ref current, instrument, start, in print);
        }
        else { Open(ref current.IsOpen ? ref tail.Pending : ref current, instrument, start, in print); }
    }

    private void OnLateTrade(InstrumentId instrument, in TradePrint print)
    {
        _output.Counters.Late++;
        if (_options.LateTicks == LateTickPolicy.Drop) { _output.Counters.Dropped++; return; }

        _output.Counters.Folded++;
        ref OpenBar current = ref _current[instrument.Value];
        if (current.IsOpen) { current.Add(in print); return; }

        Timestamp firstNotClosed = Floor(print.Now - _options.CloseDelay);
        Open(ref current, instrument, firstNotClosed, in print);
    }

    private void Open(ref OpenBar bar, InstrumentId instrument, Timestamp start, in TradePrint print)
    {
        Invariant.Holds(start >= _tails[instrument.Value].ClosedUpTo);   // No time is in two closed bars.
        bar.Begin(start, start + _period, in print);
        _waiting.Add(instrument);
        RequestClose(bar.End);
    }

    private void CloseCurrent(InstrumentId instrument)
    {
        ref OpenBar current = ref _current[instrument.Value];
        ref Tail tail = ref _tails[instrument.Value];
        if (_options.Gaps == GapPolicy.Fill) { FillBefore(instrument, current.Start); }

        _output.Emit(in current, instrument, _id);
        tail.ClosedUpTo = current.End;
        tail.LastClose = current.Close;
        if (_options.Gaps == GapPolicy.Fill) { tail.FillUntil = current.End + _options.MaxFill; }
        current = tail.Pending;
        tail.Pending = default;
    }

    private void FillBefore(InstrumentId instrument, Timestamp start)
    {
        ref Tail tail = ref _tails[instrument.Value];
        if (tail.ClosedUpTo == Timestamp.MinValue) { return; }   // Before the first bar there is no close to repeat.
        FillGap(instrument, start);
        _output.Counters.Unfilled += (start - tail.ClosedUpTo).Nanoseconds / _period.Nanoseconds;
    }

    // Flat bars up to a time; where nothing has closed yet, FillUntil stops it at once.
    private void FillGap(InstrumentId instrument, Timestamp upTo)
    {
        ref Tail tail = ref _tails[instrument.Value];
        Timestamp last = upTo < tail.FillUntil ? upTo : tail.FillUntil;
        while (tail.ClosedUpTo < last && tail.ClosedUpTo + _period <= last)
        {
            OpenBar flat = new()
            {
                Start = tail.ClosedUpTo,
                End = tail.ClosedUpTo + _period,
                Open = tail.LastClose,
                High = tail.LastClose,
                Low = tail.LastClose,
                Close = tail.LastClose,
            };
            _output.Emit(in flat, instrument, _id);
            _output.Counters.Filled++;
            tail.ClosedUpTo = flat.End;
        }
    }

    private void RequestClose(Timestamp end)
    {
        if (end == _requested || end == _requestedBefore) { return; }
        _requestedBefore = _requested;
        _requested = end;
        _timers.Request(TimerId.BarClose(_id), end + _options.CloseDelay);
    }

    // Towards the past also before 1970.
    private Timestamp Floor(Timestamp time)
    {
        long into = time.Nanoseconds % _period.Nanoseconds;
        return new Timestamp(time.Nanoseconds - (into < 0 ? into + _period.Nanoseconds : into));
    }

    /// <summary>What of an instrument is touched only when a bar opens or closes.</summary>
    private struct Tail
    {
        /// <summary>Open only while the current bar is, and later than it.</summary>
        public OpenBar Pending;

        /// <summary>All bars that end here or earlier have closed, by a timer or early; MinValue before the first.</summary>
        public Timestamp ClosedUpTo;

        /// <summary>Flat bars end here at the latest; MinValue where gaps are not filled.</summary>
        public Timestamp FillUntil;

        public Price LastClose;
        public bool IsReadyMade;
    }
}
