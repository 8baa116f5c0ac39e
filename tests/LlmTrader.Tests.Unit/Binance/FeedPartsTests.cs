using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;

namespace LlmTrader.Tests.Unit.Binance;

/// <summary>Options, waiting times, budgets, the finding of symbols.</summary>
public class FeedPartsTests
{
    private static readonly BinanceFeedOptions Good = new() { Instruments = [New(0, "BTCUSDT")] };

    [Fact]
    public void A_bad_option_is_named()
    {
        Good.Validated();
        Refuse("StreamUrl", Good with { StreamUrl = new Uri("http://x") });
        Refuse("RestUrl", Good with { RestUrl = new Uri("ws://x") });
        Refuse("Proxy", Good with { Proxy = new Uri("socks5://x") });
        Refuse("Instruments", Good with { Instruments = [] });
        Refuse("Instruments", Good with { Instruments = [New(0, "BTCUSDT"), New(1, "btcusdt")] });
        Refuse("Instruments", Good with { Instruments = [New(0, "BTC/USDT")] });
        Refuse("Instruments", Good with { Instruments = [.. Enumerable.Range(0, 342).Select(i => New(i, $"A{i}"))] });
        Refuse("Streams", Good with { Streams = 0 });
        Refuse("WeightPerMinute", Good with { WeightPerMinute = 249 });
        Refuse("SentPerSecond", Good with { SentPerSecond = 6 });
        Refuse("LongestRetry", Good with { LongestRetry = TimeSpan.FromMilliseconds(1) });
        Refuse("RotateAfter", Good with { RotateAfter = TimeSpan.Zero });
    }

    [Fact]
    public void Waiting_times_double_to_a_limit_and_differ_by_seed()
    {
        Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 1);
        TimeSpan[] waits = [.. Enumerable.Range(0, 40).Select(_ => backoff.Next())];
        for (int i = 0; i < waits.Length; i++)
        {
            double whole = Math.Min(30, Math.Pow(2, Math.Min(i, 30)));
            Assert.InRange(waits[i].TotalSeconds, whole / 2, whole);
        }

        Assert.True(waits.Distinct().Count() > 35);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
        Assert.NotEqual(waits[0], new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 2).Next());
    }

    [Fact]
    public void A_budget_counts_what_the_venue_counts_and_rests_when_told()
    {
        WeightBudget budget = new(500, TimeSpan.FromMinutes(1));
        Assert.True(budget.TimeUntilRoom(250) <= TimeSpan.Zero);
        budget.Spend(250);
        Assert.True(budget.TimeUntilRoom(250) <= TimeSpan.Zero);
        budget.VenueCounts(251);   // Somebody else at our address.
        Assert.InRange(budget.TimeUntilRoom(250).TotalSeconds, 50, 60);
        Assert.True(budget.TimeUntilRoom(249) <= TimeSpan.Zero);
        budget.RestFor(TimeSpan.FromSeconds(20));
        Assert.InRange(budget.TimeUntilRoom(1).TotalSeconds, 10, 20);
    }

    [Fact]
    public void Every_symbol_is_found_in_either_case_and_no_other()
    {
        string[] symbols = [.. Enumerable.Range(0, 1_000).Select(i => $"COIN{i}USDT")];
        SymbolTable table = new(symbols);
        for (int i = 0; i < symbols.Length; i++)
        {
            Assert.Equal(i, table.Find(System.Text.Encoding.ASCII.GetBytes(symbols[i])));
            Assert.Equal(i, table.Find(System.Text.Encoding.ASCII.GetBytes(symbols[i].ToLowerInvariant())));
        }

        Assert.Equal((-1, -1, -1), (table.Find("COIN1000USDT"u8), table.Find(""u8), table.Find("COIN1USD"u8)));
    }

    // The fast reader against the plain one.
    [Fact]
    public void A_decimal_is_read_as_the_plain_reader_reads_it()
    {
        Random random = new(11);
        string[] odd = ["", ".", "0", "-1", "+1", "1e5", "1.", ".5", "..", "1.2.3", "999999999999999999", "9999999999999999999", "9223372036854775807", "9223372036854775808", "0.000000000000000001", "92233720368.54775807", "92233720368.54775808", "1 ", " 1", "0000000000000000001"];
        for (int i = 0; i < 200_000; i++)
        {
            string text = i < odd.Length * 13 ? odd[i / 13] : Draw(random);
            int scale = i % 13;
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
            FixedPointError expected = FixedPoint.TryParse(bytes, scale, out long plain);
            Assert.True((expected, plain) == (WireDecimal.TryParse(bytes, scale, out long fast), fast), $"'{text}' at scale {scale}: {fast} in place of {plain}");
        }
    }

    private static string Draw(Random random)
    {
        char[] text = new char[random.Next(1, 22)];
        for (int i = 0; i < text.Length; i++) { text[i] = random.Next(3) == 0 ? '0' : (char)('0' + random.Next(10)); }
        if (random.Next(4) != 0) { text[random.Next(text.Length)] = '.'; }
        if (random.Next(20) == 0) { text[random.Next(text.Length)] = "eE-+x. "[random.Next(7)]; }
        return new string(text) + (random.Next(3) == 0 ? new string('0', random.Next(9)) : "");
    }

    private static void Refuse(string field, BinanceFeedOptions options) =>
        Assert.Contains($": {field} must be ", Assert.Throws<ArgumentException>(options.Validated).Message, StringComparison.Ordinal);

    private static Instrument New(int id, string symbol) => new()
    {
        Id = new InstrumentId(id), Symbol = symbol, Venue = "BINANCE", Base = Currency.Parse("X"), Quote = Currency.Parse("USDT"),
        PriceScale = 2, QuantityScale = 8, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
    };
}
