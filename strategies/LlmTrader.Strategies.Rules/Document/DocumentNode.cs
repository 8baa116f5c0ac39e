using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>A piece of a YAML or JSON text with its place. Both languages give the same tree.</summary>
internal abstract class DocumentNode(TextSpan span)
{
    public TextSpan Span { get; } = span;

    /// <summary>For messages: what it is, with its article.</summary>
    public abstract string Kind { get; }
}

/// <summary>A number, a word or a text; all are text here, and the field that it is in says what it must be.</summary>
internal sealed class ScalarNode(ExpressionText text, bool isQuoted, TextSpan span) : DocumentNode(span)
{
    /// <summary>Unquoted and unfolded, each character with its place in the file.</summary>
    public ExpressionText Text { get; } = text;

    public string Value => Text.Text;

    public bool IsQuoted { get; } = isQuoted;

    /// <summary>Nothing was written, or a word for nothing.</summary>
    public bool IsNull { get; } = !isQuoted && text.Text is "" or "~" or "null";

    public override string Kind => IsNull ? "nothing" : "a single value";
}

internal sealed class SequenceNode(IReadOnlyList<DocumentNode> items, TextSpan span) : DocumentNode(span)
{
    public IReadOnlyList<DocumentNode> Items { get; } = items;

    public override string Kind => "a list";
}

internal sealed class MappingNode(IReadOnlyList<MappingEntry> entries, TextSpan span) : DocumentNode(span)
{
    /// <summary>In the order written, keys unique.</summary>
    public IReadOnlyList<MappingEntry> Entries { get; } = entries;

    public override string Kind => "a block of fields";
}

internal readonly record struct MappingEntry(string Key, TextSpan KeySpan, DocumentNode Value);
