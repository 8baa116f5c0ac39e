using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Risk;

/// <summary>Random orders, reports, prices, limits and states: the gate against its plain twin, after every step.</summary>
public class RiskGatePropertyTests
{
    private const int Accounts = 2;
    private const int MaxOpenOrders = 12;

    private static readonly Currency[] Currencies = [Currency.Parse("USD"), Currency.Parse("EUR")];

    [Fact]
    public void The_gate_is_its_plain_twin()
    {
        var seen = new SortedSet<RejectReason>();
        int partials = 0;
        for (int seed = 1; seed <= 300; seed++)
        {
            var run = new Run(seed);
            for (int step = 0; step < 250; step++)
            {
                run.Step(seen);
                run.Check($"seed {seed}, step {step}");
            }

            partials += run.PartialFills;
            run.FinishAll();
            run.CheckNothingWorks($"seed {seed}");
        }

        Assert.True(partials > 1000, $"Only {partials} partial fills.");
        RejectReason[] never = [RejectReason.CommandBurst, RejectReason.BelowOneLot];   // Others' reasons.
        Assert.Equal(Enum.GetValues<RejectReason>().Where(reason => reason <= RejectReason.CancelPending).Except(never), seen);   // The later ones are about other kinds of orders.
    }

    [Fact]
    public void Limit_buys_that_passed_never_spend_more_than_there_is()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var run = new Run(seed, limitBuysOnly: true);
            for (int step = 0; step < 250; step++)
            {
                run.Step([]);
                run.CheckCash($"seed {seed}, step {step}");
            }
        }
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly bool _limitBuysOnly;
        private readonly InstrumentTable _instruments;
        private readonly RiskGate _gate;
        private readonly PlainRisk _twin;
        private long _now = 5_000_000_000;
        private long _sequence;
        private int _fills;

        public Run(int seed, bool limitBuysOnly = false)
        {
            _random = new Random(seed);
            _limitBuysOnly = limitBuysOnly;
            _instruments = new InstrumentTable([.. Enumerable.Range(0, 3).Select(DrawInstrument)]);
            _twin = new PlainRisk(_instruments, MaxOpenOrders);
            var accounts = new List<AccountOptions>();
            for (int id = 0; id < Accounts; id++)
            {
                Money[] cash = [.. Currencies.Select(currency => new Money(_random.NextInt64(1L << _random.Next(20, 45)), currency))];
                accounts.Add(new AccountOptions { Id = new AccountId((ushort)id), Name = $"account {id}", InitialCash = cash });
                foreach (Money amount in cash) { _twin.Cash[(accounts[id].Id, amount.Currency)] = amount.Raw; }
            }

            _gate = new RiskGate(_instruments, new RiskOptions { MaxOpenOrders = MaxOpenOrders }, accounts);
        }

        public int PartialFills { get; private set; }

        public void Step(SortedSet<RejectReason> seen)
        {
            int choice = _random.Next(100);
            if (choice < 55) { seen.Add(Order()); }
            else if (choice < 85) { Report(finish: false); }
            else if (choice < 93) { Price(); }
            else if (choice < 97) { LimitChange(); }
            else if (choice < 99) { _now += _random.NextInt64(2_000_000_000); }
            else { StateChange(); }
        }

        public void FinishAll()
        {
            while (_twin.Open.Count > 0) { Report(finish: true); }
        }

        public void Check(string run)
        {
            Assert.True(_gate.OpenOrders == _twin.Open.Count, $"{run}: open orders");
            for (int id = 0; id < Accounts; id++)
            {
                var account = new AccountId((ushort)id);
                foreach (Instrument instrument in _instruments.All)
                {
                    Assert.True(_gate.Position(account, instrument.Id).Raw == _twin.Positions.GetValueOrDefault((account, instrument.Id)), $"{run}: position");
                    foreach (Side side in new[] { Side.Buy, Side.Sell })
                    {
                        Assert.True(_gate.Working(account, instrument.Id, side).Raw == _twin.Working(account, instrument.Id, side), $"{run}: working {side}");
                    }
                }

                foreach (Currency currency in Currencies)
                {
                    Assert.True(_gate.Cash(account, currency).Raw == _twin.Cash[(account, currency)], $"{run}: cash");
                    Assert.True(_gate.Reserved(account, currency).Raw == _twin.Reserved(account, currency), $"{run}: reserved");
                }
            }
        }

        public void CheckNothingWorks(string run)
        {
            Check(run);
            Assert.True(_gate.OpenOrders == 0, run);
            for (int id = 0; id < Accounts; id++)
            {
                var account = new AccountId((ushort)id);
                foreach (Currency currency in Currencies) { Assert.True(_gate.Reserved(account, currency).Raw == 0, $"{run}: still reserved"); }
                foreach (Instrument instrument in _instruments.All)
                {
                    Assert.True(_gate.Working(account, instrument.Id, Side.Buy).IsZero && _gate.Working(account, instrument.Id, Side.Sell).IsZero, $"{run}: still working");
                }
            }
        }

        // Each fill rounds its own notional and fee, so that many small ones may cost one unit of 10^-8 each more than one large one.
        public void CheckCash(string run)
        {
            for (int id = 0; id < Accounts; id++)
            {
                foreach (Currency currency in Currencies)
                {
                    Money free = _gate.Cash(new AccountId((ushort)id), currency) - _gate.Reserved(new AccountId((ushort)id), currency);
                    Assert.True(free.Raw >= -_fills, $"{run}: {free} after {_fills} fills");
                }
            }
        }

        private RejectReason Order()
        {
            bool odd = !_limitBuysOnly && _random.Next(20) == 0;
            Instrument instrument = _instruments[new InstrumentId(_random.Next(_instruments.Count))];
            var command = new OrderCommand
            {
                OrderId = OrderId.From(++_sequence, _random.Next(4)),
                Instrument = odd && _random.Next(4) == 0 ? new InstrumentId(_random.Next(-1, 5)) : instrument.Id,
                Account = new AccountId((ushort)_random.Next(odd ? Accounts + 1 : Accounts)),
                Action = _random.Next(15) == 0 ? CommandAction.Cancel : CommandAction.New,
                Side = _limitBuysOnly || _random.Next(2) == 0 ? Side.Buy : Side.Sell,
                TimeInForce = TimeInForce.GoodTillCancel,
                Type = !_limitBuysOnly && _random.Next(3) == 0 ? OrderType.Market : OrderType.Limit,
                Price = new Price((instrument.TickSize.Raw * _random.Next(900, 1100)) + (odd ? _random.Next(3) : 0)),
                Quantity = new Quantity((instrument.LotSize.Raw * _random.Next(1, 60)) + (odd ? _random.Next(3) : 0)),
            };
            if (command.Action == CommandAction.Cancel && _twin.Open.Count > 0 && !odd)
            {
                command.OrderId = _twin.Open[_random.Next(_twin.Open.Count)].Command.OrderId;
            }

            if (odd && _random.Next(4) == 0) { command.Quantity = new Quantity(long.MaxValue / 4 / instrument.LotSize.Raw * instrument.LotSize.Raw); }

            RejectReason verdict = _gate.Check(in command, new Timestamp(_now));
            RejectReason expected = _twin.Check(command, new Timestamp(_now));
            Assert.True(verdict == expected, $"{verdict}, not {expected}");
            return verdict;
        }

        private void Report(bool finish)
        {
            if (_twin.Open.Count == 0) { return; }
            PlainOrder order = _twin.Open[_random.Next(_twin.Open.Count)];
            var report = new ExecutionReport
            {
                OrderId = order.Command.OrderId,
                Account = order.Command.Account,
                Side = order.Command.Side,
                LeavesQuantity = new Quantity((long)order.Leaves),
                Kind = finish || _random.Next(6) == 0 ? (_random.Next(2) == 0 ? ReportKind.Canceled : ReportKind.Expired)
                    : _random.Next(8) == 0 ? ReportKind.CancelRejected : ReportKind.Fill,
            };
            if (report.Kind == ReportKind.Fill) { MakeFill(order, ref report); }

            _gate.OnReport(order.Command.Instrument, in report, ReportSource.Venue);
            _twin.OnReport(order, in report);
        }

        private void MakeFill(PlainOrder order, ref ExecutionReport report)
        {
            Instrument instrument = _instruments[order.Command.Instrument];
            long leaves = (long)order.Leaves;
            long filled = _random.Next(3) == 0 ? leaves : _random.NextInt64(1, leaves + 1);
            long price = order.Command.Type == OrderType.Market
                ? Math.Max(1, (long)_twin.Last.GetValueOrDefault(instrument.Id) + _random.Next(-50, 50))
                : order.Command.Price.Raw - (order.Command.Side == Side.Buy ? _random.Next(3) : -_random.Next(3));
            report.LastQuantity = new Quantity(filled);
            report.LeavesQuantity = new Quantity(leaves - filled);
            report.LastPrice = new Price(price);
            report.FeeCurrency = instrument.Quote;
            report.FeeRaw = instrument.TakerFee.Of(new Money((long)PlainRisk.HalfEvenNotional(instrument, price, filled), instrument.Quote)).Raw;
            if (!_limitBuysOnly && _random.Next(6) == 0) { report.FeeCurrency = Currencies[_random.Next(2)]; }
            _fills++;
            if (filled < leaves) { PartialFills++; }
        }

        private void Price()
        {
            Instrument instrument = _instruments[new InstrumentId(_random.Next(_instruments.Count))];
            long last = _random.Next(10) == 0 ? 0 : instrument.TickSize.Raw * _random.Next(900, 1100);
            if (_gate.IsQuiet && last % 2 == 0) { _gate.OnQuietPrice(instrument.Id, new Price(last), default); } else { _gate.OnMarketPrice(instrument.Id, new Price(last)); }
            if (last > 0) { _twin.Last[instrument.Id] = last; }
        }

        private void LimitChange()
        {
            RiskLimitKind kind = (RiskLimitKind)_random.Next(1, 7);
            Instrument instrument = _instruments[new InstrumentId(_random.Next(_instruments.Count))];
            long lots = instrument.LotSize.Raw * _random.Next(20, 100);
            long value = _random.Next(3) == 0 ? 0 : kind switch
            {
                RiskLimitKind.OrderNotional => (long)PlainRisk.HalfEvenNotional(instrument, instrument.TickSize.Raw * 1000, lots),
                RiskLimitKind.PriceCollar => _random.Next(1, 1500),
                RiskLimitKind.OrderRate => _random.Next(1, 6),
                RiskLimitKind.ShortSelling => 1,
                _ => lots,
            };
            bool all = _random.Next(4) == 0;
            _gate.OnLimitChange(new RiskLimitChange { Limit = kind, Value = value, Instrument = all ? InstrumentId.None : instrument.Id });
            foreach (Instrument changed in _instruments.All)
            {
                if (all || changed == instrument) { _twin.Limits[(changed.Id, kind)] = value; }
            }
        }

        private void StateChange()
        {
            TradingState state = _random.Next(2) == 0 ? TradingState.Active : (TradingState)_random.Next(3);
            _gate.OnTradingState(new TradingStateChange { State = state });
            _twin.State = state;
        }

        private Instrument DrawInstrument(int id) => new()
        {
            Id = new InstrumentId(id),
            Symbol = $"I{id}",
            Venue = "TEST",
            Base = Currency.Parse($"I{id}"),
            Quote = Currencies[id % 2],
            PriceScale = _random.Next(0, 9),
            QuantityScale = _random.Next(2, 9),
            TickSize = new PriceOffset(_random.Next(1, 30)),
            LotSize = new Quantity(_random.Next(1, 30)),
            TakerFee = new FeeRate(_random.Next(200_000)),
        };
    }
}
