using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tests.Unit.Cli;

public sealed class FigureTests
{
    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_000, "1.00 µs")]
    [InlineData(45_600, "45.6 µs")]
    [InlineData(789_000_000, "789 ms")]
    [InlineData(1_500_000_000, "1.50 s")]
    public void Times_have_the_unit_that_keeps_them_short(double ns, string expected) => Assert.Equal(expected, Figure.Nanoseconds(ns));

    [Theory]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(300L << 20, "300 MiB")]
    public void Sizes_are_binary(long bytes, string expected) => Assert.Equal(expected, Figure.Bytes(bytes));

    [Fact]
    public void A_hash_has_sixteen_digits() => Assert.Equal("00000000000000ff", Figure.Hash(255));
}
