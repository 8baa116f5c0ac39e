using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Events;

/// <summary>
/// Market data with dated events between, each before the first data that arrives at its time or later. What lies before the first or
/// after the last data is left out and counted: it could change nothing but the run's length. Funding without a price of its own is paid
/// at the last trade, bar's close or middle of a quote.
/// </summary>
/// <param name="data">Owned.</param>
/// <param name="dated">By rising time; of equal times, in this order.</param>
/// <param name="instruments">How many there are.</param>
internal sealed class DatedEventSource(IMarketDataSource data, IReadOnlyList<EngineEvent> dated, int instruments) : IMarketDataSource
{
    private readonly Price[] _last = new Price[instruments];
    private EngineEvent _head;
    private bool _hasHead;
    private bool _hasStarted;
    private int _next;
    private int _before;
    private int _unpriced;

    /// <summary>What was left out so far, a sentence each.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            List<string> said = [];
            int outside = _before + dated.Count - _next;
            if (outside > 0) { said.Add(string.Create(CultureInfo.InvariantCulture, $"{outside:N0} of {dated.Count:N0} rows of cash flows and funding lie before the data begins or after it ends, and were left out.")); }
            if (_unpriced > 0) { said.Add(string.Create(CultureInfo.InvariantCulture, $"{_unpriced:N0} funding payments came before the first price of their instrument, and were left out.")); }
            return said;
        }
    }

    public bool TryRead(ref EngineEvent next)
    {
        _hasHead = _hasHead || data.TryRead(ref _head);
        if (!_hasHead) { return false; }
        if (!_hasStarted) { Start(); }
        while (_next < dated.Count && dated[_next].Time <= _head.Time)
        {
            Take(dated[_next++], ref next);
            if (next.Kind != EventKind.Funding || next.Funding.Mark.Raw > 0) { return true; }
            next.Funding.Mark = _last[next.Instrument.Value];
            if (next.Funding.Mark.Raw > 0) { return true; }
            _unpriced++;
        }

        Note(in _head);
        Take(in _head, ref next);
        _hasHead = false;
        return true;
    }

    public void Dispose() => data.Dispose();

    private void Start()
    {
        _hasStarted = true;
        while (_next < dated.Count && dated[_next].Time < _head.Time) { _next++; }
        _before = _next;
    }

    private void Note(in EngineEvent one)
    {
        switch (one.Kind)
        {
            case EventKind.Trade: _last[one.Instrument.Value] = one.Trade.Price; break;
            case EventKind.Bar: _last[one.Instrument.Value] = one.Bar.Close; break;
            case EventKind.Quote when one.Quote.BidPrice.Raw > 0 && one.Quote.AskPrice.Raw > 0:
                _last[one.Instrument.Value] = new Price((long)Rounding.HalfEven((Int128)one.Quote.BidPrice.Raw + one.Quote.AskPrice.Raw, 2));
                break;
            default: break;
        }
    }

    // The slot's sequence and measurement fields are the caller's.
    private static void Take(in EngineEvent one, ref EngineEvent next)
    {
        (long sequence, long intended) = (next.Sequence, next.IntendedTicks);
        next = one;
        (next.Sequence, next.IntendedTicks) = (sequence, intended);
    }
}
