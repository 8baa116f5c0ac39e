namespace LlmTrader.Strategies.Rules.Language;

/// <summary>An expression and where each of its characters stands in the file that it was read from.</summary>
public sealed class ExpressionText
{
    private readonly int[]? _offsets;
    private readonly int _start;

    /// <summary>An expression that is copied from the file as it stands, beginning at <paramref name="start"/>.</summary>
    public ExpressionText(string text, int start = 0) => (Text, _start) = (text, start);

    /// <summary>An expression that was unquoted or unfolded: one offset for each character, and one for its end.</summary>
    public ExpressionText(string text, int[] offsets)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(offsets);
        if (offsets.Length != text.Length + 1) { throw new ArgumentException($"{text.Length + 1} offsets are expected, {offsets.Length} were given."); }
        (Text, _offsets) = (text, offsets);
    }

    public string Text { get; }

    /// <summary>The place in the file of the characters from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public TextSpan Span(int start, int end)
    {
        if (_offsets is null) { return new TextSpan(_start + start, end - start); }
        int first = _offsets[start];
        return new TextSpan(first, Math.Max(0, (end > start ? _offsets[end - 1] + 1 : first) - first));
    }
}
