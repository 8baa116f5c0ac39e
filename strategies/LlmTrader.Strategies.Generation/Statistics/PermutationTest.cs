namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>How often luck alone does as well: the rank of a result among those on data whose order was destroyed.</summary>
public static class PermutationTest
{
    /// <summary>
    /// (1 + #{permuted ≥ original}) / (M + 1): the original is one of the orders too, so that the value is never 0 and the test is exact.
    /// B. Phipson and G. K. Smyth, "Permutation P-values Should Never Be Zero", 2010.
    /// </summary>
    public static double PValue(double original, ReadOnlySpan<double> permuted)
    {
        int asGood = 0;
        foreach (double one in permuted)
        {
            if (one >= original) { asGood++; }
        }

        return (1.0 + asGood) / (permuted.Length + 1.0);
    }
}
