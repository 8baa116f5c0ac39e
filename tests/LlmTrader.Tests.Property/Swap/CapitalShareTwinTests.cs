using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>
/// Shares of the capital against a plain twin in decimals, which keeps orders in a list, under random prices, orders of every role,
/// changes, reports and shares: what may work and what may not, what sets size by, and that no entry is ever beyond the share.
/// </summary>
public sealed class CapitalShareTwinTests
{
    private static readonly Currency Dollar = Currency.Parse("USD");
    private static readonly Currency Euro = Currency.Parse("EUR");

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 2_000 : 40;

    [Fact]
    public void What_a_share_lets_work_is_what_the_plain_twin_lets()
    {
        Tally tally = new();
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Run run = new(seed, tally);
            for (int step = 0; step < 1_500; step++) { run.Step(); }
        }

        string all = tally.ToString();
        Assert.True(tally.Opened > 20 * Seeds && tally.Refused > 20 * Seeds && tally.Exits > 20 * Seeds && tally.Whole > 20 * Seeds, all);
        Assert.True(tally.Amended > Seeds && tally.AmendmentsRefused > Seeds && tally.Beyond > 5 * Seeds, all);
    }

    private sealed record Tally
    {
        public int Opened { get; set; }

        public int Refused { get; set; }

        public int Exits { get; set; }

        public int Whole { get; set; }

        public int Amended { get; set; }

        public int AmendmentsRefused { get; set; }

        public int Beyond { get; set; }
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly int _seed;
        private readonly Tally _tally;
        private readonly InstrumentTable _instruments = new([Instrument(0, 2, 0, Dollar, 75_000), Instrument(1, 4, 6, Dollar, 0), Instrument(2, 1, 3, Euro, 100_000), Perpetual(3)]);
        private readonly EngineOptions _options;
        private readonly RuleSetBook _book;
        private readonly AccountBook _eager;
        private readonly PlainUse _plain;
        private readonly long[] _prices = [10_000, 250_000, 3_000, 500_000];
        private readonly List<PlainOrder> _orders = [];
        private readonly int[] _shares;
        private long _sequence;

        public Run(int seed, Tally tally)
        {
            (_seed, _tally, _random) = (seed, tally, new Random(seed));
            int slots = 1 + (seed % 3);
            Money[][] cash = [.. Enumerable.Range(0, slots).Select(_ => new[] { Cash(_random.Next(1_000, 30_000), Dollar), Cash(_random.Next(1_000, 20_000), Euro) })];
            _options = new EngineOptions
            {
                Instruments = _instruments,
                Bars = new BarOptions { Specs = [BarSpec.Parse("1t")] },
                Accounts = [new AccountOptions { Id = default, Name = "main", InitialCash = [Cash(100_000, Dollar), Cash(100_000, Euro)], Leverage = 1 + (seed % 5) }],
                RuleSets = new RuleSetOptions { Slots = slots, CashShares = cash, MarketOrderMargin = seed % 3 * 37 },
            }.Validated();
            _book = new RuleSetBook(_options);
            _eager = new AccountBook(_instruments, [.. cash.Select((money, i) => new AccountOptions { Id = new AccountId((ushort)i), Name = $"{i}", InitialCash = money })]);
            _shares = [.. Enumerable.Repeat(CapitalShareChange.All, slots)];
            _plain = new PlainUse(_instruments, _options.RuleSets.MarketOrderMargin, _options.Accounts[0].Leverage);
            for (int id = 0; id < _prices.Length; id++) { See(id); }
        }

        public void Step()
        {
            switch (_random.Next(20))
            {
                case < 6: Price(); break;
                case < 11: Want(); break;
                case < 17: Report(); break;
                case 17: Amend(); break;
                case 18: Cancel(); break;
                default: Share(); break;
            }

            StrategyId slot = new((ushort)_random.Next(_shares.Length));
            foreach (Currency currency in new[] { Dollar, Euro })
            {
                decimal equity = Amount(_eager.Equity(new AccountId(slot.Value), currency));
                decimal expected = decimal.Floor(equity * 100_000_000m * _shares[slot.Value] / 10_000m) / 100_000_000m;
                Assert.True(expected == Amount(_book.SharedEquity(slot, currency)), $"seed {_seed}: {_shares[slot.Value]} of {equity}");
                decimal peak = decimal.Floor(Amount(_book.PeakEquity(slot, currency)) * 100_000_000m * _shares[slot.Value] / 10_000m) / 100_000_000m;
                Assert.True(peak == Amount(_book.SharedPeakEquity(slot, currency)), $"seed {_seed}: peak");
            }
        }

        private void Share()
        {
            int slot = _random.Next(_shares.Length);
            _shares[slot] = _random.Next(8) == 0 ? CapitalShareChange.All : _random.Next(4) > 0 ? _random.Next(1, 10_001) : _random.Next(1, 1_000);
            Money[] before = [.. _instruments.All.ToArray().Select(instrument => _book.Equity(new StrategyId((ushort)slot), instrument.Quote))];
            _book.SetCapitalShare(new StrategyId((ushort)slot), _shares[slot]);
            Assert.Equal(_shares[slot], _book.CapitalShare(new StrategyId((ushort)slot)));
            Assert.Equal(before, _instruments.All.ToArray().Select(instrument => _book.Equity(new StrategyId((ushort)slot), instrument.Quote)));
            if (UseOf(slot, Dollar) > Allowed(slot, Dollar)) { _tally.Beyond++; }   // It may be lowered below what is in use.
        }

        private void Price()
        {
            int id = _random.Next(_prices.Length);
            for (int i = _random.Next(1, 4); i > 0; i--)
            {
                _prices[id] = Math.Max(1, _prices[id] + (long)(_prices[id] * (_random.NextDouble() - 0.5) * 0.05));
                See(id);
            }
        }

        private void See(int id)
        {
            _book.OnPrice(new InstrumentId(id), new Price(_prices[id]));
            _eager.Mark(new InstrumentId(id), new Price(_prices[id]));
        }

        private void Want()
        {
            if (_orders.Count > 40) { return; }
            int id = _random.Next(_prices.Length);
            int slot = _random.Next(_shares.Length);
            Side side = _random.Next(5) < 3 ? Side.Buy : Side.Sell;
            Quantity quantity = new(_random.Next(1, _random.Next(2) == 0 ? 10 : 40) * (id == 0 ? 1 : id == 1 ? 1_000_000 : 300));
            long held = Position(slot, id);
            if (held != 0 && _random.Next(3) == 0) { (side, quantity) = (held > 0 ? Side.Sell : Side.Buy, new Quantity(_random.NextInt64(1, Math.Abs(held) + 1))); }
            List<OrderRequest> wanted = [Request(id, side, quantity)];
            int kind = _random.Next(8);
            if (kind == 0) { wanted[0] = wanted[0] with { Flags = OrderFlags.ReduceOnly }; }
            if (kind == 1) { wanted = [wanted[0] with { Contingency = Contingency.Parent }, Request(id, Other(side), quantity) with { Contingency = Contingency.Child }]; }
            if (kind == 2)
            {
                Side second = _random.Next(2) == 0 ? side : Other(side);
                wanted = [wanted[0] with { Contingency = Contingency.OneCancelsOther }, Request(id, second, quantity) with { Contingency = Contingency.OneCancelsOther }];
            }

            PlainOrder[] asked = [.. wanted.Select((request, i) => new PlainOrder
            {
                Id = OrderId.From(_sequence + 1, i + 1), Slot = slot, Instrument = id, Side = request.Side, Leaves = quantity.Raw, Ordered = quantity.Raw, Limit = request.Price.Raw,
                Role = request.Contingency, ReducesOnly = request.Flags == OrderFlags.ReduceOnly, Group = wanted.Count > 1 ? _sequence + 1 : 0,
            })];
            bool opens = asked.Any(order => IsBound(order) && SideOf([.. Bound(slot), .. asked.Where(IsBound)], id, order.Side).Quantity > Closable(held, order.Side));
            decimal use = UseOf(slot, _instruments[new InstrumentId(id)].Quote, asked);
            bool isAll = _shares[slot] == CapitalShareChange.All;
            bool fits = use <= Allowed(slot, _instruments[new InstrumentId(id)].Quote);
            bool expected = isAll || !opens || fits;
            Assert.True(
                expected == _book.IsWithinShare(new StrategyId((ushort)slot), wanted.ToArray()),
                $"seed {_seed}: {side} {quantity.Raw} of {id} by {slot}, kind {kind}: use {use}, allowed {Allowed(slot, _instruments[new InstrumentId(id)].Quote)}, opens {opens}");
            if (isAll) { _tally.Whole++; } else if (!opens) { _tally.Exits++; } else if (fits) { _tally.Opened++; } else { _tally.Refused++; }

            // A plain exit of what is filled and not being sold is an exit whatever else there is.
            long closing = _orders.Where(order => order.Slot == slot && order.Instrument == id && order.Side == side && IsBound(order) && !order.IsChanging).Sum(order => order.Leaves);
            if (wanted.Count == 1 && closing + quantity.Raw <= Closable(held, side)) { Assert.True(expected, $"seed {_seed}: an exit was refused"); }
            if (!expected) { return; }
            _sequence++;
            for (int i = 0; i < wanted.Count; i++)
            {
                OrderCommand command = new()
                {
                    OrderId = asked[i].Id, Instrument = new InstrumentId(id), Strategy = new StrategyId((ushort)slot), Side = wanted[i].Side, Quantity = quantity, Price = wanted[i].Price,
                    Type = wanted[i].Type, Flags = wanted[i].Flags, Contingency = wanted[i].Contingency, Group = (byte)(wanted.Count > 1 ? 1 : 0),
                };
                _book.OnIntent(in command);
                _orders.Add(asked[i]);
            }
        }

        private OrderRequest Request(int id, Side side, Quantity quantity)
        {
            bool isMarket = _random.Next(2) == 0;
            return new OrderRequest
            {
                Instrument = new InstrumentId(id), Side = side, Quantity = quantity, Type = isMarket ? OrderType.Market : OrderType.Limit,
                Price = isMarket ? default : new Price(Math.Max(1, _prices[id] - (_random.Next(-20, 20) * _prices[id] / 100))),
            };
        }

        private void Amend()
        {
            if (_orders.Count == 0) { return; }
            PlainOrder order = _orders[_random.Next(_orders.Count)];
            long price = order.Limit == 0 || _random.Next(3) == 0 ? 0 : Math.Max(1, order.Limit + (_random.Next(-10, 11) * order.Limit / 100));
            long quantity = price != 0 && _random.Next(3) == 0 ? 0 : _random.NextInt64(order.Ordered - order.Leaves + 1, (2 * order.Ordered) + 1);
            StrategyId slot = new((ushort)order.Slot);
            long leaves = quantity == 0 ? order.Leaves : Math.Max(0, order.Leaves + quantity - order.Ordered);
            decimal now = _plain.Worth(order.Instrument, order.Side, order.Leaves, order.Limit, _prices[order.Instrument]);
            decimal then = _plain.Worth(order.Instrument, order.Side, leaves, price != 0 ? price : order.Limit, _prices[order.Instrument]);
            Currency currency = _instruments[new InstrumentId(order.Instrument)].Quote;
            PlainOrder changed = order with { Leaves = Math.Max(leaves, order.Leaves), Worth = Math.Max(now, then), IsChanging = false };
            PlainOrder[] all = [.. Bound(order.Slot).Where(other => other.Id != order.Id)];
            int place = Bound(order.Slot).Count(other => other.Id.Raw < order.Id.Raw);
            all = [.. all[..place], .. IsBound(order) ? new[] { changed } : [], .. all[place..]];
            bool opens = SideOf(all, order.Instrument, order.Side).Quantity > Closable(Position(order.Slot, order.Instrument), order.Side);
            bool isFree = _shares[order.Slot] == CapitalShareChange.All || !IsBound(order) || (leaves <= order.Leaves && then <= now) || !opens;
            bool expected = isFree || Use(all, order.Slot, currency) <= Allowed(order.Slot, currency);
            RejectReason answer = _book.TryAmend(slot, order.Id, new Price(price), new Quantity(quantity), default, out _);
            if (order.IsChanging) { Assert.Equal(RejectReason.UnknownOrder, answer); return; }
            if (answer == RejectReason.InsufficientCash) { return; }   // Of slots side by side; another twin's.
            Assert.True(expected == (answer == RejectReason.None), $"seed {_seed}: amend {order} to {quantity} at {price}: {answer}");
            if (!expected) { Assert.Equal(RejectReason.CapitalShare, answer); _tally.AmendmentsRefused++; return; }
            if (!isFree) { _tally.Amended++; }
            (order.IsChanging, order.WantedLimit, order.WantedQuantity, order.Growth) = (true, price, quantity, Math.Max(0, quantity - order.Ordered));
        }

        private void Cancel()
        {
            if (_orders.Count == 0) { return; }
            PlainOrder order = _orders[_random.Next(_orders.Count)];
            Assert.Equal(!order.IsChanging, _book.TryCancel(new StrategyId((ushort)order.Slot), order.Id));
            order.IsChanging = true;
        }

        private void Report()
        {
            if (_orders.Count == 0) { return; }
            PlainOrder order = _orders[_random.Next(_orders.Count)];
            ExecutionReport report = new() { OrderId = order.Id, Side = order.Side, Strategy = new StrategyId((ushort)order.Slot), Account = default, LeavesQuantity = new Quantity(order.Leaves) };
            bool isAmending = order.WantedLimit != 0 || order.WantedQuantity != 0;
            int what = _random.Next(8);
            if (isAmending && what < 4) { Answer(order, ref report, isTaken: what < 3); }
            else if (what <= 5) { Fill(order, ref report); }
            else
            {
                report.Kind = what == 6 ? ReportKind.Canceled : ReportKind.Expired;
                _orders.Remove(order);
            }

            Assert.True(_book.OnReport(new InstrumentId(order.Instrument), in report, out StrategyId slot) && slot.Value == order.Slot);
        }

        private static void Answer(PlainOrder order, ref ExecutionReport report, bool isTaken)
        {
            report.Kind = isTaken ? ReportKind.Replaced : ReportKind.ReplaceRejected;
            report.Reason = isTaken ? RejectReason.None : RejectReason.InvalidPrice;
            if (isTaken)
            {
                long ordered = order.WantedQuantity == 0 ? order.Ordered : order.WantedQuantity;
                order.Leaves = Math.Max(1, order.Leaves + ordered - order.Ordered);
                order.Ordered = ordered;
                if (order.WantedLimit != 0) { order.Limit = order.WantedLimit; }
                (report.LastQuantity, report.LeavesQuantity) = (new Quantity(ordered), new Quantity(order.Leaves));
            }

            (order.IsChanging, order.WantedLimit, order.WantedQuantity, order.Growth) = (false, 0, 0, 0);
        }

        private void Fill(PlainOrder order, ref ExecutionReport report)
        {
            Instrument instrument = _instruments[new InstrumentId(order.Instrument)];
            long quantity = _random.Next(2) == 0 ? order.Leaves : _random.NextInt64(1, order.Leaves + 1);
            order.Leaves -= quantity;
            if (order.Leaves == 0) { _orders.Remove(order); }
            report.Kind = ReportKind.Fill;
            report.LastPrice = new Price(order.Limit != 0 ? order.Limit : _prices[order.Instrument]);
            report.LastQuantity = new Quantity(quantity);
            report.LeavesQuantity = new Quantity(order.Leaves);
            report.FeeCurrency = instrument.Quote;
            report.FeeRaw = instrument.Notional(report.LastPrice, report.LastQuantity).Raw / 1_000;
            ExecutionReport ofSlot = report;
            ofSlot.Account = new AccountId((ushort)order.Slot);
            _eager.OnReport(instrument.Id, in ofSlot);
        }

        private decimal Allowed(int slot, Currency currency) =>
            decimal.Floor(Amount(_eager.Equity(new AccountId((ushort)slot), currency)) * 100_000_000m * _shares[slot] / 10_000m) / 100_000_000m;

        private decimal UseOf(int slot, Currency currency, params PlainOrder[] more) => Use([.. Bound(slot), .. more.Where(IsBound)], slot, currency);

        // What works, with its worth as things stand: an exit under change is passed over.
        private PlainOrder[] Bound(int slot) => [.. _orders.Where(order => order.Slot == slot && IsBound(order) && !(order.IsChanging && Closable(Position(slot, order.Instrument), order.Side) > 0))
            .Select(order => order with
            {
                Leaves = order.Leaves + order.Growth,
                Worth = Math.Max(
                    _plain.Worth(order.Instrument, order.Side, order.Leaves + order.Growth, order.Limit, _prices[order.Instrument]),
                    order.WantedLimit == 0 ? 0 : _plain.Worth(order.Instrument, order.Side, order.Leaves + order.Growth, order.WantedLimit, _prices[order.Instrument])),
            })];

        private decimal Use(PlainOrder[] orders, int slot, Currency currency)
        {
            decimal use = 0;
            foreach (Instrument instrument in _instruments.All)
            {
                if (instrument.Quote != currency) { continue; }
                int id = instrument.Id.Value;
                (long held, decimal value) = (Position(slot, id), Math.Abs(_eager.PositionOf(new AccountId((ushort)slot), instrument.Id).ValueRaw) / 100_000_000m);
                decimal dearer = 0;
                foreach (Side side in new[] { Side.Buy, Side.Sell })
                {
                    (decimal quantity, decimal worth) = SideOf(orders, id, side);
                    decimal closes = Closable(held, side);
                    decimal opening = quantity <= closes ? 0 : closes == 0 ? worth : PlainUse.Up(worth * (quantity - closes) / quantity);
                    dearer = Math.Max(dearer, _plain.OfSide(id, held > 0 == (side == Side.Buy) ? value : 0, opening));
                }

                use += dearer;
            }

            return use;
        }

        private (decimal Quantity, decimal Worth) SideOf(PlainOrder[] orders, int id, Side side)
        {
            PlainOrder[] ofSide = [.. orders.Where(order => order.Instrument == id && order.Side == side).Select(order => order.Worth != 0 ? order : order with { Worth = _plain.Worth(id, side, order.Leaves, order.Limit, _prices[id]) })];
            IEnumerable<PlainOrder[]> each = ofSide.GroupBy(order => order.Group == 0 ? order.Id.Raw : -order.Group).Select(group => group.ToArray());
            return (each.Sum(group => (decimal)group.Max(order => order.Leaves)), each.Sum(group => group.Max(order => order.Worth)));
        }

        private static bool IsBound(PlainOrder order) => order.Role != Contingency.Child && !order.ReducesOnly;

        private static long Closable(long held, Side side) => Math.Max(0, side == Side.Sell ? held : -held);

        private long Position(int slot, int id) => _eager.PositionOf(new AccountId((ushort)slot), new InstrumentId(id)).Quantity.Raw;

        private static Side Other(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

        private static Money Cash(long units, Currency currency) => new(units * Money.One, currency);

        private static decimal Amount(Money money) => money.Raw / (decimal)Money.One;

        private static Instrument Instrument(int id, int priceScale, int quantityScale, Currency quote, int fee) => new()
        {
            Id = new InstrumentId(id), Symbol = $"S{id}", Venue = "X", Base = Currency.Parse($"B{id}"), Quote = quote, PriceScale = priceScale, QuantityScale = quantityScale,
            TickSize = new PriceOffset(1), LotSize = new Quantity(1), MakerFee = new FeeRate(fee / 2), TakerFee = new FeeRate(fee),
        };

        private static Instrument Perpetual(int id) => Instrument(id, 2, 3, Dollar, 50_000) with { Kind = InstrumentKind.LinearPerpetual, MarginTiers = PlainUse.Tiers };
    }

    /// <summary>The rule in decimals, each amount rounded up to 10^-8.</summary>
    private sealed class PlainUse(InstrumentTable instruments, int margin, int leverage)
    {
        public static readonly MarginTier[] Tiers = [new(5_000 * Money.One, 10_000_000, 500_000, 0), new(1_000_000_000 * Money.One, 25_000_000, 1_000_000, 25 * Money.One)];

        public decimal Worth(int id, Side side, long quantity, long limit, long last)
        {
            Instrument instrument = instruments[new InstrumentId(id)];
            decimal price = limit != 0 ? limit : decimal.Ceiling(last * (10_000m + margin) / 10_000m);
            if (side == Side.Sell) { price = Math.Max(price, last); }
            return Up(price / FixedPoint.Pow10(instrument.PriceScale) * quantity / FixedPoint.Pow10(instrument.QuantityScale));
        }

        public decimal OfSide(int id, decimal held, decimal opening)
        {
            Instrument instrument = instruments[new InstrumentId(id)];
            decimal fee = Up(opening * instrument.TakerFee.Raw / 100_000_000m);
            if (!instrument.IsPerpetual) { return held + opening + fee; }
            decimal all = held + opening;
            decimal ofTier = all <= 5_000 ? 0.1m : 0.25m;
            return Up(all * Math.Max(ofTier, Up(1m / leverage))) + fee;
        }

        public static decimal Up(decimal amount) => decimal.Ceiling(amount * 100_000_000m) / 100_000_000m;
    }

    private sealed record PlainOrder
    {
        public required OrderId Id { get; init; }

        public required int Slot { get; init; }

        public required int Instrument { get; init; }

        public required Side Side { get; init; }

        public required Contingency Role { get; init; }

        public required bool ReducesOnly { get; init; }

        public required long Group { get; init; }

        public long Limit { get; set; }

        public long Ordered { get; set; }

        public long Leaves { get; set; }

        public long Growth { get; set; }

        public long WantedLimit { get; set; }

        public long WantedQuantity { get; set; }

        public bool IsChanging { get; set; }

        public decimal Worth { get; set; }
    }
}
