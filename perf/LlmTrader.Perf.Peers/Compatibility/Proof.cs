namespace LlmTrader.Perf.Peers.Compatibility;

/// <summary>What was compared and whether it is the same.</summary>
/// <param name="Name">What reads what.</param>
/// <param name="Compared">How many things were the same up to the end, or to the first difference.</param>
/// <param name="Difference">The first one; null if there is none.</param>
/// <param name="Remark">What a reader should know of the comparison; null for nothing.</param>
internal sealed record Proof(string Name, long Compared, string? Difference, string? Remark = null)
{
    public bool Holds => Difference is null && Compared > 0;
}
