using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

public class CurrencyTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    [Fact]
    public void Every_code_reads_back_and_is_its_own_number()
    {
        var seen = new Dictionary<ulong, string>();
        for (int seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            string code = new(random.GetItems<char>(Alphabet, random.Next(1, Currency.MaxLength + 1)));
            Currency currency = Currency.Parse(code);

            Assert.True(currency.ToString() == code, $"seed {seed}: {code} reads {currency}");
            Assert.True(seen.TryAdd(currency.Packed, code) || seen[currency.Packed] == code, $"seed {seed}: {code} and {seen[currency.Packed]}");
            Assert.False(currency.IsNone);
        }
    }

    [Fact]
    public void The_largest_code_fits() => Assert.Equal("999999999999", Currency.Parse("999999999999").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("usd")]
    [InlineData("US D")]
    [InlineData("USD ")]
    [InlineData("A-B")]
    [InlineData("ÄÖÜ")]
    [InlineData("ABCDEFGHIJKLM")]
    public void Other_texts_are_refused_by_name(string code)
    {
        Assert.False(Currency.TryParse(code, out Currency none));
        Assert.True(none.IsNone);
        Assert.Contains($"'{code}'", Assert.Throws<FormatException>(() => Currency.Parse(code)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void None_is_the_default_and_has_no_text() => Assert.Equal("", Currency.None.ToString());
}
