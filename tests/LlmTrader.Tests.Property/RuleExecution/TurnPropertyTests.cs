using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>
/// Sets that turn from one side to the other and back again before the turn is filled, or half way: whatever fills, in parts, late
/// or not at all, the position is never larger than <c>max_entries</c> entries, on either side.
/// </summary>
public sealed class TurnPropertyTests
{
    private const long Size = 10_000;   // In raw lots: a whole unit of the paper market, ten thousand of the venue.

    private static readonly BarSpec Minute = BarSpec.Parse("1m");

    private static int Longer => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 30 : 1;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_that_works_could_fill_and_no_side_has_more_than_its_entries(bool isSwapped)
    {
        (long fills, long crossings, long full) = (0, 0, 0);
        for (int seed = 1; seed <= 300 * Longer; seed++)
        {
            Random random = new(seed);
            (string text, int maxEntries) = Document(random, unit: 1);
            EntryMarket market = new(PaperMarket.Table("BTCUSDT.X"), random);
            DocumentRuleSet active = NewVersion(text, market.Instruments), previous = active;
            market.Sending = (side, quantity, _) =>
            {
                long most = ((side == Side.Buy ? 1 : -1) * market.Held) + market.WorkingOn(side) + quantity;
                Assert.True(most <= maxEntries * Size, $"seed {seed}: {side} {quantity} with {market.Held} held may come to {most}, more than {maxEntries} entries\n{text}");
            };
            long price = 10_000, before = 0;
            for (int step = 0; step < 400; step++)
            {
                price = Math.Clamp(price + random.Next(-60, 61), 5_000, 20_000);
                foreach (ExecutionReport report in market.Reports(price))
                {
                    active.OnReport(default, in report);
                    if (previous != active) { previous.OnReport(default, in report); }
                }

                if (before * market.Held < 0) { crossings++; }
                if (Math.Abs(market.Held) == maxEntries * Size && before != market.Held) { full++; }
                if (market.Held != 0) { before = market.Held; }
                if (isSwapped && random.Next(25) == 0) { (previous, active) = (active, previous != active && random.Next(2) == 0 ? previous : NewVersion(text, market.Instruments)); }
                market.Version = active;
                if (random.Next(3) != 0)
                {
                    active.OnPrice(default, new Price(price), market);
                    continue;
                }

                ClosedBar bar = Bar(price, step);
                active.OnBar(in bar, market);
                if (previous != active) { previous.WarmUp(in bar); }
            }

            fills += market.Fills;
        }

        Assert.True(fills > 3_000 * Longer && crossings > 300 * Longer && full > 300 * Longer, $"{fills} fills, {crossings} crossings, {full} times full");
    }

    [Fact]
    public void At_the_simulated_venue_no_position_is_larger_than_its_entries()
    {
        (long fills, long parts, long crossings, long full) = (0, 0, 0, 0);
        for (int seed = 1; seed <= 150 * Longer; seed++)
        {
            Random random = new(seed);
            (string text, int maxEntries) = Document(random, unit: Size);
            Positions positions = new();
            InlineEngine engine = Engine(text, random, positions);
            long price = 10_000, crossing = random.Next(10, 60);
            for (int i = 0; i < 1_200; i++)
            {
                price = Math.Clamp(price + random.NextInt64(-crossing, crossing + 1), 5_000, 20_000);
                EngineEvent e = Trade(i * 20, price, random.NextInt64(1, Size));
                engine.Process(ref e);
                Assert.True(positions.Largest <= maxEntries * Size, $"seed {seed}: {positions.Largest} was held at {i * 20} s, more than {maxEntries} entries\n{text}");
            }

            engine.Complete();
            (fills, parts, crossings, full) = (fills + positions.Fills, parts + positions.Parts, crossings + positions.Crossings, full + (positions.Largest == maxEntries * Size ? 1 : 0));
        }

        Assert.True(fills > 3_000 * Longer && parts > 1_000 * Longer && crossings > 300 * Longer && full > 50 * Longer, $"{fills} fills, {parts} of a part, {crossings} crossings, {full} sets were full");
    }

    // Both sides, at a limit more often than not, with entries that change their mind from bar to bar.
    private static (string Text, int MaxEntries) Document(Random random, long unit)
    {
        string Pick(params string[] texts) => texts[random.Next(texts.Length)];
        int maxEntries = random.Next(1, 5);
        string distance = (0.05 + (0.4 * random.NextDouble())).ToString("0.##", CultureInfo.InvariantCulture);
        string entries = Pick("entry_long: close > close[1]\nentry_short: close < close[1]\n", "entry_long: close > close[2]\nentry_short: close < close[1] and close < close[2]\n");
        string exits = Pick("", "exit_long: close < close[2]\nexit_short: close > close[2]\n", "exit_long: close < close[3]\n");
        string order = random.Next(3) == 0 ? "" : $"order: {{limit: {{distance: {distance}}}, time_out: {random.Next(1, 4)}}}\n";
        string stop = Pick("", "", "stop_loss: {percent: 1}\n");
        return ($"name: x\nbar: 1m\n{entries}{exits}sizing: {{quantity: {unit}}}\nmax_entries: {maxEntries}\n{order}{stop}", maxEntries);
    }

    private static DocumentRuleSet NewVersion(string text, InstrumentTable instruments)
    {
        RuleReading reading = RuleText.Read(text);
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        return new DocumentRuleSet(reading.Document!, reading.Program!, instruments, [Minute]);
    }

    private static InlineEngine Engine(string text, Random random, IOutJournal journal)
    {
        Currency dollar = Currency.Parse("USD");
        EngineOptions options = new()
        {
            Instruments = new InstrumentTable([new Instrument
            {
                Id = new InstrumentId(0), Symbol = "S", Venue = "TEST", Base = Currency.Parse("S"), Quote = dollar,
                PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
            }]),
            Bars = new BarOptions { Specs = [Minute] },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(100_000_000 * Money.One, dollar)] }],
            Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = true } },
            Venue = new VenueOptions
            {
                ParticipationPercent = random.Next(20, 101), EntryLatency = new Duration(random.NextInt64(0, 50) * 1_000_000_000), ResponseLatency = new Duration(random.NextInt64(0, 50) * 1_000_000_000),
            },
        };
        return new InlineEngine(options, NewVersion(text, options.Instruments), outJournal: journal);
    }

    private static EngineEvent Trade(int seconds, long price, long quantity) => new()
    {
        Kind = EventKind.Trade, Instrument = new InstrumentId(0), Time = Timestamp.FromUnixSeconds(seconds), ExchangeTime = Timestamp.FromUnixSeconds(seconds),
        Trade = new TradeTick { Price = new Price(price), Quantity = new Quantity(quantity) },
    };

    private static ClosedBar Bar(long price, long minute) => new()
    {
        CloseTime = new Timestamp((minute + 1) * Minute.Step),
        Bar = new Bar { Open = new Price(price), High = new Price(price), Low = new Price(price), Close = new Price(price), Volume = new Quantity(1), OpenTime = new Timestamp(minute * Minute.Step) },
    };

    // Adds up the fills that the engine tells of.
    private sealed class Positions : IOutJournal
    {
        private long _held;

        public long Largest { get; private set; }

        public long Fills { get; private set; }

        public long Parts { get; private set; }

        public long Crossings { get; private set; }

        public void Append(in OutRecord record)
        {
            if (record.Kind != OutKind.Order || record.Order.Report.Kind != ReportKind.Fill) { return; }
            ExecutionReport fill = record.Order.Report;
            long before = _held;
            _held += fill.Side == Side.Buy ? fill.LastQuantity.Raw : -fill.LastQuantity.Raw;
            Largest = Math.Max(Largest, Math.Abs(_held));
            Fills++;
            if (!fill.LeavesQuantity.IsZero) { Parts++; }
            if (Math.Sign(before) != Math.Sign(_held) && _held != 0) { Crossings++; }
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}
