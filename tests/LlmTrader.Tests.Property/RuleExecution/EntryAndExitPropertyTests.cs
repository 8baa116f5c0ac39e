using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>
/// Entries and exits on a market that fills in parts, late, too late, or not at all, with versions that take over from one
/// another: no exit is for more than what is filled and not being closed, a position never has more than its entries, and a
/// stop goes out at the first price beyond it.
/// </summary>
public sealed class EntryAndExitPropertyTests
{
    private static readonly BarSpec Minute = BarSpec.Parse("1m");

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10_000 : 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_exit_is_too_large_no_position_has_too_many_entries_and_no_stop_is_late(bool isSwapped)
    {
        (long fills, long refusals, long exits, long stops) = (0, 0, 0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Run run = new(seed, isSwapped);
            for (int step = 0; step < 400; step++) { run.Step(); }
            fills += run.Market.Fills;
            refusals += run.Market.Refusals;
            exits += run.Exits;
            stops += run.Stops;
        }

        Assert.True(fills > 30 * Seeds && refusals > 5 * Seeds && exits > 10 * Seeds && stops > Seeds, $"{fills} fills, {refusals} refusals, {exits} exits, {stops} stops");
    }

    [Fact]
    public void A_moving_average_cross_never_sells_more_than_it_holds()
    {
        (long exits, long cancels) = (0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Random random = new(seed);
            EntryMarket market = new(PaperMarket.Table("BTCUSDT.X"), random);
            MovingAverageCross cross = new(new() { Fast = 1, Slow = 2, Bar = Minute, Quantity = "1" }, market.Instruments, [Minute]);
            market.Version = cross;
            market.Sending = (side, quantity, _) =>
            {
                if (side == Side.Buy) { Assert.True(market.Held + market.WorkingOn(Side.Buy) + quantity <= 10_000, $"seed {seed}: buys {quantity} with {market.Held} held"); return; }
                exits++;
                Assert.True(quantity <= market.Held - market.WorkingOn(Side.Sell), $"seed {seed}: sells {quantity} of {market.Held}, {market.WorkingOn(Side.Sell)} work");
            };
            long price = 10_000;
            for (int minute = 0; minute < 400; minute++)
            {
                price = Math.Clamp(price + random.Next(-100, 101), 5_000, 20_000);
                foreach (ExecutionReport report in market.Reports(price)) { cross.OnReport(default, in report); }
                ClosedBar bar = Bar(price, minute);
                cross.OnBar(in bar, market);
                cancels += market.Orders.Count(order => order.IsCancelled);
            }
        }

        Assert.True(exits > 10 * Seeds && cancels > 10 * Seeds, $"{exits} exits, {cancels} cancels");
    }

    private static ClosedBar Bar(long price, long minute) => new()
    {
        CloseTime = new Timestamp((minute + 1) * Minute.Step),
        Bar = new Bar { Open = new Price(price), High = new Price(price), Low = new Price(price), Close = new Price(price), Volume = new Quantity(1), OpenTime = new Timestamp(minute * Minute.Step) },
    };

    private sealed class Run
    {
        private const long Size = 10_000;   // One whole unit.

        private readonly Random _random;
        private readonly string _name;
        private readonly bool _isSwapped;
        private readonly bool _isLong;
        private readonly int _maxEntries;
        private readonly string _text;
        private DocumentRuleSet _active;
        private DocumentRuleSet? _previous;
        private bool _hasDecided;
        private long _price = 10_000;
        private long _minute;
        private int _entries;   // Taken since flat.

        public Run(int seed, bool isSwapped)
        {
            _random = new Random(seed);
            (_name, _isSwapped, _isLong, _maxEntries) = ($"seed {seed}", isSwapped, seed % 2 == 0, _random.Next(1, 4));
            string order = seed % 3 == 0 ? "\norder: {limit: {distance: 0.3}, time_out: 2}" : "";
            string cooldown = seed % 5 == 0 ? "\ncooldown: 1" : "";
            string clauses = _isLong ? "entry_long: close > close[1]\nexit_long: close < close[2]" : "entry_short: close < close[1]\nexit_short: close > close[2]";
            _text = $"name: x\nbar: 1m\n{clauses}\nsizing: {{quantity: 1}}\nstop_loss: {{percent: 1}}\nmax_entries: {_maxEntries}{order}{cooldown}";
            Market = new EntryMarket(PaperMarket.Table("BTCUSDT.X"), _random) { Sending = Check, Sent = side => _entries += side == EntrySide ? 1 : 0 };
            _active = NewVersion();
        }

        public EntryMarket Market { get; }

        public long Exits { get; private set; }

        public long Stops { get; private set; }

        private Side EntrySide => _isLong ? Side.Buy : Side.Sell;

        private Side ExitSide => _isLong ? Side.Sell : Side.Buy;

        private long Filled => _isLong ? Market.Held : -Market.Held;

        public void Step()
        {
            _price = Math.Clamp(_price + _random.Next(-60, 61), 5_000, 20_000);
            foreach (ExecutionReport report in Market.Reports(_price))
            {
                Assert.True(Filled >= 0, $"{_name}: {Filled} filled");
                _active.OnReport(default, in report);
                _previous?.OnReport(default, in report);
            }

            if (Market.Held == 0 && Market.Orders.Count == 0) { _entries = 0; }
            if (_isSwapped && _random.Next(25) == 0) { Swap(); }
            Market.Version = _active;
            if (_random.Next(3) == 0) { Decide(); }
            else if (Market.Held != 0 || Market.Orders.Count > 0) { Look(); }
        }

        private void Decide()
        {
            ClosedBar bar = Bar(_price, ++_minute);
            Market.HasRefused = false;
            _active.OnBar(in bar, Market);
            _previous?.WarmUp(in bar);
            _hasDecided = true;
        }

        private void Look()
        {
            bool isBeyond = Filled > 0 && (_isLong ? _price <= Entry() * 0.9899m : _price >= Entry() * 1.0101m);
            bool isOwn = _hasDecided && Market.Orders.TrueForAll(order => order.Version == _active);
            long closable = Filled - Market.WorkingOn(ExitSide);
            _active.OnPrice(default, new Price(_price), Market);
            if (!isBeyond || !isOwn || Market.HasRefused) { return; }
            if (closable > 0) { Stops++; }
            Assert.True(Filled == Market.WorkingOn(ExitSide), $"{_name}: at {_price}, beyond the stop of {Entry()}, {Filled} are held and {Market.WorkingOn(ExitSide)} are being closed");
        }

        private decimal Entry() => (decimal)Market.Cost(default).Raw / Money.One * 1_000_000 / Math.Abs(Market.Held);

        // Of every order, before it is taken.
        private void Check(Side side, long quantity, long limit)
        {
            if (side == ExitSide)
            {
                Exits++;
                Assert.True(quantity <= Filled - Market.WorkingOn(ExitSide), $"{_name}: closes {quantity} of {Filled}, {Market.WorkingOn(ExitSide)} are being closed");
                return;
            }

            Assert.True(_isSwapped || _entries < _maxEntries, $"{_name}: one more than {_entries} entries");
            long most = Filled + Market.WorkingOn(EntrySide) + quantity;
            Assert.True(quantity == Size && most <= _maxEntries * Size, $"{_name}: enters {quantity}, and {most} is more than {_maxEntries} entries");
        }

        private void Swap()
        {
            _hasDecided = false;
            (_previous, _active) = (_active, _previous is not null && _random.Next(2) == 0 ? _previous : NewVersion());
        }

        private DocumentRuleSet NewVersion()
        {
            RuleReading reading = RuleText.Read(_text);
            Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
            return new DocumentRuleSet(reading.Document!, reading.Program!, Market.Instruments, [Minute]);
        }
    }
}
