using System.Globalization;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Reads the fields of one block and reports what is wrong with each; fields that nobody asks for are unknown.</summary>
internal sealed class FieldReader
{
    private readonly DiagnosticBag _diagnostics;
    private readonly MappingNode _block;
    private readonly string _path;
    private readonly List<string> _known = [];

    public FieldReader(MappingNode block, string path, DiagnosticBag diagnostics) => (_block, _path, _diagnostics) = (block, path, diagnostics);

    public TextSpan Span => _block.Span;

    public DiagnosticBag Diagnostics => _diagnostics;

    /// <summary>The path of a field of this block.</summary>
    public string PathOf(string field) => _path.Length == 0 ? field : $"{_path}.{field}";

    /// <summary>A field's value, or null when it is left out or has no value; the latter is reported.</summary>
    public DocumentNode? Take(string field) => Take(field, out _);

    public DocumentNode? Take(string field, out TextSpan keySpan)
    {
        _known.Add(field);
        _diagnostics.Field = PathOf(field);
        foreach (MappingEntry entry in _block.Entries)
        {
            if (entry.Key != field) { continue; }
            keySpan = entry.KeySpan;
            if (entry.Value is not ScalarNode { IsNull: true }) { return entry.Value; }
            _diagnostics.Error(entry.KeySpan, "the field has no value", "leave it out, or give it one");
            return null;
        }

        keySpan = default;
        return null;
    }

    /// <summary>It was written, with whatever value.</summary>
    public bool Has(string field) => _block.Entries.Any(entry => entry.Key == field);

    public ScalarNode? TakeScalar(string field, string expected) => Take(field) switch
    {
        null => null,
        ScalarNode scalar => scalar,
        { } other => Wrong<ScalarNode>(other, expected),
    };

    /// <summary>A block of fields; <paramref name="example"/> shows one.</summary>
    public FieldReader? TakeBlock(string field, string example) => Take(field) switch
    {
        null => null,
        MappingNode block => new FieldReader(block, PathOf(field), _diagnostics),
        { } other => Wrong<FieldReader>(other, $"a block such as {example}"),
    };

    public Expression? TakeExpression(string field)
    {
        ScalarNode? scalar = TakeScalar(field, "an expression");
        return scalar is null ? null : Parser.Parse(scalar.Text, _diagnostics);
    }

    /// <summary>A whole number in a range; the default when the field is left out or wrong.</summary>
    public int TakeInteger(string field, int minimum, int maximum, int @default)
    {
        string expected = $"a whole number from {minimum} to {maximum}";
        ScalarNode? scalar = TakeScalar(field, expected);
        if (scalar is null) { return @default; }
        if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum) { return value; }
        _diagnostics.Error(scalar.Span, $"'{Shorten(scalar.Value)}' is not {expected}");
        return @default;
    }

    /// <summary>A finite number in a range; the default when the field is left out or wrong.</summary>
    public double TakeNumber(string field, double minimum, double maximum, double @default)
    {
        ScalarNode? scalar = TakeScalar(field, "a number");
        return scalar is not null && TryNumber(scalar, minimum, maximum, out double value) ? value : @default;
    }

    public bool TryNumber(ScalarNode scalar, double minimum, double maximum, out double value)
    {
        string range = minimum == -double.MaxValue ? "" : $" from {NumberText.Format(minimum)} to {NumberText.Format(maximum)}";
        bool isNumber = double.TryParse(
            scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
        if (isNumber && value >= minimum && value <= maximum) { return true; }
        _diagnostics.Error(scalar.Span, $"'{Shorten(scalar.Value)}' is not a number{range}");
        return false;
    }

    /// <summary>One of some words; its index, or -1 when the field is left out or wrong.</summary>
    public int TakeWord(string field, IReadOnlyList<string> words)
    {
        ScalarNode? scalar = TakeScalar(field, $"one of {string.Join(", ", words)}");
        if (scalar is null) { return -1; }
        for (int i = 0; i < words.Count; i++)
        {
            if (scalar.Value == words[i]) { return i; }
        }

        _diagnostics.Error(scalar.Span, $"'{Shorten(scalar.Value)}' is not one of {string.Join(", ", words)}", Suggestion.For(scalar.Value, words));
        return -1;
    }

    /// <summary>Reports the fields that were not asked for.</summary>
    public void Finish()
    {
        foreach (MappingEntry entry in _block.Entries)
        {
            if (_known.Contains(entry.Key)) { continue; }
            _diagnostics.Field = _path;
            string where = _path.Length == 0 ? "a rule set" : $"'{_path}'";
            _diagnostics.Error(entry.KeySpan, $"unknown field '{Shorten(entry.Key)}' of {where}", Suggestion.For(entry.Key, _known) ?? $"known are {string.Join(", ", _known)}");
        }
    }

    /// <summary>Reports that a value is of another shape than the field needs.</summary>
    public T? Wrong<T>(DocumentNode node, string expected)
        where T : class
    {
        _diagnostics.Error(node.Span with { Length = Math.Min(node.Span.Length, 40) }, $"{expected} is expected, this is {node.Kind}");
        return null;
    }

    public static string Shorten(string text)
    {
        string oneLine = text.ReplaceLineEndings(" ");
        return oneLine.Length <= 40 ? oneLine : $"{oneLine.AsSpan(0, 37)}...";
    }
}
