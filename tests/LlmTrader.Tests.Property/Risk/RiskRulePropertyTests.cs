using System.Numerics;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Risk;

/// <summary>What each rule saw of each order, kept by differences, is what a plain portfolio adds up anew: of accounts and of slots.</summary>
public class RiskRulePropertyTests
{
    private static readonly RiskRuleKind[] Kinds =
    [
        RiskRuleKind.GrossExposure, RiskRuleKind.NetExposure, RiskRuleKind.PositionRatio, RiskRuleKind.Leverage, RiskRuleKind.Concentration,
        RiskRuleKind.OpenOrders, RiskRuleKind.DailyOrders, RiskRuleKind.OrderRate, RiskRuleKind.DailyLoss, RiskRuleKind.Drawdown, RiskRuleKind.ConsecutiveLosses,
    ];

    [Fact]
    public void Every_verdict_shows_what_a_plain_portfolio_adds_up()
    {
        Dictionary<RiskRuleKind, HashSet<long>> seen = Kinds.ToDictionary(kind => kind, _ => new HashSet<long>());
        for (int seed = 1; seed <= 60; seed++)
        {
            Run run = new(seed, seen);
            for (int step = 0; step < 300; step++) { run.Step($"seed {seed}, step {step}"); }
        }

        foreach ((RiskRuleKind kind, HashSet<long> values) in seen) { Assert.True(values.Count > 5, $"{kind} was only ever {string.Join(", ", values)}"); }
    }

    private sealed class Run : IRiskRecords
    {
        private static readonly Currency Usd = Currency.Parse("USD");

        private readonly Random _random;
        private readonly Dictionary<RiskRuleKind, HashSet<long>> _seen;
        private readonly InstrumentTable _instruments;
        private readonly RiskGate _gate;
        private readonly BigInteger[] _prices = new BigInteger[3];
        private readonly PlainPortfolio _account;
        private readonly PlainPortfolio[] _slots;
        private readonly List<RiskVerdict> _verdicts = [];
        private readonly List<(int Slot, Timestamp At)> _passed = [];
        private Timestamp _now = Timestamp.FromUnixSeconds(1_000_000);
        private long _orders;

        public Run(int seed, Dictionary<RiskRuleKind, HashSet<long>> seen)
        {
            (_random, _seen) = (new Random(seed), seen);
            _instruments = new InstrumentTable([.. Enumerable.Range(0, 3).Select(Share)]);
            AccountOptions[] slots = [Account(0, "a", 30_000), Account(1, "b", 50_000)];
            RiskRule[] rules =
            [
                .. Kinds.SelectMany((kind, i) => new[]
                {
                    new RiskRule { Id = 100 + i, Kind = kind, Scope = RiskRuleScope.Account, Limit = long.MaxValue },
                    new RiskRule { Id = 200 + i, Kind = kind, Scope = RiskRuleScope.Strategy, Limit = long.MaxValue },
                }),
            ];
            _gate = new RiskGate(
                _instruments, new RiskOptions { Rules = rules, DefaultLimits = new RiskLimits { ShortSelling = true } }, [Account(0, "main", 100_000)], slots, default, null, this);
            _account = new PlainPortfolio(_instruments, 100_000 * Money.One, _prices);
            _slots = [new PlainPortfolio(_instruments, 30_000 * Money.One, _prices), new PlainPortfolio(_instruments, 50_000 * Money.One, _prices)];
            _gate.OnTime(_now);
            for (int i = 0; i < 3; i++) { Price(i, 1000 + (500 * i)); }
        }

        public void Step(string where)
        {
            Wait();
            switch (_random.Next(8))
            {
                case 0 or 1: Price(_random.Next(3), Math.Max(50, (long)_prices[0] + _random.Next(-200, 201))); break;
                case 2 or 3 or 4: Order(where); break;
                case 5 or 6: Report(); break;
                default: Flow(); break;
            }
        }

        ref RiskVerdict IRiskRecords.Claim(InstrumentId instrument)
        {
            _verdicts.Add(default);
            return ref CollectionsMarshal.AsSpan(_verdicts)[^1];
        }

        bool IRiskRecords.TryRecord(in UnclosedPosition position, InstrumentId instrument) => true;

        private void Wait()
        {
            if (_random.Next(3) == 0) { return; }
            long day = _now.Nanoseconds / 86_400_000_000_000;
            _now += new Duration(_random.Next(40) == 0 ? 50_000_000_000_000 : _random.Next(600_000_000));
            _gate.OnTime(_now);
            if (_now.Nanoseconds / 86_400_000_000_000 == day) { return; }
            foreach (PlainPortfolio portfolio in _slots.Append(_account)) { portfolio.BeginDay(); }
        }

        private void Price(int instrument, long price)
        {
            _prices[instrument] = price;
            _gate.OnMarketPrice(new InstrumentId(instrument), new Price(price), _now);
            foreach (PlainPortfolio portfolio in _slots.Append(_account)) { portfolio.Mark(); }
        }

        private void Order(string where)
        {
            int slot = _random.Next(3) - 1;
            OrderCommand order = new()
            {
                OrderId = OrderId.From(++_orders, 1),
                Action = CommandAction.New,
                Instrument = new InstrumentId(_random.Next(3)),
                Strategy = slot < 0 ? StrategyId.Manual : new StrategyId((ushort)slot),
                Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
                Type = OrderType.Limit,
                TimeInForce = TimeInForce.GoodTillCancel,
                Quantity = new Quantity(1 + _random.Next(200)),
            };
            order.Price = new Price((long)_prices[order.Instrument.Value] + _random.Next(-20, 21));
            _verdicts.Clear();
            RejectReason reason = _gate.Check(in order, _now);
            if (reason == RejectReason.InsufficientCash) { return; }
            Assert.True(reason == RejectReason.None, $"{where}: {reason}");
            Compare(100, _account, -1, order, where);
            if (slot >= 0) { Compare(200, _slots[slot], slot, order, where); }
            _passed.Add((slot, _now));
            foreach (PlainPortfolio portfolio in Of(slot)) { portfolio.Open.Add((order, order.Quantity.Raw)); }
        }

        private void Compare(int firstId, PlainPortfolio plain, int slot, OrderCommand order, string where)
        {
            (BigInteger gross, BigInteger net, BigInteger own) = plain.With(order);
            BigInteger grossBefore = plain.With(order with { Quantity = Quantity.Zero }).Gross;
            BigInteger ownBefore = plain.With(order with { Quantity = Quantity.Zero }).Own;
            long day = _now.Nanoseconds / 86_400_000_000_000, second = _now.Nanoseconds / 1_000_000_000;
            var passed = _passed.Where(one => slot < 0 || one.Slot == slot).ToList();
            foreach (RiskRuleKind kind in Kinds)
            {
                BigInteger expected = kind switch
                {
                    RiskRuleKind.GrossExposure => gross,
                    RiskRuleKind.NetExposure => net,
                    RiskRuleKind.PositionRatio => PlainPortfolio.Ratio(own, plain.Equity),
                    RiskRuleKind.Leverage => PlainPortfolio.Ratio(gross, plain.Equity),
                    RiskRuleKind.Concentration => PlainPortfolio.Ratio(own, gross),
                    RiskRuleKind.OpenOrders => plain.Open.Count + 1,
                    RiskRuleKind.DailyOrders => passed.Count(one => one.At.Nanoseconds / 86_400_000_000_000 == day) + 1,
                    RiskRuleKind.OrderRate => passed.Count(one => one.At.Nanoseconds / 1_000_000_000 == second) + 1,
                    RiskRuleKind.DailyLoss => plain.DailyLoss,
                    RiskRuleKind.Drawdown => plain.Drawdown,
                    _ => plain.LossesInARow,
                };
                List<RiskVerdict> said = [.. _verdicts.Where(verdict => verdict.RuleId == firstId + Array.IndexOf(Kinds, kind))];
                if (kind == RiskRuleKind.Concentration && grossBefore == ownBefore) { Assert.Empty(said); continue; }   // Nothing else to compare with.
                Assert.True(said.Count == 1 && said[0].Observed == expected, $"{where}, slot {slot}: {kind} was {(said.Count == 1 ? said[0].Observed : -1)} instead of {expected}");
                _seen[kind].Add(said[0].Observed);
            }
        }

        private void Report()
        {
            if (_account.Open.Count == 0) { return; }
            (OrderCommand order, BigInteger leaves) = _account.Open[_random.Next(_account.Open.Count)];
            int slot = order.Strategy == StrategyId.Manual ? -1 : order.Strategy.Value;
            bool fills = _random.Next(4) != 0;
            long quantity = fills ? 1 + _random.Next((int)leaves) : 0;
            long left = fills ? (long)leaves - quantity : 0;
            long fee = fills ? _random.Next(1_000_000) - 200_000 : 0;
            ExecutionReport report = new()
            {
                OrderId = order.OrderId, Strategy = order.Strategy, Side = order.Side, Kind = fills ? ReportKind.Fill : ReportKind.Canceled,
                LastPrice = order.Price, LastQuantity = new Quantity(quantity), CumulativeQuantity = new Quantity(quantity), LeavesQuantity = new Quantity(left), FeeRaw = fee, FeeCurrency = Usd,
            };
            _gate.OnReport(order.Instrument, in report, ReportSource.Venue);
            foreach (PlainPortfolio portfolio in Of(slot))
            {
                int at = portfolio.Open.FindIndex(open => open.Order.OrderId == order.OrderId);
                if (left == 0) { portfolio.Open.RemoveAt(at); } else { portfolio.Open[at] = (order, left); }
                if (fills) { portfolio.Fill(order.Instrument.Value, order.Side, quantity, order.Price.Raw, fee); }
            }
        }

        private void Flow()
        {
            if (_random.Next(4) != 0) { return; }
            long amount = _random.Next(-5_000, 20_000) * Money.One + _random.Next(7);
            _gate.OnCashFlow(new CashFlow { AmountRaw = amount, Currency = Usd, Kind = amount > 0 ? CashFlowKind.Deposit : CashFlowKind.Withdrawal });
            _account.Flow(amount);
            long half = (long)Math.Floor(amount / 2m);
            _slots[1].Flow(half);
            _slots[0].Flow(amount - half);
        }

        private PlainPortfolio[] Of(int slot) => slot < 0 ? [_account] : [_account, _slots[slot]];

        private static AccountOptions Account(int id, string name, long cash) =>
            new() { Id = new AccountId((ushort)id), Name = name, InitialCash = [new Money(cash * Money.One, Usd)] };

        // Of different scales, so that values are exact in one and rounded in another.
        private static Instrument Share(int id) => new()
        {
            Id = new InstrumentId(id),
            Symbol = $"SHARE{id}",
            Venue = "TEST",
            Base = Currency.Parse("SHARE"),
            Quote = Usd,
            PriceScale = id == 2 ? 6 : 2,
            QuantityScale = id == 2 ? 3 : 0,
            TickSize = new PriceOffset(1),
            LotSize = new Quantity(1),
        };
    }
}
