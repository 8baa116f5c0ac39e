using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Margin;

/// <summary>
/// The whole engine with leverage so high that liquidations happen all the time: after every event whatever stands behind a
/// position is above its maintenance margin or a liquidation is under way, and every unit of money is accounted for.
/// </summary>
public class LiquidationPropertyTests
{
    [Fact]
    public void Margin_is_never_used_up_without_a_liquidation_and_no_unit_is_lost()
    {
        long liquidations = 0, fills = 0, funding = 0, flows = 0, negative = 0, refused = 0, spot = 0;
        for (int seed = 1; seed <= 120; seed++)
        {
            MarginRun run = new(seed);
            run.Run();
            liquidations += run.Engine.Stages.Risk.Liquidator.Sent;
            fills += run.LiquidationFills;
            funding += run.FundingPayments;
            flows += run.Flows;
            negative += run.NegativeBalances;
            spot += run.SpotFills;
            refused += run.Engine.Stages.Risk.Gate.Rejections[(int)RejectReason.InsufficientMargin];
        }

        Assert.True(
            liquidations > 500 && fills > 500 && funding > 500 && flows > 500 && negative > 10 && refused > 500 && spot > 500,
            $"{liquidations} liquidations, {fills} of their fills, {funding} funding payments, {flows} flows, {negative} negative balances, {refused} refused, {spot} spot fills");
    }

    private sealed class MarginRun : ILatencyProbe
    {
        private readonly int _seed;
        private readonly MarginWorld _world;
        private readonly MemoryOut _out = new();
        private readonly EngineOptions _options;

        public MarginRun(int seed)
        {
            _seed = seed;
            _world = new MarginWorld(seed);
            _options = MarginWorld.Options(seed);
            Engine = new InlineEngine(_options, new QuietRuleSet(), outJournal: _out, probe: this);
        }

        public InlineEngine Engine { get; }

        public long LiquidationFills { get; private set; }

        public long FundingPayments { get; private set; }

        public long Flows { get; private set; }

        public long SpotFills { get; private set; }

        public long NegativeBalances { get; private set; }

        public void Run()
        {
            EngineEvent next = default;
            for (int i = 0; i < 1500; i++)
            {
                _world.Next(ref next);
                Engine.Process(ref next);
            }

            Engine.Complete();
            CheckConservation();
        }

        // After risk and matching are through with an event.
        public void OnDecision(in EngineEvent e)
        {
            RiskStage risk = Engine.Stages.Risk;
            foreach (AccountOptions account in _options.Accounts)
            {
                foreach (Instrument instrument in _options.Instruments.All)
                {
                    if (!instrument.IsPerpetual || !risk.Gate.Margin.IsExhausted(account.Id, instrument.Id)) { continue; }
                    Assert.True(
                        risk.Liquidator.IsUnderWay(account.Id, instrument.Id),
                        $"seed {_seed}, sequence {e.Sequence} ({e.Kind}): {account.Name} has {risk.Gate.Margin.Equity(account.Id, instrument.Id)} behind {instrument.Symbol}, "
                        + $"{risk.Gate.Margin.Maintenance(account.Id, instrument.Id)} must be left, and nothing is under way");
                }
            }
        }

        public void OnRelease(in EngineEvent e)
        {
        }

        private void CheckConservation()
        {
            AccountBook book = Engine.Stages.Accounts.Book;
            AccountBook risk = Engine.Stages.Risk.Gate.Accounts;
            foreach ((AccountId account, Currency currency) in _options.EquityLines)
            {
                string who = $"seed {_seed}, account {account.Value}, {currency}";
                Assert.True(book.Cash(account, currency) == risk.Cash(account, currency), $"{who}: the two stages' cash differs");
                Assert.True(book.Equity(account, currency) == risk.Equity(account, currency), $"{who}: the two stages' equity differs");
                if (book.Cash(account, currency).Raw < 0) { NegativeBalances++; }

                // From the derived stream alone: what fills, funding and flows say adds up to the cash.
                Int128 cash = _options.Accounts[account.Value].InitialCash.FirstOrDefault(money => money.Currency == currency).Raw;
                foreach (OutRecord record in _out.Records) { cash += CashOf(in record, account, currency); }
                foreach (Instrument instrument in _options.Instruments.All)
                {
                    if (instrument.IsPerpetual && instrument.Quote == currency) { cash += OpenCost(book, account, instrument.Id); }
                }

                Assert.True(cash == book.Cash(account, currency).Raw, $"{who}: cash {book.Cash(account, currency)}, the records add up to {cash}");
            }
        }

        // Spot: what was paid or received. A perpetual: the same, but what its open position cost has not moved.
        private Int128 CashOf(in OutRecord record, AccountId account, Currency currency)
        {
            if (record.Kind == OutKind.CashFlow && record.CashFlow.Account == account && record.CashFlow.Currency == currency)
            {
                if (record.CashFlow.Kind == CashFlowKind.Funding) { FundingPayments++; } else { Flows++; }
                return record.CashFlow.AmountRaw;
            }

            if (record.Kind != OutKind.Order || record.Order.Report.Kind != ReportKind.Fill || record.Order.Report.Account != account) { return 0; }
            ref readonly ExecutionReport fill = ref record.Order.Report;
            Instrument instrument = _options.Instruments[record.Instrument];
            Int128 amount = fill.FeeCurrency == currency ? -fill.FeeRaw : 0;
            if (instrument.Quote != currency) { return amount; }
            if (fill.Strategy == StrategyId.Liquidation) { LiquidationFills++; }
            if (!instrument.IsPerpetual) { SpotFills++; }
            long notional = instrument.Notional(fill.LastPrice, fill.LastQuantity).Raw;
            return amount + (fill.Side == Side.Buy ? -notional : notional);
        }

        private static long OpenCost(AccountBook book, AccountId account, InstrumentId id) =>
            Math.Sign(book.PositionOf(account, id).Quantity.Raw) * book.PositionOf(account, id).CostRaw;
    }
}
