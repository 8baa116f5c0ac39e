using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Margin.PerpetualWorld;

namespace LlmTrader.Tests.Unit.Margin;

/// <summary>An inline engine over the two perpetuals, driven by hand.</summary>
internal sealed class PerpetualRun : IOutJournal
{
    private EngineEvent _next;
    private double _seconds;

    public PerpetualRun(EngineOptions options, IRuleSet? ruleSet = null) => Engine = new InlineEngine(options, ruleSet ?? new IdleRuleSet(), outJournal: this);

    public InlineEngine Engine { get; }

    public List<OutRecord> Records { get; } = [];

    public AccountBook Book => Engine.Stages.Accounts.Book;

    public Liquidator Liquidator => Engine.Stages.Risk.Liquidator;

    public decimal Cash => Decimal(Book.Cash(Main, Usd));

    public decimal Equity => Decimal(Book.Equity(Main, Usd));

    public decimal PositionIn(InstrumentId instrument) => Book.PositionOf(Main, instrument).Quantity.Raw / 1000m;

    public IEnumerable<ExecutionReport> Liquidations => Records.Where(record => record.Kind == OutKind.Order && record.Order.Report.Strategy == StrategyId.Liquidation).Select(record => record.Order.Report);

    public void Append(in OutRecord record) => Records.Add(record);

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }

    public void Trade(decimal price, decimal quantity = 1000, InstrumentId? instrument = null) => Process(EventKind.Trade, instrument ?? Btc, e => e with { Trade = new TradeTick { Price = PriceOf(price), Quantity = QuantityOf(quantity) } });

    public void Mark(decimal price, InstrumentId? instrument = null) => Process(EventKind.MarkPrice, instrument ?? Btc, e => e with { MarkPrice = new MarkPrice { Mark = PriceOf(price) } });

    public void Funding(decimal mark, decimal percent) => Process(EventKind.Funding, Btc, e => e with { Funding = new FundingPayment { Mark = PriceOf(mark), RateRaw = (long)(percent * 1_000_000) } });

    public void Flow(decimal amount) => Process(EventKind.CashFlow, InstrumentId.None, e => e with
    {
        CashFlow = new CashFlow { AmountRaw = Of(amount).Raw, Currency = Usd, Kind = amount > 0 ? CashFlowKind.Deposit : CashFlowKind.Withdrawal },
    });

    /// <summary>A market order that the next trade fills.</summary>
    public void Order(Side side, decimal quantity, InstrumentId? instrument = null, decimal limit = 0) =>
        Process(EventKind.Command, instrument ?? Btc, e => e with { Command = PerpetualWorld.Order(0, side, limit, quantity) with { OrderId = OrderId.None, Strategy = StrategyId.Manual } });

    private void Process(EventKind kind, InstrumentId instrument, Func<EngineEvent, EngineEvent> fill)
    {
        Timestamp time = Timestamp.FromUnixSeconds(1_735_689_600) + Duration.FromMilliseconds((long)(++_seconds * 1000));
        _next = fill(new EngineEvent { Kind = kind, Instrument = instrument, Time = time, ExchangeTime = time });
        Engine.Process(ref _next);
        _next = new EngineEvent { Kind = EventKind.TradingStateChange, Instrument = InstrumentId.None, Time = time };   // Changes nothing; what waits enters before it.
        Engine.Process(ref _next);
    }

    private sealed class IdleRuleSet : IRuleSet
    {
        public string Name => "idle";

        public string Id => "idle";

        public int WarmUpBars => 0;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => RuleSetOutcome.Quiet;

        public void Transfer(ISnapshotTransfer transfer) => transfer.Section(Id);
    }
}
