using System.Text;

namespace LlmTrader.Feeds.Binance;

/// <summary>Finds an instrument by its symbol as frames write it, in capitals or small letters, without allocating.</summary>
internal sealed class SymbolTable
{
    private readonly byte[][] _symbols;   // Open addressing; at most half full.
    private readonly int[] _indexes;
    private readonly int _mask;

    public SymbolTable(IReadOnlyList<string> symbols)
    {
        int size = 4;
        while (size < symbols.Count * 2) { size *= 2; }
        (_symbols, _indexes, _mask) = (new byte[size][], new int[size], size - 1);
        for (int i = 0; i < symbols.Count; i++)
        {
            byte[] symbol = Encoding.ASCII.GetBytes(symbols[i]);
            int at = Hash(symbol) & _mask;
            while (_symbols[at] is not null) { at = (at + 1) & _mask; }
            (_symbols[at], _indexes[at]) = (symbol, i);
        }
    }

    /// <summary>The symbol's place in the list, or −1.</summary>
    public int Find(ReadOnlySpan<byte> symbol)
    {
        for (int at = Hash(symbol) & _mask; _symbols[at] is { } candidate; at = (at + 1) & _mask)
        {
            if (Ascii.EqualsIgnoreCase(symbol, candidate)) { return _indexes[at]; }
        }

        return -1;
    }

    // FNV-1a over letters without their case.
    private static int Hash(ReadOnlySpan<byte> symbol)
    {
        uint hash = 2_166_136_261;
        foreach (byte letter in symbol) { hash = (hash ^ (uint)(letter | 0x20)) * 16_777_619; }
        return (int)(hash ^ (hash >> 15));
    }
}
