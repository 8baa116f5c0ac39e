using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.IndicatorsA;

/// <summary>The port of fdlibm against the platform's functions, its special values and pinned bits.</summary>
public sealed class DeterministicMathTests
{
    private const int Rounds = 300_000;

    [Fact]
    public void Exp_is_within_one_ulp_of_the_platform()
    {
        var random = new Random(1);
        for (int i = 0; i < Rounds; i++)
        {
            double x = (i % 3) switch
            {
                0 => -745.0 + 1454.0 * random.NextDouble(),
                1 => 4.0 * (random.NextDouble() - 0.5),
                _ => AnyDouble(random),
            };
            Near(Math.Exp(x), DeterministicMath.Exp(x), 1, $"exp({x:R})");
        }
    }

    [Fact]
    public void Log_is_within_one_ulp_and_log10_within_two_of_the_platform()
    {
        var random = new Random(2);
        for (int i = 0; i < Rounds; i++)
        {
            double x = (i % 3) switch
            {
                0 => Math.Abs(AnyDouble(random)),
                1 => 0.5 + random.NextDouble(),
                _ => 1.0 + 1e-5 * (random.NextDouble() - 0.5),
            };
            Near(Math.Log(x), DeterministicMath.Log(x), 1, $"log({x:R})");
            Near(Math.Log10(x), DeterministicMath.Log10(x), 2, $"log10({x:R})");
        }
    }

    [Fact]
    public void Pow_is_within_one_ulp_of_the_platform()
    {
        var random = new Random(3);
        int finite = 0;
        for (int i = 0; i < Rounds; i++)
        {
            double x = (i % 4) switch
            {
                0 => Math.Abs(AnyDouble(random)),
                1 => 2.0 * random.NextDouble(),
                2 => 1.0 + 1e-6 * (random.NextDouble() - 0.5),
                _ => -100.0 * random.NextDouble(),
            };
            double y = (i % 5) switch
            {
                0 => 600.0 * (random.NextDouble() - 0.5),
                1 => random.Next(-40, 41),
                2 => 4.0 * (random.NextDouble() - 0.5),
                3 => AnyDouble(random),
                _ => 1e10 * (random.NextDouble() - 0.5),
            };
            double expected = Math.Pow(x, y);
            Near(expected, DeterministicMath.Pow(x, y), 1, $"pow({x:R}, {y:R})");
            if (double.IsFinite(expected) && expected != 0.0) { finite++; }
        }

        Assert.True(finite > Rounds / 3, "Too few results are neither 0 nor infinite.");
    }

    [Fact]
    public void Every_pair_of_special_values_is_as_in_the_platform()
    {
        double[] values =
        [
            0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, 0.75, 1.5, -1.5, 1e300, -1e300, 1e-300, double.Epsilon, -double.Epsilon,
            double.MaxValue, double.MinValue, 2.2250738585072014e-308, 2.225073858507201e-308, 9007199254740991.0, 9007199254740992.0,
            -9007199254740991.0, 1024.0, -1074.0, -1075.0, -1023.0, 709.782712893384, 709.7827128933841, -745.1332191019411,
            -745.1332191019412, -708.5, Math.BitDecrement(1.0), Math.BitIncrement(1.0), double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        ];
        foreach (double x in values)
        {
            Near(Math.Exp(x), DeterministicMath.Exp(x), 1, $"exp({x:R})");
            Near(Math.Log(x), DeterministicMath.Log(x), 1, $"log({x:R})");
            Near(Math.Log10(x), DeterministicMath.Log10(x), 2, $"log10({x:R})");
            foreach (double y in values) { Near(Math.Pow(x, y), DeterministicMath.Pow(x, y), 1, $"pow({x:R}, {y:R})"); }
        }
    }

    [Fact]
    public void Whole_powers_of_ten_have_whole_logarithms()
    {
        for (int n = 0; n <= 22; n++) { Assert.Equal(n, DeterministicMath.Log10(double.Parse($"1e{n}", System.Globalization.CultureInfo.InvariantCulture))); }
        for (int n = -1074; n <= 1023; n++) { Assert.Equal(Math.ScaleB(1.0, n), DeterministicMath.Pow(2.0, n)); }
    }

    /// <summary>
    /// A change of one bit in any result changes the sum. The number was computed with Java's StrictMath, which is fdlibm
    /// by definition, in the same loop; every machine must give it.
    /// </summary>
    [Fact]
    public void Four_hundred_thousand_results_have_the_bits_of_fdlibm()
    {
        var fold = new BitFold();
        double x = 0.001;
        for (int i = 0; i < 100_000; i++)
        {
            x = x * 1.00021 + 1e-7;
            double y = (i % 401 - 200) / 64.0;
            fold.Add(DeterministicMath.Exp(y * 3.0));
            fold.Add(DeterministicMath.Log(x));
            fold.Add(DeterministicMath.Log10(x));
            fold.Add(DeterministicMath.Pow(x, y));
        }

        Assert.Equal(7030238409341461130UL, fold.Value);
    }

    [Theory]
    [InlineData("exp", 1.0, 0.0, 0x4005BF0A8B14576A)]
    [InlineData("exp", -1.0, 0.0, 0x3FD78B56362CEF38)]
    [InlineData("log", 2.0, 0.0, 0x3FE62E42FEFA39EF)]
    [InlineData("log", 10.0, 0.0, 0x40026BB1BBB55516)]
    [InlineData("log10", 2.0, 0.0, 0x3FD34413509F79FF)]
    [InlineData("pow", 2.0, 0.25, 0x3FF306FE0A31B715)]
    [InlineData("pow", 10.0, -3.0, 0x3F50624DD2F1A9FC)]
    [InlineData("pow", 1.1, 252.0, 0x42191F452AEF08C3)]
    public void Golden_bits(string function, double x, double y, long bits)
    {
        double result = function switch
        {
            "exp" => DeterministicMath.Exp(x),
            "log" => DeterministicMath.Log(x),
            "log10" => DeterministicMath.Log10(x),
            _ => DeterministicMath.Pow(x, y),
        };

        Assert.Equal($"{bits:X16}", $"{BitConverter.DoubleToInt64Bits(result):X16}");
    }

    private static double AnyDouble(Random random)
    {
        double value;
        do { value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)); }
        while (!double.IsFinite(value));
        return value;
    }

    private static void Near(double expected, double actual, int ulps, string what)
    {
        bool isNear = double.IsNaN(expected)
            ? double.IsNaN(actual)
            : Int128.Abs(Ordinal(expected) - Ordinal(actual)) <= ulps && double.IsNegative(expected) == double.IsNegative(actual);
        Assert.True(isNear, $"{what}: {actual:R}, the platform gives {expected:R}");
    }

    /// <summary>Neighbouring doubles have neighbouring ordinals.</summary>
    private static Int128 Ordinal(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        return double.IsNegative(value) ? -(Int128)bits : bits;
    }

    /// <summary>FNV-1a over the eight bytes of each result, lowest first.</summary>
    private sealed class BitFold
    {
        public ulong Value { get; private set; } = 14695981039346656037;

        public void Add(double result)
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(result);
            for (int i = 0; i < 8; i++)
            {
                Value = (Value ^ (bits & 0xff)) * 1099511628211;
                bits >>= 8;
            }
        }
    }
}
