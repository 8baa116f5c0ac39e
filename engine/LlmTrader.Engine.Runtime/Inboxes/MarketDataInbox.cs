using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// One feed's way into the Sequencer. Full is an answer: quotes conflate to the newest, everything else is dropped, and
/// a <see cref="EventKind.Gap"/> event with the number dropped enters before the instrument's next event.
/// </summary>
public sealed class MarketDataInbox : IMarketDataPort
{
    private readonly SpscQueue<EngineEvent> _queue;
    private readonly Doorbell _doorbell;
    private readonly InboxOverflow _overflow;
    private readonly long[] _dropped;          // Per instrument, since the last gap mark.
    private readonly EngineEvent[] _quotes;    // Per instrument: the newest quote that found no room.
    private readonly bool[] _hasQuote;
    private int _owed;                         // Instruments with a gap mark or a quote to deliver.

    public MarketDataInbox(int capacity, int instruments, InboxOverflow overflow, Doorbell doorbell)
    {
        _queue = new SpscQueue<EngineEvent>(capacity);
        _doorbell = doorbell;
        _overflow = overflow;
        _dropped = new long[instruments];
        _quotes = new EngineEvent[instruments];
        _hasQuote = new bool[instruments];
    }

    /// <summary>Quotes that a newer one replaced before they got in.</summary>
    public long Conflated { get; private set; }

    /// <summary>Events that were dropped; each is part of a gap mark's count.</summary>
    public long Dropped { get; private set; }

    /// <summary>Events that the Sequencer has not taken in yet; a moment's view.</summary>
    public int Waiting => _queue.Count;

    internal SpscQueue<EngineEvent> Queue => _queue;

    /// <summary>Takes an event in, by the overflow policy. False only when the engine has stopped while this waited.</summary>
    public bool Write(in EngineEvent e, CancellationToken stopped)
    {
        if (_owed > 0) { DeliverOwed(); }
        if (_owed == 0 && TryWrite(in e)) { return true; }
        if (_overflow == InboxOverflow.Wait) { return WaitAndWrite(in e, stopped); }
        Overflow(in e);
        return true;
    }

    /// <summary>As <see cref="Write"/>, for a feed that can't be held back: never waits, whatever the overflow policy.</summary>
    bool IMarketDataPort.TryWrite(in EngineEvent e)
    {
        if (_owed > 0) { DeliverOwed(); }
        if (_owed == 0 && TryWrite(in e)) { return true; }
        Overflow(in e);
        return e.Kind == EventKind.Quote;
    }

    /// <summary>Delivers what was held back, as far as there is room. Feeds call it when they are idle. True when nothing is owed.</summary>
    public bool DeliverOwed()
    {
        for (int i = 0; i < _dropped.Length && _owed > 0; i++)
        {
            if (_dropped[i] > 0)
            {
                EngineEvent gap = new() { Kind = EventKind.Gap, Instrument = new InstrumentId(i) };
                gap.Gap.Dropped = _dropped[i];
                if (!TryWrite(in gap)) { return false; }
                _dropped[i] = 0;
                if (!_hasQuote[i]) { _owed--; }
            }

            if (_hasQuote[i])
            {
                if (!TryWrite(in _quotes[i])) { return false; }
                _hasQuote[i] = false;
                _owed--;
            }
        }

        return _owed == 0;
    }

    private bool TryWrite(in EngineEvent e)
    {
        ref EngineEvent slot = ref _queue.TryClaim(out bool claimed);
        if (!claimed) { return false; }
        slot = e;
        _queue.Publish();
        _doorbell.Ring();
        return true;
    }

    private bool WaitAndWrite(in EngineEvent e, CancellationToken stopped)
    {
        SpinWait spin = default;
        while (!stopped.IsCancellationRequested)
        {
            if (TryWrite(in e)) { return true; }
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return false;
    }

    private void Overflow(in EngineEvent e)
    {
        int i = e.Instrument.Value;
        if (_dropped[i] == 0 && !_hasQuote[i]) { _owed++; }
        if (e.Kind == EventKind.Quote)
        {
            if (_hasQuote[i]) { Conflated++; }
            _quotes[i] = e;
            _hasQuote[i] = true;
        }
        else
        {
            _dropped[i]++;
            Dropped++;
        }
    }
}
