using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>
/// The engine's end of a feed: folds books, follows trades, and now and then has no room, by the port's contract. What it finds wrong, it
/// remembers.
/// </summary>
internal sealed class AuditingPort(int instruments, int seed) : IMarketDataPort
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly NaiveLevelBook[] _books = [.. Enumerable.Range(0, instruments).Select(_ => new NaiveLevelBook())];
    private readonly long[] _lastTrade = [.. Enumerable.Repeat(-1L, instruments)];
    private readonly long[] _gapsSinceTrade = new long[instruments];
    private readonly long[] _owed = new long[instruments];
    private readonly List<string> _wrong = [];
    private int _refuseNext;
    private bool _isWriting;

    public long Trades { get; private set; }

    public long MissedTrades { get; private set; }

    public long Refused { get; private set; }

    /// <summary>How often in a thousand events the port begins to refuse.</summary>
    public int RefusalsPerThousand { get; set; }

    public IReadOnlyList<string> Wrong => _wrong;

    public bool TryWrite(in EngineEvent e)
    {
        if (Interlocked.Exchange(ref _isWriting, true)) { Complain("two threads write at once"); }
        try
        {
            lock (_gate) { return Take(in e); }
        }
        finally
        {
            Volatile.Write(ref _isWriting, false);
        }
    }

    public bool DeliverOwed() => true;

    public T Look<T>(int instrument, Func<NaiveLevelBook, long, T> look)
    {
        lock (_gate) { return look(_books[instrument], _lastTrade[instrument]); }
    }

    private bool Take(in EngineEvent e)
    {
        int i = e.Instrument.Value;
        if (_refuseNext == 0 && _random.Next(1_000) < RefusalsPerThousand) { _refuseNext = _random.Next(1, 20); }
        if (_refuseNext > 0)
        {
            _refuseNext--;
            if (e.Kind == EventKind.Quote) { return true; }
            Refused++;
            _owed[i]++;
            return false;
        }

        if (_owed[i] > 0)
        {
            MarkGap(i);
            _owed[i] = 0;
        }

        switch (e.Kind)
        {
            case EventKind.Trade: Follow(i, e.Trade.TradeId); break;
            case EventKind.Book: _books[i].Apply(e.Book); break;
            case EventKind.Gap: MarkGap(i); break;
            case EventKind.Quote: break;
            default: Complain($"an event of the kind {e.Kind}"); break;
        }

        return true;
    }

    private void MarkGap(int i)
    {
        _gapsSinceTrade[i]++;
        _books[i].MarkGap();
    }

    private void Follow(int i, long id)
    {
        long last = _lastTrade[i];
        if (last >= 0 && id <= last) { Complain(string.Create(CultureInfo.InvariantCulture, $"trade {id} after {last}: twice, or in the wrong order")); }
        if (last >= 0 && id > last + 1)
        {
            MissedTrades += id - last - 1;
            if (_gapsSinceTrade[i] == 0) { Complain(string.Create(CultureInfo.InvariantCulture, $"trade {id} after {last} without a gap event")); }
        }

        (_lastTrade[i], _gapsSinceTrade[i]) = (id, 0);
        Trades++;
    }

    private void Complain(string what)
    {
        if (_wrong.Count < 20) { _wrong.Add(what); }
    }
}
