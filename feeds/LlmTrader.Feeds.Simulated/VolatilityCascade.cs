using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Simulated;

/// <summary>
/// Volatility that comes in clusters: a Markov-switching multifractal (Calvet and Fisher, 2004). Variance is the product of
/// five factors of mean 1, each high or low, which are redrawn on average every 5 s, 20 s, 80 s, 320 s and 1,280 s. So
/// calm and turbulent times last from seconds to an hour, returns have fat tails, and the long-run variance stays as asked.
/// </summary>
internal sealed class VolatilityCascade
{
    private const int Factors = 5;
    private const double High = 1.4;
    private const double Low = 0.6;
    private const double FastestSeconds = 5;
    private const double SlowdownPerFactor = 4;
    private const double Full = 18_446_744_073_709_551_616.0;   // 2^64

    private readonly ulong[] _redrawBelow = new ulong[Factors];   // Cumulative, so that one draw decides for all.
    private readonly double[] _volatility = new double[1 << Factors];   // By the set of factors that are high.
    private uint _high;

    /// <param name="stepsPerSecond">How often <see cref="Step"/> will be called, on average.</param>
    /// <param name="random">Draws the first state.</param>
    public VolatilityCascade(double stepsPerSecond, ref Xoshiro256StarStar random)
    {
        double seconds = FastestSeconds;
        double cumulative = 0;
        for (int factor = 0; factor < Factors; factor++)
        {
            // A market of few events redraws at each step at most one factor.
            cumulative += Math.Min(0.999 / Factors, 1.0 / (stepsPerSecond * seconds));
            _redrawBelow[factor] = (ulong)(cumulative * Full);
            seconds *= SlowdownPerFactor;
        }

        for (int high = 0; high < _volatility.Length; high++)
        {
            double variance = 1;
            for (int factor = 0; factor < Factors; factor++) { variance *= (high >> factor & 1) != 0 ? High : Low; }
            _volatility[high] = Math.Sqrt(variance);
        }

        _high = (uint)(random.Next() >> (64 - Factors));
        Current = _volatility[_high];
    }

    /// <summary>Volatility as a multiple of its long-run root mean square.</summary>
    public double Current { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step(ref Xoshiro256StarStar random)
    {
        ulong draw = random.Next();
        if (draw < _redrawBelow[Factors - 1]) { Redraw(draw, ref random); }   // Rare: a few per cent of steps at most.
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Redraw(ulong draw, ref Xoshiro256StarStar random)
    {
        int factor = 0;
        while (draw >= _redrawBelow[factor]) { factor++; }
        uint mask = 1u << factor;
        _high = (random.Next() >> 63) != 0 ? _high | mask : _high & ~mask;
        Current = _volatility[_high];
    }
}
