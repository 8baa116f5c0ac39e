using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>
/// The slots' book against plain twins under random prices, orders and reports: cash shares against decimals in a list, and
/// equity and peak, which the book values only when asked, against an account book that is marked at every price.
/// </summary>
public sealed class RuleSetBookTwinTests
{
    private static readonly Currency Dollar = Currency.Parse("USD");
    private static readonly Currency Euro = Currency.Parse("EUR");

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 2_000 : 30;

    [Fact]
    public void Cash_shares_and_equity_are_those_of_the_plain_twins()
    {
        (long paid, long refused, long exempt, long peaks) = (0, 0, 0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Run run = new(seed);
            for (int step = 0; step < 1_500; step++) { run.Step(); }
            run.CheckEquity();
            paid += run.Paid;
            refused += run.Refused;
            exempt += run.Exempt;
            peaks += run.Peaks;
        }

        Assert.True(paid > 50 * Seeds && refused > 20 * Seeds && exempt > Seeds && peaks > 10 * Seeds, $"{paid} paid, {refused} refused, {exempt} exempt, {peaks} new peaks");
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly int _seed;
        private readonly InstrumentTable _instruments = new([Instrument(0, 2, 0, Dollar, 75_000), Instrument(1, 4, 6, Dollar, 0), Instrument(2, 1, 3, Euro, 100_000)]);
        private readonly EngineOptions _options;
        private readonly RuleSetBook _book;
        private readonly AccountBook _eager;
        private readonly PlainShares _plain;
        private readonly long[] _prices = [10_000, 250_000, 3_000];
        private readonly bool[] _isKnown = new bool[3];
        private readonly List<PlainOrder> _orders = [];
        private readonly long[] _lastPeaks;
        private long _sequence;

        public Run(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            int slots = 2 + (seed % 2);
            Money[][] shares = [.. Enumerable.Range(0, slots).Select(_ => new[] { Cash(_random.Next(1_000, 20_000), Dollar), Cash(_random.Next(1_000, 20_000), Euro) })];
            _options = new EngineOptions
            {
                Instruments = _instruments,
                Bars = new BarOptions { Specs = [BarSpec.Parse("1t")] },
                Accounts = [new AccountOptions { Id = default, Name = "main", InitialCash = [Cash(100_000, Dollar), Cash(100_000, Euro)] }],
                RuleSets = new RuleSetOptions { Slots = slots, CashShares = shares, MarketOrderMargin = seed % 3 * 37 },
            }.Validated();
            _book = new RuleSetBook(_options);
            _eager = new AccountBook(_instruments, [.. shares.Select((cash, i) => new AccountOptions { Id = new AccountId((ushort)i), Name = $"{i}", InitialCash = cash })]);
            _plain = new PlainShares(_instruments, _options.RuleSets.MarketOrderMargin);
            _lastPeaks = new long[slots];
        }

        public long Paid { get; private set; }

        public long Refused { get; private set; }

        public long Exempt { get; private set; }

        public long Peaks { get; private set; }

        public void Step()
        {
            switch (_random.Next(10))
            {
                case < 5: Price(); break;
                case < 7: Want(); break;
                default: Report(); break;
            }

            if (_random.Next(20) == 0) { CheckEquity(); }
            for (int slot = 0; slot < _options.RuleSets.Slots; slot++)
            {
                foreach (Instrument instrument in _instruments.All)
                {
                    decimal reserved = _orders.Where(order => order.Slot == slot && _instruments[order.Instrument].Quote == instrument.Quote).Sum(order => order.Reserved);
                    Assert.True(reserved == Amount(_book.Reserved(new StrategyId((ushort)slot), instrument.Id)), $"seed {_seed}: reserved of slot {slot}");
                }
            }
        }

        public void CheckEquity()
        {
            for (int slot = 0; slot < _options.RuleSets.Slots; slot++)
            {
                (StrategyId id, AccountId account) = (new StrategyId((ushort)slot), new AccountId((ushort)slot));
                foreach (Currency currency in new[] { Dollar, Euro })
                {
                    Assert.True(_eager.Equity(account, currency) == _book.Equity(id, currency), $"seed {_seed}: equity of slot {slot}");
                    Assert.True(_eager.Peak(account, currency) == _book.PeakEquity(id, currency), $"seed {_seed}: peak of slot {slot}");
                }

                long peak = _book.PeakEquity(id, Dollar).Raw;
                if (peak > _lastPeaks[slot]) { Peaks++; }
                _lastPeaks[slot] = peak;
            }

            Assert.Equal(_eager.Hash, _book.Hash);
        }

        // A market is seen several times in a row, as real ones are, or in turn.
        private void Price()
        {
            int id = _random.Next(3);
            for (int i = _random.Next(1, 6); i > 0; i--)
            {
                _prices[id] = Math.Max(1, _prices[id] + (long)(_prices[id] * (_random.NextDouble() - 0.5) * 0.05));
                _isKnown[id] = true;
                if (!_book.TryNote(new InstrumentId(id), new Price(_prices[id]))) { _book.OnPrice(new InstrumentId(id), new Price(_prices[id])); }
                _eager.Mark(new InstrumentId(id), new Price(_prices[id]));
            }
        }

        private void Want()
        {
            int id = _random.Next(3);
            if (_orders.Count > 40) { return; }
            bool isMarket = _random.Next(2) == 0;
            StrategyId slot = new((ushort)_random.Next(_options.RuleSets.Slots));
            Side side = _random.Next(5) < 3 ? Side.Buy : Side.Sell;
            Quantity quantity = new(_random.Next(1, 60) * (id == 0 ? 1 : id == 1 ? 1_000_000 : 300));
            Price limit = isMarket ? default : new Price(Math.Max(1, _prices[id] - (_random.Next(-5, 20) * _prices[id] / 100)));
            OrderType type = isMarket ? OrderType.Market : OrderType.Limit;
            long last = _isKnown[id] ? _prices[id] : 0;

            decimal worst = _plain.WorstCost(id, side, quantity.Raw, isMarket ? null : limit.Raw, last);
            decimal free = Amount(_eager.Cash(new AccountId(slot.Value), _instruments[new InstrumentId(id)].Quote))
                - _orders.Where(order => order.Slot == slot.Value && _instruments[order.Instrument].Quote == _instruments[new InstrumentId(id)].Quote).Sum(order => order.Reserved);
            long working = _orders.Where(order => order.Slot == slot.Value && order.Instrument.Value == id && order.Side == Side.Buy).Sum(order => order.Leaves);
            bool closes = side == Side.Buy && _book.Position(slot, new InstrumentId(id)).Raw + working + quantity.Raw <= 0;
            bool expected = side == Side.Sell || closes || worst <= free;
            if (closes && worst > free) { Exempt++; }
            Assert.True(expected == _book.CanPay(slot, [new OrderRequest { Instrument = new InstrumentId(id), Side = side, Quantity = quantity, Price = limit, Type = type }]), $"seed {_seed}: {side} {quantity.Raw} of {id} by {slot.Value}");
            if (!expected) { Refused++; return; }
            if (side == Side.Buy) { Paid++; }

            OrderCommand command = new()
            {
                OrderId = OrderId.From(++_sequence, 1), Instrument = new InstrumentId(id), Strategy = slot, Side = side, Quantity = quantity, Price = limit, Type = type,
            };
            _book.OnIntent(in command);
            _orders.Add(new PlainOrder { Id = command.OrderId, Slot = slot.Value, Instrument = command.Instrument, Side = side, Leaves = quantity.Raw, Reserved = worst, Limit = limit.Raw });
        }

        private void Report()
        {
            if (_orders.Count == 0) { return; }
            PlainOrder order = _orders[_random.Next(_orders.Count)];
            ExecutionReport report = new() { OrderId = order.Id, Side = order.Side, Strategy = new StrategyId((ushort)order.Slot), Account = default };
            int what = _random.Next(8);
            if (what == 0 && !order.IsAccepted) { report.Kind = ReportKind.Accepted; order.IsAccepted = true; }
            else if (what <= 5) { Fill(order, ref report); }
            else
            {
                report.Kind = !order.IsAccepted ? ReportKind.Rejected : what == 6 ? ReportKind.Canceled : ReportKind.Expired;
                _orders.Remove(order);
            }

            Assert.True(_book.OnReport(order.Instrument, in report, out StrategyId slot) && slot.Value == order.Slot);
        }

        private void Fill(PlainOrder order, ref ExecutionReport report)
        {
            Instrument instrument = _instruments[order.Instrument];
            long quantity = _random.Next(2) == 0 ? order.Leaves : _random.NextInt64(1, order.Leaves + 1);
            order.IsAccepted = true;
            order.Reserved -= decimal.Floor(order.Reserved * 100_000_000 * quantity / order.Leaves) / 100_000_000;
            order.Leaves -= quantity;
            if (order.Leaves == 0) { _orders.Remove(order); }
            report.Kind = ReportKind.Fill;
            report.LastPrice = new Price(order.Limit != 0 ? order.Limit : _prices[order.Instrument.Value]);
            report.LastQuantity = new Quantity(quantity);
            report.LeavesQuantity = new Quantity(order.Leaves);
            report.FeeCurrency = instrument.Quote;
            report.FeeRaw = instrument.Notional(report.LastPrice, report.LastQuantity).Raw / 1_000;
            ExecutionReport ofSlot = report;
            ofSlot.Account = new AccountId((ushort)order.Slot);
            _eager.OnReport(order.Instrument, in ofSlot);
        }

        private static Money Cash(long units, Currency currency) => new(units * Money.One, currency);

        private static decimal Amount(Money money) => money.Raw / (decimal)Money.One;

        private static Instrument Instrument(int id, int priceScale, int quantityScale, Currency quote, int fee) => new()
        {
            Id = new InstrumentId(id), Symbol = $"S{id}", Venue = "X", Base = Currency.Parse($"B{id}"), Quote = quote, PriceScale = priceScale, QuantityScale = quantityScale,
            TickSize = new PriceOffset(1), LotSize = new Quantity(1), MakerFee = new FeeRate(fee / 2), TakerFee = new FeeRate(fee),
        };
    }

    /// <summary>The rule in decimals: price times quantity and the dearer fee, each rounded up to 10^-8.</summary>
    private sealed class PlainShares(InstrumentTable instruments, int margin)
    {
        public decimal WorstCost(int id, Side side, long quantity, long? limit, long last)
        {
            if (side == Side.Sell) { return 0; }
            Instrument instrument = instruments[new InstrumentId(id)];
            decimal price = limit ?? decimal.Ceiling(last * (10_000m + margin) / 10_000m);
            decimal notional = Up(price / FixedPoint.Pow10(instrument.PriceScale) * quantity / FixedPoint.Pow10(instrument.QuantityScale));
            return notional + Up(notional * instrument.TakerFee.Raw / 100_000_000m);
        }

        private static decimal Up(decimal amount) => decimal.Ceiling(amount * 100_000_000m) / 100_000_000m;
    }

    private sealed class PlainOrder
    {
        public required OrderId Id { get; init; }

        public required int Slot { get; init; }

        public required InstrumentId Instrument { get; init; }

        public required Side Side { get; init; }

        public required long Limit { get; init; }

        public long Leaves { get; set; }

        public decimal Reserved { get; set; }

        public bool IsAccepted { get; set; }
    }
}
