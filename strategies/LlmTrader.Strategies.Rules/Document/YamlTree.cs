using LlmTrader.Strategies.Rules.Language;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlParser = YamlDotNet.Core.Parser;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>
/// Reads YAML into <see cref="DocumentNode"/>s. Anchors, aliases, tags, merge keys and several documents in one file are
/// refused: a rule set needs none, and aliases make small texts large.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>A document needs four levels.</summary>
    public const int MaxDepth = 12;

    private const string CommaEnds = "a comma ends a value inside { }";
    private const string QuoteIt = "put the expression in quotes";

    private readonly DiagnosticBag _diagnostics;
    private readonly YamlParser _parser;

    private YamlTree(DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _parser = new YamlParser(new StringReader(diagnostics.Source.Text));
    }

    /// <summary>The tree, or null when the text is not YAML or uses what is refused; why is in the diagnostics.</summary>
    public static DocumentNode? Read(DiagnosticBag diagnostics)
    {
        try
        {
            return new YamlTree(diagnostics).Whole();
        }
        catch (YamlException e)
        {
            TextSpan span = Span(diagnostics.Source, e.Start, e.End);
            diagnostics.Error(span with { Length = Math.Max(1, span.Length) }, $"this is not YAML: {Clean(e.Message)}", Hint(diagnostics.Source, span));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The YAML library's own slips on damaged input: for its reader the text is damaged, no more.
            diagnostics.Error(default, $"this is not YAML: {Clean(e.Message)}");
        }

        return null;
    }

    private DocumentNode? Whole()
    {
        _parser.MoveNext();                                    // Stream start,
        _parser.MoveNext();                                    // then a document or the end.
        if (_parser.Current is StreamEnd)
        {
            _diagnostics.Error(default, "the document is empty");
            return null;
        }

        _parser.MoveNext();
        DocumentNode? root = Node(1);
        if (root is null) { return null; }
        _parser.MoveNext();                                    // Document end,
        if (_parser.Current is DocumentStart next)
        {
            _diagnostics.Error(Span(next.Start, next.End), "a second document begins here", "a file holds one rule set");
            return null;
        }

        return root;
    }

    // The node that begins at the current event; the current event afterwards is the one behind it.
    private DocumentNode? Node(int depth)
    {
        ParsingEvent current = _parser.Current!;
        TextSpan span = Span(current.Start, current.End);
        if (depth > MaxDepth) { return Refuse(span, $"the document is nested more than {MaxDepth} levels deep", null); }
        if (current is AnchorAlias) { return Refuse(span, "aliases (*name) are not read", "repeat the value, or name it under 'let'"); }
        if (current is NodeEvent { Anchor.IsEmpty: false }) { return Refuse(span, "anchors (&name) are not read", "name values under 'let'"); }
        if (current is NodeEvent { Tag.IsEmpty: false }) { return Refuse(span, "tags (!type) are not read", "leave it out"); }
        switch (current)
        {
            case Scalar scalar:
                _parser.MoveNext();
                bool isBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded;
                bool isQuoted = isBlock || scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
                return new ScalarNode(ScalarPlaces.Map(_diagnostics.Source, scalar.Value, span.Start, span.End, isBlock), isQuoted, span);
            case SequenceStart: return Sequence(depth, span);
            case MappingStart: return Mapping(depth, span);
            default: return Refuse(span, "a value is expected here", null);
        }
    }

    private SequenceNode? Sequence(int depth, TextSpan span)
    {
        var items = new List<DocumentNode>();
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            if (Node(depth + 1) is not { } item) { return null; }
            items.Add(item);
        }

        _parser.MoveNext();
        return new SequenceNode(items, span);
    }

    private MappingNode? Mapping(int depth, TextSpan span)
    {
        var entries = new List<MappingEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        bool isFlow = _parser.Current is MappingStart { Style: MappingStyle.Flow };
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            if (Node(depth + 1) is not { } key) { return null; }
            if (key is not ScalarNode name) { return Refuse<MappingNode>(key.Span, "a field's name is expected before ':'", null); }
            if (Node(depth + 1) is not { } value) { return null; }
            if (isFlow && value is ScalarNode { IsQuoted: false } cut && IsCut(cut)) { return Refuse<MappingNode>(value.Span, $"this value ends inside a parenthesis: {CommaEnds}", QuoteIt); }
            if (!keys.Add(name.Value)) { _diagnostics.Error(name.Span, $"'{name.Value}' is given twice", "leave one of them out"); continue; }
            entries.Add(new MappingEntry(name.Value, name.Span, value));
        }

        _parser.MoveNext();
        return new MappingNode(entries, span);
    }

    private DocumentNode? Refuse(TextSpan span, string message, string? suggestion) => Refuse<DocumentNode>(span, message, suggestion);

    private T? Refuse<T>(TextSpan span, string message, string? suggestion)
        where T : DocumentNode
    {
        _diagnostics.Error(span, message, suggestion);
        return null;
    }

    // At the end of a damaged text the library's marks can lie behind it.
    private static TextSpan Span(RuleSource source, in Mark start, in Mark end)
    {
        int from = (int)Math.Clamp(start.Index, 0, source.Text.Length);
        return new TextSpan(from, (int)Math.Clamp(end.Index, from, source.Text.Length) - from);
    }

    private TextSpan Span(in Mark start, in Mark end) => Span(_diagnostics.Source, start, end);

    // A value that begins with a sign of YAML is the commonest slip in a rule set.
    private static string? Hint(RuleSource source, TextSpan span)
    {
        ReadOnlySpan<char> line = source.Line(source.Locate(span.Start).Line);
        if (line.Contains('\t') && line.TrimStart(' ').StartsWith("\t")) { return "indent with spaces"; }
        int colon = line.IndexOf(": ");
        ReadOnlySpan<char> value = colon < 0 ? [] : line[(colon + 2)..].TrimStart();
        if (CommaCuts(line)) { return $"{CommaEnds}; {QuoteIt}"; }
        if (value.Length > 0 && "\"'@`%&*!|>[{".Contains(value[0])) { return $"put the whole value in quotes when it begins with {value[0]}"; }
        return value.Contains(": ", StringComparison.Ordinal) ? "put the value in quotes when it contains ': '" : null;
    }

    private bool IsCut(ScalarNode value) =>
        value.Value.Count(c => c is '(' or '[') > value.Value.Count(c => c is ')' or ']')
        && _diagnostics.Source.Text.AsSpan(value.Span.End).TrimStart().StartsWith(",");

    // `{price: lowest(low, 20)}`: a comma between parentheses between braces.
    private static bool CommaCuts(ReadOnlySpan<char> line)
    {
        int braces = 0, parentheses = 0;
        foreach (char c in line)
        {
            braces += c == '{' ? 1 : c == '}' ? -1 : 0;
            parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c is '"' or '\'') { return false; }
            if (c == ',' && braces > 0 && parentheses > 0) { return true; }
        }

        return false;
    }

    private static string Clean(string message)
    {
        int colon = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;   // Its own line and column.
        string text = colon < 0 ? message : message[(colon + 3)..];
        return text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }
}
