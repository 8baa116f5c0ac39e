namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>How exactly a golden column prints its numbers, read from the column itself.</summary>
/// <param name="Decimals">The most digits after the point in any of its cells: an unprinted trailing zero is known.</param>
/// <param name="Digits">The most significant digits of any cell.</param>
internal readonly record struct PrintedPrecision(int Decimals, int Digits)
{
    public static PrintedPrecision Of(IEnumerable<string> cells)
    {
        var precision = default(PrintedPrecision);
        foreach (string cell in cells)
        {
            int exponent = cell.IndexOfAny(['e', 'E']);
            string mantissa = exponent < 0 ? cell : cell[..exponent];
            int point = mantissa.IndexOf('.', StringComparison.Ordinal);
            int decimals = point < 0 ? 0 : mantissa.Length - point - 1;
            int digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-', '0').Length;
            precision = new PrintedPrecision(
                Math.Max(precision.Decimals, exponent < 0 ? decimals : 0),
                Math.Max(precision.Digits, digits));
        }

        return precision;
    }

    /// <summary>
    /// The widest difference that the printing explains. Fifteen and more digits are a whole double, with the other
    /// program's own rounding in its last places: 1e-10 of the size. Fewer are half a unit of the last digit, counted
    /// after the point or over the whole number, whichever the column turns out to keep.
    /// </summary>
    public double Tolerance(double printed)
    {
        if (Digits >= 15) { return 1e-10 * Math.Max(1.0, Math.Abs(printed)); }
        double byDecimals = 0.5 * Math.Pow(10.0, -Decimals);
        double size = Math.Abs(printed);
        double byDigits = size == 0.0 ? 0.0 : 0.5 * Math.Pow(10.0, Math.Floor(Math.Log10(size)) + 1 - Digits);
        return 1.0000001 * Math.Max(byDecimals, byDigits);
    }
}
