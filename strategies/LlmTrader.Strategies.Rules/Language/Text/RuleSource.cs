namespace LlmTrader.Strategies.Rules.Language;

/// <summary>A text with a name and known line starts, so that an offset can be shown as line and column.</summary>
public sealed class RuleSource
{
    private readonly List<int> _lineStarts = [0];

    public RuleSource(string text, string name = "rules")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        (Text, Name) = (text, name);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) { _lineStarts.Add(i + 1); }
        }
    }

    public string Text { get; }

    /// <summary>A file's name, or what stands for one in a message.</summary>
    public string Name { get; }

    public int LineCount => _lineStarts.Count;

    /// <summary>Line and column of an offset, both from 1; the column counts UTF-16 units. An offset outside the text is moved to its edge.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        int found = _lineStarts.BinarySearch(offset);
        int line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The offset of a line and column as <see cref="Locate"/> gives them, moved to the text's edge when outside.</summary>
    public int OffsetOf(int line, int column) =>
        line > _lineStarts.Count ? Text.Length : Math.Clamp(_lineStarts[Math.Max(line, 1) - 1] + column - 1, 0, Text.Length);

    /// <summary>A line without its end.</summary>
    public ReadOnlySpan<char> Line(int line)
    {
        int start = _lineStarts[line - 1];
        int end = line < _lineStarts.Count ? _lineStarts[line] : Text.Length;
        return Text.AsSpan(start, end - start).TrimEnd("\r\n");
    }
}
