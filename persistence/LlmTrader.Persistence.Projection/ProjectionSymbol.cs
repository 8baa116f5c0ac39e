using System.Text;

namespace LlmTrader.Persistence.Projection;

/// <summary>A symbol's value, as text and as bytes, made once and used for every row.</summary>
public sealed class ProjectionSymbol(string text)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    public string Text { get; } = text;

    public ReadOnlySpan<byte> Utf8 => _utf8;

    public override string ToString() => Text;
}

/// <summary>The names of an enum's values, one byte each; numbers that have no name are their digits.</summary>
internal static class EnumSymbols<T>
    where T : struct, Enum
{
    private static readonly ProjectionSymbol[] Symbols = Make();

    public static ProjectionSymbol Of(byte value) => Symbols[value];

    private static ProjectionSymbol[] Make()
    {
        ProjectionSymbol[] symbols = new ProjectionSymbol[256];
        for (int i = 0; i < symbols.Length; i++) { symbols[i] = new ProjectionSymbol(((T)Enum.ToObject(typeof(T), (byte)i)).ToString()); }
        return symbols;
    }
}
