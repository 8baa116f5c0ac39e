using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>The fast parsers against plain twins, and the rules of times.</summary>
public sealed class ParsingTests
{
    [Fact]
    public void Fast_decimals_equal_the_plain_ones()
    {
        const int Seed = 20240808;
        var random = new Random(Seed);
        const string Alphabet = "0123456789.0123456789-+eE x";
        for (int i = 0; i < 300_000; i++)
        {
            // Half are numbers of every length, half are any characters.
            string text = i % 2 == 0 ? RandomNumber(random) : RandomText(random, Alphabet);
            int scale = random.Next(-4, FixedPoint.MaxScale + 1);
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            FixedPointError expected = FixedPoint.TryParse(bytes, scale, out long plain);
            FixedPointError actual = DecimalText.TryParse(bytes, scale, out long fast);
            Assert.True(expected == actual && (expected != FixedPointError.None || plain == fast),
                $"seed {Seed}, '{text}' at scale {scale}: plain {expected} {plain}, fast {actual} {fast}");
        }
    }

    [Theory]
    [InlineData("61837.63000000", 2)]
    [InlineData("8e-05", 5)]
    [InlineData("0.0250e1", 2)]
    [InlineData("1200", -2)]
    [InlineData("1200.0", -2)]
    [InlineData("0.000", 0)]
    [InlineData("-1.5", 1)]
    [InlineData(".5", 1)]
    [InlineData("7", 0)]
    public void Decimals_are_counted_without_trailing_zeros(string text, int expected)
    {
        Assert.True(DecimalText.TryCountDecimals(Encoding.ASCII.GetBytes(text), out int decimals));
        Assert.Equal(expected, decimals);
        Assert.Equal(FixedPointError.None, FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), expected, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1x")]
    [InlineData("1e")]
    [InlineData("-")]
    public void Decimals_of_no_number_are_not_counted(string text) =>
        Assert.False(DecimalText.TryCountDecimals(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("2024-08-08 23:54:14.087896568", "2024-08-08T23:54:14.087896568Z")]
    [InlineData("2024-08-08T23:54:14Z", "2024-08-08T23:54:14.000000000Z")]
    [InlineData("2024-08-08T23:54:14.5+08:00", "2024-08-08T15:54:14.500000000Z")]
    [InlineData("20240229 23:54", "2024-02-29T23:54:00.000000000Z")]
    [InlineData("2000-02-29", "2000-02-29T00:00:00.000000000Z")]
    public void Time_text_is_read(string text, string expected)
    {
        Assert.Equal(ImportFault.None, Clock(CsvTimeUnit.Text).TryParse(Encoding.ASCII.GetBytes(text), Timestamp.MinValue, out Timestamp time));
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("2023-02-29 00:00:00")]
    [InlineData("2024-13-01 00:00:00")]
    [InlineData("2024-01-01 24:00:00")]
    [InlineData("2024-01-01 00:60:00")]
    [InlineData("2024-01-01 00:00:00.")]
    [InlineData("2024-01-01 00:00:00.1234567890")]
    [InlineData("2024-01-0100:00:00")]
    [InlineData("1704067200000")]
    [InlineData("")]
    public void Wrong_time_text_is_refused(string text) =>
        Assert.Equal(ImportFault.TimeFormat, Clock(CsvTimeUnit.Text).TryParse(Encoding.ASCII.GetBytes(text), Timestamp.MinValue, out _));

    [Fact]
    public void Time_text_equals_the_platforms_reading()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        CsvClock clock = Clock(CsvTimeUnit.Text);
        for (int i = 0; i < 20_000; i++)
        {
            DateTime expected = new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks((long)(random.NextDouble() * TimeSpan.FromDays(365 * 200).Ticks));
            string text = expected.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture);
            Assert.Equal(ImportFault.None, clock.TryParse(Encoding.ASCII.GetBytes(text), Timestamp.MinValue, out Timestamp time));
            Assert.True((expected - DateTime.UnixEpoch).Ticks * 100 == time.Nanoseconds, $"seed {Seed}: {text} became {time}");
        }
    }

    [Theory]
    [InlineData(CsvTimeUnit.Seconds, "1704067200.25")]
    [InlineData(CsvTimeUnit.Milliseconds, "1704067200250")]
    [InlineData(CsvTimeUnit.Microseconds, "1704067200250000")]
    [InlineData(CsvTimeUnit.Nanoseconds, "1704067200250000000")]
    [InlineData(CsvTimeUnit.AutoByMagnitude, "1704067200.25")]
    [InlineData(CsvTimeUnit.AutoByMagnitude, "1704067200250")]
    [InlineData(CsvTimeUnit.AutoByMagnitude, "1704067200250000")]
    [InlineData(CsvTimeUnit.AutoByMagnitude, "1704067200250000000")]
    public void Every_unit_gives_the_same_instant(CsvTimeUnit unit, string text)
    {
        Assert.Equal(ImportFault.None, Clock(unit).TryParse(Encoding.ASCII.GetBytes(text), Timestamp.MinValue, out Timestamp time));
        Assert.Equal(1_704_067_200_250_000_000, time.Nanoseconds);
    }

    [Fact]
    public void A_local_time_that_was_twice_is_the_later_only_when_the_earlier_lies_back()
    {
        CsvClock clock = Clock(CsvTimeUnit.Text, "America/New_York");
        Timestamp Read(string text, Timestamp previous)
        {
            Assert.Equal(ImportFault.None, clock.TryParse(Encoding.ASCII.GetBytes(text), previous, out Timestamp time));
            return time;
        }

        Timestamp first = Read("2024-11-03 01:30:00", Timestamp.MinValue);
        Timestamp end = Read("2024-11-03 01:59:59", first);
        Timestamp second = Read("2024-11-03 01:00:01", end);
        Assert.Equal(("2024-11-03T05:30:00.000000000Z", "2024-11-03T06:00:01.000000000Z"), (first.ToString(), second.ToString()));
        Assert.Equal(ImportFault.TimeNeverWas, clock.TryParse("2024-03-10 02:30:00"u8, Timestamp.MinValue, out _));
    }

    [Theory]
    [InlineData(SideConvention.BuyerIsMaker, "true", Side.Sell)]
    [InlineData(SideConvention.BuyerIsMaker, "False", Side.Buy)]
    [InlineData(SideConvention.BuyerIsMaker, "1", Side.Sell)]
    [InlineData(SideConvention.TakerIsBuyer, "1", Side.Buy)]
    [InlineData(SideConvention.TakerIsBuyer, "0", Side.Sell)]
    [InlineData(SideConvention.TakerSide, "Buy", Side.Buy)]
    [InlineData(SideConvention.TakerSide, "S", Side.Sell)]
    [InlineData(SideConvention.TakerSide, "N", Side.None)]
    [InlineData(SideConvention.TakerSide, "", Side.None)]
    public void Sides_are_read(SideConvention convention, string text, Side expected)
    {
        Assert.True(SideText.TryParse(Encoding.ASCII.GetBytes(text), convention, out Side side));
        Assert.Equal(expected, side);
    }

    [Fact]
    public void The_checksum_is_the_one_of_zip()
    {
        Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));
        byte[] bytes = new byte[1_000];
        new Random(3).NextBytes(bytes);
        uint whole = Crc32.Append(0, bytes);
        for (int cut = 0; cut < 40; cut++) { Assert.Equal(whole, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut))); }
    }

    [Fact]
    public void The_id_window_equals_a_plain_set()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        var window = new TradeIdWindow();
        var seen = new HashSet<long>();
        long highest = 1_000_000;
        for (int i = 0; i < 300_000; i++)
        {
            long id = random.Next(20) switch { 0 => highest - random.Next(500), 1 => highest + 1 + random.Next(3), 2 when i % 1_000 == 0 => highest + random.Next(200_000), _ => highest + 1 };
            bool expected = seen.Add(id);
            Assert.True(expected == window.TryAdd(id, out bool jumped), $"seed {Seed}, step {i}, id {id}");
            Assert.Equal(i > 0 && id > highest + 1, jumped);
            highest = Math.Max(highest, id);
        }

        Assert.False(window.TryAdd(highest - TradeIdWindow.Size, out _));   // Too old to tell.
    }

    private static CsvClock Clock(CsvTimeUnit unit, string zone = "UTC") => new(unit, TimeZoneInfo.FindSystemTimeZoneById(zone), null);

    private static string RandomNumber(Random random)
    {
        string whole = string.Concat(Enumerable.Range(0, random.Next(0, 20)).Select(_ => random.Next(10)));
        string decimals = string.Concat(Enumerable.Range(0, random.Next(0, 10)).Select(_ => random.Next(10)));
        return random.Next(4) == 0 ? whole : whole + "." + decimals + new string('0', random.Next(0, 8));
    }

    private static string RandomText(Random random, string alphabet) =>
        string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => alphabet[random.Next(alphabet.Length)]));
}
