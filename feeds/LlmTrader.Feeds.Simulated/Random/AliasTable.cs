using System.Runtime.CompilerServices;

namespace LlmTrader.Feeds.Simulated;

/// <summary>Draws an index with given weights in constant time (Walker's alias method, built as Vose describes).</summary>
internal sealed class AliasTable
{
    private const double Full = 4_294_967_296.0;   // 2^32

    private readonly ulong[] _keepBelow;   // Of the 32 bits below the cell; 2^32 keeps always.
    private readonly int[] _alias;

    /// <summary>Weights are positive; they need not add up to anything.</summary>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        int n = weights.Length;
        _keepBelow = new ulong[n];
        _alias = new int[n];
        double total = 0;
        foreach (double weight in weights) { total += weight; }

        double[] scaled = new double[n];
        var small = new Stack<int>(n);
        var large = new Stack<int>(n);
        for (int i = 0; i < n; i++)
        {
            scaled[i] = weights[i] * n / total;
            (scaled[i] < 1.0 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop();
            int rich = large.Pop();
            _keepBelow[poor] = (ulong)(scaled[poor] * Full);
            _alias[poor] = rich;
            scaled[rich] -= 1.0 - scaled[poor];
            (scaled[rich] < 1.0 ? small : large).Push(rich);
        }

        // What is left is 1 up to rounding.
        while (large.Count > 0) { Keep(large.Pop()); }
        while (small.Count > 0) { Keep(small.Pop()); }
    }

    /// <summary>An index from 32 uniform bits: the high part of the product picks the cell, the low part decides in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(uint bits)
    {
        ulong product = (ulong)bits * (uint)_alias.Length;
        int cell = (int)(product >> 32);
        return (uint)product < _keepBelow[cell] ? cell : _alias[cell];
    }

    private void Keep(int index)
    {
        _keepBelow[index] = 1UL << 32;
        _alias[index] = index;
    }
}
