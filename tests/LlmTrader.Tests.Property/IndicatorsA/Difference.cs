namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>How far two values lie apart, relative to the size that their unit has at least.</summary>
internal static class Difference
{
    public static double Of(double actual, double expected, Unit unit, double price)
    {
        if (double.IsNaN(actual) && double.IsNaN(expected)) { return 0.0; }
        double size = unit switch
        {
            Unit.Price => Math.Max(Math.Abs(expected), price),
            Unit.Percent => Math.Max(Math.Abs(expected), 100.0),
            _ => Math.Abs(expected),
        };
        double error = actual == expected ? 0.0 : Math.Abs(actual - expected) / size;
        return double.IsNaN(error) ? double.PositiveInfinity : error;   // Defined on one side only.
    }
}
