using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>Taking from a book against a plain reckoning over a sorted dictionary, fill by fill, over random books and orders.</summary>
public class BookTakingTwinTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 20_000 : 400;

    [Fact]
    public void Takers_get_what_the_plain_book_has_left()
    {
        long fills = 0;
        long merged = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Run run = new(seed);
            for (int i = 0; i < 120; i++) { run.Step($"seed {seed}, step {i}"); }
            fills += run.Fills;
            merged += run.Merged;
        }

        Assert.True(fills > 20 * Seeds && merged > Seeds, $"{fills} fills, {merged} of several levels");
    }

    private sealed class Run : IReportPort, ITimerPort
    {
        private const int Tick = 5;
        private readonly Random _random;
        private readonly int _percent;
        private readonly SimulatedVenue _venue;
        private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
        private readonly SortedDictionary<long, long> _asks = [];
        private readonly Dictionary<long, (long Quantity, long Shown)> _taken = [];   // By price: bids and asks never share one here.
        private readonly List<string> _actual = [];
        private readonly List<ExecutionReport> _sent = [];
        private long _now;
        private bool _isStale = true;

        public Run(int seed)
        {
            _random = new Random(seed);
            _percent = _random.Next(3) == 0 ? _random.Next(1, 100) : 100;
            Instrument instrument = new()
            {
                Id = new InstrumentId(0), Symbol = "S", Venue = "SIM", Base = Currency.Parse("X"), Quote = Currency.Parse("USD"), PriceScale = 0, QuantityScale = 0, TickSize = new PriceOffset(Tick), LotSize = new Quantity(2),
            };
            _venue = new SimulatedVenue(new InstrumentTable([instrument]), new VenueOptions { MaxBooks = 1, ParticipationPercent = _percent }, this, this);
        }

        public long Fills { get; private set; }

        public long Merged { get; private set; }

        public void Step(string where)
        {
            _now++;
            int roll = _random.Next(20);
            if (roll == 0) { _venue.OnGap(new InstrumentId(0), new Timestamp(_now)); _isStale = true; }
            else if (roll < 3) { Message(isSnapshot: true); }
            else if (roll < 11) { Message(isSnapshot: false); }
            else if (!_isStale) { Order(where); }
        }

        void IReportPort.Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due)
        {
            _sent.Add(report);
            if (report.Kind == ReportKind.Fill) { _actual.Add($"{report.LastQuantity.Raw}@{report.LastPrice.Raw}"); }
        }

        void ITimerPort.Request(TimerId id, Timestamp due)
        {
        }

        private void Message(bool isSnapshot)
        {
            if (isSnapshot)
            {
                _bids.Clear();
                _asks.Clear();
                _isStale = false;
            }

            int pieces = _random.Next(1, 5);
            for (int piece = 0; piece < pieces; piece++)
            {
                BookUpdate update = new() { UpdateId = _now, Flags = (piece == 0 ? BookFlags.First : 0) | (piece == pieces - 1 ? BookFlags.Last : 0) | (isSnapshot ? BookFlags.Snapshot : 0) };
                for (int i = _random.Next(1, 4); i > 0; i--) { Change(ref update); }
                _venue.OnBook(new InstrumentId(0), in update, new Timestamp(_now), new Timestamp(_now));
            }

            if (_isStale) { return; }
            foreach (long price in _taken.Keys.ToList())
            {
                if (ShownAt(price) != _taken[price].Shown) { _taken.Remove(price); }
            }
        }

        private void Change(ref BookUpdate update)
        {
            bool isAsk = _random.Next(2) == 0;
            long price = isAsk ? 1000 + (Tick * _random.Next(12)) : 995 - (Tick * _random.Next(12));
            long quantity = _random.Next(4) == 0 ? 0 : _random.Next(1, 60);
            if (_random.Next(4) == 0 && ShownAt(price) is > 0 and var shown) { quantity = shown; }   // Named without a change.
            if (isAsk) { update.AskLevels |= (byte)(1 << update.Count); }
            update.Levels[update.Count++] = new BookLevel { Price = new Price(price), Quantity = new Quantity(quantity) };
            if (_isStale) { return; }   // A change of a book that is not there.
            SortedDictionary<long, long> side = isAsk ? _asks : _bids;
            if (quantity == 0) { side.Remove(price); } else { side[price] = quantity; }
        }

        private void Order(string where)
        {
            Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
            bool isMarket = _random.Next(3) == 0;
            long limit = side == Side.Buy ? 990 + (Tick * _random.Next(14)) : 1005 - (Tick * _random.Next(14));
            OrderCommand command = new()
            {
                OrderId = new OrderId(_now), Action = CommandAction.New, Side = side, Type = isMarket ? OrderType.Market : OrderType.Limit, Price = isMarket ? Price.Zero : new Price(limit),
                Quantity = new Quantity(2 * _random.Next(1, 80)), TimeInForce = _random.Next(3) == 0 ? TimeInForce.FillOrKill : TimeInForce.ImmediateOrCancel,
            };
            List<string> expected = Plain(command, isMarket ? null : limit);
            _actual.Clear();
            _venue.OnCommand(in command, new Timestamp(_now));
            Assert.True(expected.SequenceEqual(_actual), $"{where}: {side} {command.Quantity.Raw} at {(isMarket ? "market" : limit)}, {_percent} %\n plain: {string.Join(' ', expected)}\n venue: {string.Join(' ', _actual)}");
            Fills += expected.Count;
        }

        private long ShownAt(long price) => _asks.TryGetValue(price, out long quantity) || _bids.TryGetValue(price, out quantity) ? quantity : 0;

        // The best level is a fill of its own; all others together are one, at their mean price rounded against us to the tick.
        private List<string> Plain(in OrderCommand command, long? limit)
        {
            bool isBuy = command.Side == Side.Buy;
            long left = command.Quantity.Raw;
            List<(long Price, long Quantity)> takes = [];
            foreach ((long price, long quantity) in isBuy ? _asks : _bids)
            {
                if (left == 0 || (limit is { } worst && (isBuy ? price > worst : price < worst))) { break; }
                long share = quantity * _percent / 100 / 2 * 2;
                long take = Math.Min(left, share - _taken.GetValueOrDefault(price).Quantity);
                if (take <= 0) { continue; }
                takes.Add((price, take));
                left -= take;
            }

            if (takes.Count == 0 || (left > 0 && command.TimeInForce == TimeInForce.FillOrKill)) { return []; }
            foreach ((long price, long take) in takes) { _taken[price] = (_taken.GetValueOrDefault(price).Quantity + take, ShownAt(price)); }
            List<string> fills = [$"{takes[0].Quantity}@{takes[0].Price}"];
            if (takes.Count == 1) { return fills; }
            long rest = takes.Skip(1).Sum(take => take.Quantity);
            decimal mean = takes.Skip(1).Sum(take => (decimal)take.Price * take.Quantity) / rest / Tick;
            fills.Add($"{rest}@{(isBuy ? Math.Ceiling(mean) : Math.Floor(mean)) * Tick:0}");
            if (takes.Count > 2) { Merged++; }
            return fills;
        }
    }
}
