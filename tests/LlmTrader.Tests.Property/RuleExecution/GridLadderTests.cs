using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>
/// Grids on a market that fills whole and in parts, refuses, cancels and expires at random, and is taken over by new versions
/// and back: seen from outside, by price and side alone, no level ever has two orders, no level holds what it did not fill,
/// and the position is the sum of the levels.
/// </summary>
public sealed class GridLadderTests
{
    private const int Distance = 100;   // Between levels, in raw prices; closes lie on whole steps of 1.

    private static readonly BarSpec Minute = BarSpec.Parse("1m");

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 3_000 : 100;

    [Fact]
    public void No_level_has_two_orders_and_the_position_is_the_sum_of_the_levels()
    {
        (long fills, long refusals, long takeOvers, long rollbacks) = (0, 0, 0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Run run = new(seed);
            for (int step = 0; step < 400; step++) { run.Step(); }
            run.CalmDown();
            fills += run.Market.Fills;
            refusals += run.Market.Ends;
            takeOvers += run.TakeOvers;
            rollbacks += run.Rollbacks;
        }

        Assert.True(fills > 50 * Seeds && refusals > 20 * Seeds && takeOvers > 2 * Seeds && rollbacks > Seeds, $"{fills} fills, {refusals} ends, {takeOvers} take-overs, {rollbacks} rollbacks");
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly string _side;
        private readonly string _seedText;
        private Version _active;
        private Version? _previous;
        private long _price = 10_000;
        private long _minute;

        public Run(int seed)
        {
            _random = new Random(seed);
            _seedText = $"seed {seed}";
            _side = (seed % 3) switch { 0 => "buy", 1 => "sell", _ => "both" };
            Market = new LadderMarket(PaperMarket.Table("BTCUSDT.X"), _random);
            _active = NewVersion();
        }

        public LadderMarket Market { get; }

        public long TakeOvers { get; private set; }

        public long Rollbacks { get; private set; }

        public void Step()
        {
            _price = Math.Clamp(_price + _random.Next(-150, 151), 5_000, 20_000);
            Deliver(isCalm: false);
            if (_random.Next(40) == 0) { Swap(); }
            Market.Version = _active;
            if (_random.Next(3) == 0) { Bar(); }
            else if (_active.Rules.OnPrice(default, new Price(_price), Market) == RuleSetOutcome.Quiet) { Check(); }
        }

        // Without refusals every level soon has its order again, also after the longest pause.
        public void CalmDown()
        {
            Market.IsKind = true;
            for (int bar = 0; bar < 70; bar++)
            {
                Deliver(isCalm: true);
                Bar();
            }

            Version version = _active;
            Assert.True(version.IsStanding, _seedText);
            Assert.True(version.Levels.Length == Market.Orders.Count, $"{_seedText}: {Market.Orders.Count} orders on {version.Levels.Length} levels");
            foreach (LadderOrder order in Market.Orders) { Assert.Equal(version.IsEntry(order) ? version.Size - version.Held(order) : version.Held(order), order.Leaves); }
        }

        private void Deliver(bool isCalm)
        {
            foreach ((LadderOrder order, ExecutionReport report) in Market.Reports(_price, isCalm))
            {
                Owner(order)?.Apply(order, in report);
                _active.Rules.OnReport(default, in report);
                _previous?.Rules.OnReport(default, in report);
            }
        }

        private void Bar()
        {
            bool continues = _active.IsStanding && _active.Position == Market.Position(default).Raw && Market.Orders.TrueForAll(order => order.Version == _active);
            bool isFree = Market.Orders.Count == 0;
            ClosedBar bar = new()
            {
                CloseTime = new Timestamp(++_minute * Minute.Step),
                Bar = new Bar { Open = new Price(_price), High = new Price(_price), Low = new Price(_price), Close = new Price(_price), Volume = new Quantity(1), OpenTime = new Timestamp((_minute - 1) * Minute.Step) },
            };
            if (!continues) { _active.Lay(_price, Market.Position(default).Raw, isFree); }
            _active.Rules.OnBar(in bar, Market);
            if (!continues && !isFree) { Assert.All(Market.Orders, order => Assert.True(order.IsCancelled, $"{_seedText}: a foreign order goes on")); }
            Check();
        }

        private void Swap()
        {
            if (_previous is not null && _random.Next(2) == 0)
            {
                (_active, _previous) = (_previous, _active);
                Rollbacks++;
                return;
            }

            (_previous, _active) = (_active, NewVersion());
            TakeOvers++;
        }

        private Version? Owner(LadderOrder order) => order.Version == _active ? _active : order.Version == _previous ? _previous : null;

        private void Check()
        {
            if (!_active.IsStanding || Market.Orders.Exists(order => order.Version != _active)) { return; }
            foreach (LadderOrder order in Market.Orders.Where(order => !order.IsCancelled))
            {
                Assert.True(Market.Orders.Count(other => _active.LevelOf(other) == _active.LevelOf(order)) == 1, $"{_seedText}: two orders on level {_active.LevelOf(order)}");
                long held = _active.Held(order);
                Assert.True(_active.IsEntry(order) ? held + order.Leaves == _active.Size : held == order.Leaves, $"{_seedText}: level {_active.LevelOf(order)} holds {held}, {order.Leaves} work");
            }
        }

        private Version NewVersion()
        {
            (int levels, int size) = (_random.Next(1, 6), _random.Next(1, 4));
            string text = $"name: grid\nbar: 1m\ngrid: {{levels: {levels}, spacing: {{distance: 1}}, size: {{quantity: {size}}}, side: {_side}}}";
            RuleReading reading = RuleText.Read(text);
            return new Version(new DocumentRuleSet(reading.Document!, reading.Program!, Market.Instruments, [Minute]), levels, size * 10_000L, _side);
        }
    }

    /// <summary>A version and what its ladder should be, kept by level: −k is the k-th level below the base, k the k-th above it.</summary>
    internal sealed class Version(DocumentRuleSet rules, int levels, long size, string side)
    {
        private readonly Dictionary<int, long> _held = [];
        private long _base;

        public DocumentRuleSet Rules => rules;

        public long Size => size;

        public bool IsStanding { get; private set; }

        public int[] Levels { get; } = [.. Enumerable.Range(-levels, (2 * levels) + 1).Where(level => level < 0 ? side != "sell" : level > 0 && side != "buy")];

        public long Position => _held.Sum(level => level.Key < 0 ? level.Value : -level.Value);

        /// <summary>At a bar on which the ladder can't go on: down, and, when nothing works any more, laid anew around the position.</summary>
        public void Lay(long close, long position, bool isFree)
        {
            _held.Clear();
            IsStanding = isFree;
            int sign = position > 0 ? -1 : 1;
            int count = (int)Math.Min(levels, (Math.Abs(position) + size - 1) / size);
            _base = close - (sign * count * Distance);
            for (int number = 1; number <= count; number++) { _held[sign * number] = number < count ? size : Math.Abs(position) - ((count - 1) * size); }
        }

        public int LevelOf(LadderOrder order)
        {
            long steps = Math.DivRem(order.Limit - _base, Distance, out long rest);
            Assert.Equal(0, rest);
            int level = (int)(order.Side == Side.Buy ? (steps < 0 ? steps : steps + 1) : (steps > 0 ? steps : steps - 1));
            Assert.Contains(level, Levels);
            return level;
        }

        public bool IsEntry(LadderOrder order) => LevelOf(order) < 0 == (order.Side == Side.Buy);

        public long Held(LadderOrder order) => _held.GetValueOrDefault(LevelOf(order));

        public void Apply(LadderOrder order, in ExecutionReport report)
        {
            if (!IsStanding || report.Kind != ReportKind.Fill) { return; }
            int level = LevelOf(order);
            _held[level] = _held.GetValueOrDefault(level) + (IsEntry(order) ? report.LastQuantity.Raw : -report.LastQuantity.Raw);
            Assert.True(_held[level] >= 0);
        }
    }
}
