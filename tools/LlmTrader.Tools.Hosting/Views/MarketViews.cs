using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>What the market last said of one instrument. A time of <see cref="Timestamp.MinValue"/> says that there has been none.</summary>
public struct MarketView
{
    public TradeTick Trade;
    public Timestamp TradeTime;
    public QuoteTick Quote;
    public Timestamp QuoteTime;
    public MarkPrice Mark;
    public Timestamp MarkTime;
    public InstrumentStatus Status;
    public Timestamp StatusTime;

    /// <summary>Engine time of the last market data of any kind.</summary>
    public Timestamp LastData;

    /// <summary>Exchange time of the same.</summary>
    public Timestamp LastExchangeTime;

    public long Events;
    public long Gaps;
    public long Dropped;
}

/// <summary>The market as the journal's events show it: last values, and level-2 books of the instruments that have one.</summary>
public sealed class MarketViews
{
    private readonly MarketView[] _markets;
    private readonly LevelBook?[] _books;
    private int _booksLeft;

    public MarketViews(InstrumentTable instruments, int maxBooks)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        _markets = new MarketView[instruments.Count];
        _books = new LevelBook?[instruments.Count];
        _booksLeft = maxBooks;
        Array.Fill(_markets, new MarketView { TradeTime = Timestamp.MinValue, QuoteTime = Timestamp.MinValue, MarkTime = Timestamp.MinValue, StatusTime = Timestamp.MinValue, LastData = Timestamp.MinValue, LastExchangeTime = Timestamp.MinValue });
    }

    /// <summary>Pieces of books for which there was no room.</summary>
    public long RefusedPieces { get; private set; }

    public ref readonly MarketView this[InstrumentId instrument] => ref _markets[instrument.Value];

    /// <summary>Null when no piece of one has come, or there was no room.</summary>
    public LevelBook? BookOf(InstrumentId instrument) => _books[instrument.Value];

    public void OnEvent(in EngineEvent e)
    {
        if (e.Kind == EventKind.EpochStart)
        {
            foreach (LevelBook? book in _books) { book?.MarkGap(); }   // What came between the runs is not known.
            return;
        }

        if (!e.Kind.IsMarketData() || (uint)e.Instrument.Value >= (uint)_markets.Length) { return; }
        ref MarketView market = ref _markets[e.Instrument.Value];
        market.Events++;
        switch (e.Kind)
        {
            case EventKind.Trade: (market.Trade, market.TradeTime) = (e.Trade, e.Time); break;
            case EventKind.Quote: (market.Quote, market.QuoteTime) = (e.Quote, e.Time); break;
            case EventKind.MarkPrice: (market.Mark, market.MarkTime) = (e.MarkPrice, e.Time); break;
            case EventKind.InstrumentStatus: (market.Status, market.StatusTime) = (e.InstrumentStatus.Status, e.Time); break;
            case EventKind.Book: OnBook(in e); break;
            case EventKind.Gap:
                market.Gaps++;
                market.Dropped += e.Gap.Dropped;
                _books[e.Instrument.Value]?.MarkGap();
                return;
            default: break;
        }

        market.LastData = e.Time;
        market.LastExchangeTime = e.ExchangeTime;
    }

    private void OnBook(in EngineEvent e)
    {
        ref LevelBook? book = ref _books[e.Instrument.Value];
        if (book is null && _booksLeft > 0)
        {
            book = new LevelBook(new LevelBookOptions());
            _booksLeft--;
        }

        if (book is null) { RefusedPieces++; } else { book.Apply(in e.Book); }
    }
}
