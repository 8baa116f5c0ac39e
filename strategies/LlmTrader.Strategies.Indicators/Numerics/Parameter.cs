using System.Globalization;
using System.Runtime.CompilerServices;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>Range checks of the indicators' parameters, with one wording for all.</summary>
public static class Parameter
{
    /// <summary>The longest look-back: a rule's memory stays bounded whatever its text asks for.</summary>
    public const int MaxLength = 100_000;

    /// <summary>A number of updates between <paramref name="minimum"/> and <see cref="MaxLength"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside that range.</exception>
    public static int Length(int value, int minimum = 1, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value < minimum || value > MaxLength)
        {
            throw new ArgumentOutOfRangeException(name, value, string.Create(
                CultureInfo.InvariantCulture, $"{name} is a number of updates from {minimum} to {MaxLength}."));
        }

        return value;
    }

    /// <summary>A finite number between <paramref name="minimum"/> and <paramref name="maximum"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside that range or NaN.</exception>
    public static double Within(double value, double minimum, double maximum, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= minimum && value <= maximum))
        {
            throw new ArgumentOutOfRangeException(name, value, string.Create(
                CultureInfo.InvariantCulture, $"{name} is a number from {minimum} to {maximum}."));
        }

        return value;
    }

    /// <summary>For an indicator's indexer.</summary>
    internal static ArgumentOutOfRangeException NoSuchOutput(int output) =>
        new(nameof(output), output, "The indicator has no output of that number.");
}
