using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>One holder of a portfolio, as conditions see it. One object is pointed at holder after holder.</summary>
internal sealed class PortfolioView(InstrumentTable instruments, RiskMarket[] market) : IPortfolioView
{
    private RiskPortfolio? _portfolio;
    private AccountId _holder;

    public Timestamp Now { get; private set; }

    public InstrumentTable Instruments => instruments;

    public PortfolioView Of(RiskPortfolio portfolio, int holder, Timestamp now)
    {
        (_portfolio, _holder, Now) = (portfolio, new AccountId((ushort)holder), now);
        return this;
    }

    public Quantity Position(InstrumentId instrument) => _portfolio!.Book.PositionOf(_holder, instrument).Quantity;

    public Money Cost(InstrumentId instrument) => new(_portfolio!.Book.PositionOf(_holder, instrument).CostRaw, instruments[instrument].Quote);

    public Money Equity(Currency currency) => _portfolio!.Book.Equity(_holder, currency);

    public Money PeakEquity(Currency currency) => _portfolio!.Book.Peak(_holder, currency);

    public Price LastPrice(InstrumentId instrument) => market[instrument.Value].Last;

    public QuoteTick LastQuote(InstrumentId instrument) => market[instrument.Value].Quote;
}
