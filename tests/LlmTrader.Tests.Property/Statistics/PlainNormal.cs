namespace LlmTrader.Tests.Property.Statistics;

/// <summary>The normal distribution the plain way: its density summed up by Simpson's rule, its quantile by bisection, draws by Box and Muller.</summary>
internal static class PlainNormal
{
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    public static double Cdf(double x) => 0.5 + Integral(Density, 0, Math.Clamp(x, -12, 12), 2_000);

    public static double Quantile(double probability)
    {
        double low = -12;
        double high = 12;
        for (int halving = 0; halving < 60; halving++)
        {
            double middle = (low + high) / 2;
            if (Cdf(middle) < probability) { low = middle; } else { high = middle; }
        }

        return (low + high) / 2;
    }

    public static double Integral(Func<double, double> f, double from, double to, int halves)
    {
        double step = (to - from) / (2 * halves);
        double sum = f(from) + f(to);
        for (int i = 1; i < 2 * halves; i++) { sum += f(from + (i * step)) * (i % 2 == 0 ? 2 : 4); }
        return sum * step / 3;
    }

    public static double Draw(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
