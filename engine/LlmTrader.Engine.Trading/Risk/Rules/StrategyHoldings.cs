using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// What each rule-set slot holds of the strategies' account, by the rules by which the slots themselves keep it: flows go to them
/// in equal parts, a liquidation takes from the first slot first, and a flatten takes everything at the last price.
/// </summary>
internal sealed class StrategyHoldings : ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly AccountBook _book;
    private readonly RiskMarket[] _market;
    private readonly AccountId _account;
    private readonly int _count;
    private bool _givesUp;

    /// <param name="instruments">The engine's.</param>
    /// <param name="slots">With their cash shares, numbered as accounts; may be none.</param>
    /// <param name="account">The account that they trade on.</param>
    /// <param name="accounts">The engine's, in place of slots where there are none.</param>
    /// <param name="market">Of the rules.</param>
    public StrategyHoldings(
        InstrumentTable instruments, IReadOnlyList<AccountOptions> slots, AccountId account, IReadOnlyList<AccountOptions> accounts, RiskMarket[] market)
    {
        IReadOnlyList<AccountOptions> holders = slots.Count > 0 ? slots : accounts;
        (_instruments, _market, _account, _count) = (instruments, market, account, slots.Count);
        _book = new AccountBook(instruments, holders);
        Portfolio = new RiskPortfolio(instruments, holders, _book, market);
    }

    public int Count => _count;

    public RiskPortfolio Portfolio { get; }

    /// <summary>A last price that the market has seen.</summary>
    public void OnPrice(InstrumentId instrument, Price last)
    {
        if (!Portfolio.IsOfInterest(instrument)) { return; }
        _book.Mark(instrument, last);
        Portfolio.OnPrice(instrument);
    }

    public void OnMarkPrice(InstrumentId instrument, Price mark) => _book.OnMarkPrice(instrument, mark);

    public void OnCashFlow(in CashFlow flow)
    {
        if (flow.Account != _account || _count == 0) { return; }
        CashFlow part = flow;
        long share = (long)Rounding.Floor(flow.AmountRaw, _count);
        for (int slot = 0; slot < _count; slot++)
        {
            part.Account = new AccountId((ushort)slot);
            part.AmountRaw = slot > 0 ? share : flow.AmountRaw - (share * (_count - 1));
            _book.OnCashFlow(in part);
            Portfolio.OnCashFlow(slot, part.Currency, part.AmountRaw);
        }
    }

    public void OnFunding(InstrumentId instrument, in FundingPayment funding)
    {
        for (int slot = 0; slot < _count; slot++) { _book.OnFunding(new AccountId((ushort)slot), instrument, in funding); }
    }

    public void OnFill(InstrumentId instrument, in ExecutionReport fill)
    {
        if (fill.Strategy.Value < _count)
        {
            Take(fill.Strategy.Value, instrument, fill, fill.LastQuantity);
            if (_givesUp) { GiveUp(fill.Strategy.Value, instrument, fill.LastPrice); }
            return;
        }

        if (!fill.Strategy.IsEngine || fill.Account != _account) { return; }
        Quantity left = fill.LastQuantity;
        for (int slot = 0; slot < _count && !left.IsZero; slot++)
        {
            long held = Portfolio.HoldingOf(slot, instrument).Position;
            if (held == 0 || held > 0 == (fill.Side == Side.Buy)) { continue; }
            Quantity part = Quantity.Min(left, new Quantity(Math.Abs(held)));
            left -= part;
            Take(slot, instrument, fill, part);
        }
    }

    /// <summary>The account's positions are closed over the slots' heads, until <see cref="KeepAgain"/>.</summary>
    public void GiveUp()
    {
        _givesUp = true;
        for (int i = 0; i < _market.Length; i++)
        {
            for (int slot = 0; slot < _count; slot++) { GiveUp(slot, new InstrumentId(i), _market[i].Last); }
        }
    }

    public void KeepAgain() => _givesUp = false;

    private void GiveUp(int slot, InstrumentId instrument, Price price)
    {
        long held = Portfolio.HoldingOf(slot, instrument).Position;
        if (held == 0) { return; }
        ExecutionReport given = new()
        {
            Kind = ReportKind.Fill,
            Side = held > 0 ? Side.Sell : Side.Buy,
            LastQuantity = new Quantity(Math.Abs(held)),
            LastPrice = price,
            FeeCurrency = _instruments[instrument].Quote,
        };
        Take(slot, instrument, given, given.LastQuantity);
    }

    // The book's prices stood still while nobody had an interest, so the last one is shown first. A fee goes by quantity, ties to even.
    private void Take(int slot, InstrumentId instrument, ExecutionReport fill, Quantity part)
    {
        if (_market[instrument.Value].Last.Raw > 0) { _book.Mark(instrument, _market[instrument.Value].Last); }
        if (part != fill.LastQuantity) { fill.FeeRaw = (long)Rounding.HalfEven((Int128)fill.FeeRaw * part.Raw, fill.LastQuantity.Raw); }
        fill.LastQuantity = part;
        fill.Account = new AccountId((ushort)slot);
        _book.OnReport(instrument, in fill);
        Portfolio.OnFill(slot, instrument, fill.Side, part);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("strategy holdings");
        transfer.Part(_book);
        transfer.Value(ref _givesUp);
        transfer.Part(Portfolio);
    }
}
