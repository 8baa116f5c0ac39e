namespace LlmTrader.Strategies.Rules.Language;

/// <summary>A piece of a source text, in UTF-16 units from its start.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>From the start of one piece to the end of a later one.</summary>
    public static TextSpan Between(TextSpan first, TextSpan last) => new(first.Start, Math.Max(0, last.End - first.Start));
}
