using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Margin.PerpetualWorld;

namespace LlmTrader.Tests.Unit.Margin;

public sealed class CashFlowTests
{
    [Fact]
    public void A_perpetuals_fill_moves_its_profit_and_fee_and_not_its_value()
    {
        PerpetualRun run = new(Options(Account()));
        run.Trade(100);
        run.Order(Side.Sell, 10);
        run.Trade(100);
        Assert.Equal((999m, 999m), (run.Cash, run.Equity));
        run.Mark(98);
        Assert.Equal((999m, 1019m), (run.Cash, run.Equity));
        run.Order(Side.Buy, 4);
        run.Trade(97);
        Assert.Equal((999m + 12 - 0.388m, 999m + 12 - 0.388m + 12), (run.Cash, run.Equity));
    }

    [Fact]
    public void A_deposit_or_a_withdrawal_moves_cash_equity_and_peak_and_neither_profit_nor_the_share_that_is_lost()
    {
        PerpetualRun run = new(Options(Account()));
        run.Trade(100);
        run.Order(Side.Buy, 10);
        run.Trade(100);
        run.Trade(90);
        Assert.Equal(101m, Decimal(run.Book.Drawdown(Main, Usd)));
        run.Flow(899);
        Assert.Equal((2_000m, 202m), (Decimal(run.Book.Peak(Main, Usd)), Decimal(run.Book.Drawdown(Main, Usd))));
        run.Flow(-1_348.5m);
        Assert.Equal((500m, 50.5m), (Decimal(run.Book.Peak(Main, Usd)), Decimal(run.Book.Drawdown(Main, Usd))));
        run.Flow(-500.5m);   // More than is free: it has left already, so it is recorded and not refused.
        Assert.Equal((49m, -51m), (run.Cash, run.Equity));
        Assert.Equal((-51m, 202m), (Decimal(run.Book.Peak(Main, Usd)), Decimal(run.Book.MaxDrawdown(Main, Usd))));   // Of nothing no share can be told.
        Assert.Equal(-950m, Decimal(run.Book.Flows(Main, Usd)));
        Assert.Equal(0, run.Book.Realized(Main, Usd).Raw);
        Assert.Equal([899m, -1_348.5m, -500.5m], run.Records.Where(record => record.Kind == OutKind.CashFlow).Select(record => record.CashFlow.AmountRaw / (decimal)Money.One));
    }

    [Fact]
    public void A_long_pays_funding_and_a_short_receives_it()
    {
        foreach (Side side in new[] { Side.Buy, Side.Sell })
        {
            PerpetualRun run = new(Options(Account()));
            run.Trade(100);
            run.Order(side, 10);
            run.Trade(100);
            run.Funding(102, 0.01m);
            decimal received = side == Side.Buy ? -0.102m : 0.102m;
            Assert.Equal(999m + received, run.Cash);
            Assert.Equal(received, Decimal(run.Book.Funding(Main, Usd)));
            Assert.Equal(0, run.Book.Realized(Main, Usd).Raw);
            OutRecord record = run.Records.Single(record => record.Kind == OutKind.CashFlow);
            Assert.Equal((Btc, CashFlowKind.Funding, Of(received).Raw), (record.Instrument, record.CashFlow.Kind, record.CashFlow.AmountRaw));
        }
    }

    [Fact]
    public void A_flow_reaches_the_slots_in_equal_parts_and_moves_their_peaks()
    {
        EngineOptions options = Options(Account()) with { RuleSets = new RuleSetOptions { Slots = 3 } };
        PerpetualRun run = new(options);
        run.Flow(0.00000100m);
        RuleSetBook book = run.Engine.Stages.Signals.Book;
        long[] equities = [.. Enumerable.Range(0, 3).Select(slot => book.Equity(new StrategyId((ushort)slot), Usd).Raw)];
        long share = Of(1000).Raw / 3;
        Assert.Equal([share + 34, share + 33, share + 33], equities);
        Assert.Equal(equities, Enumerable.Range(0, 3).Select(slot => book.PeakEquity(new StrategyId((ushort)slot), Usd).Raw));
    }

    [Fact]
    public void The_edge_refuses_a_flow_of_an_unknown_account_or_currency()
    {
        using TradingEngine engine = new(Options(Account()), new ThreadingOptions(), new EnginePorts { RuleSet = new NoRuleSet() });
        EngineEvent flow = new() { Kind = EventKind.CashFlow, CashFlow = new CashFlow { AmountRaw = 1, Currency = Usd, Kind = CashFlowKind.Deposit } };
        Assert.True(engine.Commands.TryWrite(in flow));
        flow.CashFlow.Currency = Currency.Parse("XXX");
        Assert.Contains("Currency", Assert.Throws<ArgumentException>(() => engine.Commands.TryWrite(in flow)).Message, StringComparison.Ordinal);
        flow.CashFlow.Currency = Usd;
        flow.CashFlow.Account = new AccountId(1);
        Assert.Contains("Account", Assert.Throws<ArgumentException>(() => engine.Commands.TryWrite(in flow)).Message, StringComparison.Ordinal);
    }

    private sealed class NoRuleSet : IRuleSet
    {
        public string Name => "none";

        public string Id => "none";

        public int WarmUpBars => 0;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => RuleSetOutcome.Quiet;

        public void Transfer(ISnapshotTransfer transfer) => transfer.Section(Id);
    }
}
