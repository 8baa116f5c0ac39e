using System.Globalization;
using System.Text;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Reads JSON (RFC 8259) into <see cref="DocumentNode"/>s, keeping the place of each character of a text. It stops at the first mistake in form.</summary>
internal sealed class JsonTree
{
    private readonly DiagnosticBag _diagnostics;
    private readonly string _text;
    private int _at;

    private JsonTree(DiagnosticBag diagnostics) => (_diagnostics, _text) = (diagnostics, diagnostics.Source.Text);

    /// <summary>The tree, or null when the text is not JSON; why is in the diagnostics.</summary>
    public static DocumentNode? Read(DiagnosticBag diagnostics)
    {
        var tree = new JsonTree(diagnostics);
        DocumentNode? root = tree.Value(1);
        if (root is null) { return null; }
        tree.SkipSpace();
        return tree._at == tree._text.Length ? root : tree.Fail("the document should end here");
    }

    private DocumentNode? Value(int depth)
    {
        SkipSpace();
        if (depth > YamlTree.MaxDepth) { return Fail($"the document is nested more than {YamlTree.MaxDepth} levels deep"); }
        return Peek() switch
        {
            '{' => Object(depth),
            '[' => Array(depth),
            '"' => String(),
            '\0' => Fail("a value is missing at the end"),
            _ => Word(),
        };
    }

    private MappingNode? Object(int depth)
    {
        int start = _at++;
        var entries = new List<MappingEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        SkipSpace();
        if (Peek() == '}') { _at++; return new MappingNode(entries, new TextSpan(start, 2)); }
        while (true)
        {
            SkipSpace();
            if (Peek() != '"') { return Fail<MappingNode>("a field's name in double quotes is expected"); }
            if (String() is not { } key) { return null; }
            SkipSpace();
            if (Peek() != ':') { return Fail<MappingNode>("':' is expected after a field's name"); }
            _at++;
            if (Value(depth + 1) is not { } value) { return null; }
            if (keys.Add(key.Value)) { entries.Add(new MappingEntry(key.Value, key.Span, value)); }
            else { _diagnostics.Error(key.Span, $"'{key.Value}' is given twice", "leave one of them out"); }
            SkipSpace();
            char next = Peek();
            if (next is not (',' or '}')) { return Fail<MappingNode>("',' or '}' is expected"); }
            _at++;
            if (next == '}') { return new MappingNode(entries, new TextSpan(start, _at - start)); }
        }
    }

    private SequenceNode? Array(int depth)
    {
        int start = _at++;
        var items = new List<DocumentNode>();
        SkipSpace();
        if (Peek() == ']') { _at++; return new SequenceNode(items, new TextSpan(start, 2)); }
        while (true)
        {
            if (Value(depth + 1) is not { } value) { return null; }
            items.Add(value);
            SkipSpace();
            char next = Peek();
            if (next is not (',' or ']')) { return Fail<SequenceNode>("',' or ']' is expected"); }
            _at++;
            if (next == ']') { return new SequenceNode(items, new TextSpan(start, _at - start)); }
        }
    }

    private ScalarNode? String()
    {
        int start = _at++;
        var value = new StringBuilder();
        var offsets = new List<int>();
        while (true)
        {
            char c = Peek();
            if (c == '"') { break; }
            if (c == '\0' && _at >= _text.Length) { return Fail<ScalarNode>("the closing '\"' is missing"); }
            if (c < ' ') { return Fail<ScalarNode>("a line break or control character in a text is written as \\n or \\u...."); }
            offsets.Add(_at);
            if (c != '\\') { value.Append(c); _at++; continue; }
            if (!TryEscape(out char escaped)) { return null; }
            value.Append(escaped);
        }

        offsets.Add(_at++);
        return new ScalarNode(new ExpressionText(value.ToString(), [.. offsets]), isQuoted: true, new TextSpan(start, _at - start));
    }

    private bool TryEscape(out char value)
    {
        char kind = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        value = kind switch
        {
            '"' or '\\' or '/' => kind,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        if (value != '\0') { _at += 2; return true; }
        if (kind == 'u' && _at + 6 <= _text.Length
            && ushort.TryParse(_text.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            (value, _at) = ((char)code, _at + 6);
            return true;
        }

        Fail("this escape is not JSON's");
        return false;
    }

    private ScalarNode? Word()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '+' or '-' or '.')) { _at++; }
        string word = _text[start.._at];
        bool isNumber = word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] == '-')
            && double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);
        if (isNumber || word is "true" or "false" or "null") { return new ScalarNode(new ExpressionText(word, start), isQuoted: false, new TextSpan(start, word.Length)); }
        _at = start;
        return Fail<ScalarNode>(word.Length == 0 ? "a value is expected here" : $"'{word}' is not JSON", word.Length == 0 ? null : "put texts in double quotes");
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r') { _at++; }
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private DocumentNode? Fail(string message, string? suggestion = null) => Fail<DocumentNode>(message, suggestion);

    private T? Fail<T>(string message, string? suggestion = null)
        where T : DocumentNode
    {
        _diagnostics.Error(new TextSpan(_at, 1), message, suggestion);
        return null;
    }
}
