namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>
/// How exactly a golden column prints its numbers, read from its own cells. A column that prints trailing zeros tells it
/// in each cell; one that does not tells it by its longest cell.
/// </summary>
internal sealed class PrintedDigits
{
    private const int WholeDouble = 15;
    private readonly int _decimals;
    private readonly int _significant;
    private readonly bool _printsTrailingZeros;

    public PrintedDigits(IEnumerable<string> cells)
    {
        foreach (string cell in cells)
        {
            int exponent = cell.IndexOfAny(['e', 'E']);
            string mantissa = exponent < 0 ? cell : cell[..exponent];
            if (exponent < 0) { _decimals = Math.Max(_decimals, Decimals(cell)); }
            _printsTrailingZeros |= Decimals(cell) > 0 && cell[^1] == '0';
            _significant = Math.Max(_significant, mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-', '0').Length);
        }
    }

    /// <summary>
    /// The widest difference that printing explains: half a unit in the last place printed. A whole double (15 digits
    /// and more) prints the other program's own rounding too, which is 1e-11 of the size or of 1.
    /// </summary>
    public double Tolerance(string cell)
    {
        double size = Math.Abs(SheetTable.Parse(cell));
        if (!_printsTrailingZeros && _significant >= WholeDouble) { return 1e-11 * Math.Max(1.0, size); }

        int decimals = _printsTrailingZeros ? Decimals(cell) : _decimals;
        double place = Math.Pow(10.0, -decimals);
        if (!_printsTrailingZeros && size > 0.0)
        {
            place = Math.Max(place, Math.Pow(10.0, Math.Floor(Math.Log10(size)) + 1 - _significant));
        }

        return place / 2.0 + 1e-14 * size;   // A tie may be rounded either way, and is rarely exact in a double.
    }

    private static int Decimals(string cell)
    {
        int point = cell.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : cell.Length - point - 1;
    }
}
