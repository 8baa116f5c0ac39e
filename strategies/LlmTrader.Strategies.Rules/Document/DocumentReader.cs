using System.Collections.Immutable;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Reads a document's fields in their canonical order. Each mistake is reported with its place; reading goes on with the next field.</summary>
internal sealed class DocumentReader
{
    private const int MaxNameLength = 64;
    private const int MaxDescriptionLength = 4_000;
    private const int MaxBars = 1_000_000;
    private const int MaxEntries = 100;

    private readonly DiagnosticBag _diagnostics;
    private readonly FieldReader _fields;

    private DocumentReader(MappingNode root, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _fields = new FieldReader(root, "", diagnostics);
    }

    private RuleLimits Limits => _diagnostics.Limits;

    /// <summary>The document, as far as it could be read; null when it is no block of fields or lacks a name or its bars.</summary>
    public static RuleDocument? Read(DiagnosticBag diagnostics)
    {
        bool isJson = diagnostics.Source.Text.AsSpan().TrimStart().StartsWith("{");
        DocumentNode? root = isJson ? JsonTree.Read(diagnostics) : YamlTree.Read(diagnostics);
        if (root is MappingNode block) { return new DocumentReader(block, diagnostics).Document(); }
        if (root is not null) { diagnostics.Error(root.Span with { Length = 1 }, $"a rule set is a block of fields, this is {root.Kind}", "begin with 'name: ...'"); }
        return null;
    }

    private RuleDocument? Document()
    {
        string? name = Name();
        string description = Description();
        ImmutableArray<string> universe = Universe();
        BarSpec? bar = Bar();
        ImmutableArray<RuleParameter> parameters = Parameters();
        ImmutableArray<RuleLet> lets = Lets(parameters);
        RuleDocument? document = new()
        {
            Name = name ?? "",
            Description = description,
            Universe = universe,
            Bar = bar ?? BarSpec.Parse("1m"),
            Parameters = parameters,
            Let = lets,
            EntryLong = _fields.TakeExpression("entry_long"),
            ExitLong = _fields.TakeExpression("exit_long"),
            EntryShort = _fields.TakeExpression("entry_short"),
            ExitShort = _fields.TakeExpression("exit_short"),
            Sizing = Sizing(),
            StopLoss = Price(_fields, "stop_loss", allowsPrice: true),
            TakeProfit = Price(_fields, "take_profit", allowsPrice: true),
            TrailingStop = Price(_fields, "trailing_stop", allowsPrice: false),
            TimeStopBars = _fields.TakeInteger("time_stop", 1, MaxBars, 0),
            Order = Order(),
            CooldownBars = _fields.TakeInteger("cooldown", 0, MaxBars, 0),
            MaxEntries = _fields.TakeInteger("max_entries", 1, MaxEntries, 1),
            Grid = Grid(),
            HandOver = _fields.TakeWord("hand_over", RuleWords.HandOver) == 1 ? HandOver.Close : HandOver.Adopt,
            Source = _diagnostics.Source,
        };
        _fields.Finish();
        _diagnostics.Field = "";
        return document;
    }

    private string? Name()
    {
        ScalarNode? scalar = _fields.TakeScalar("name", "a name");
        if (scalar is null)
        {
            if (!_fields.Has("name")) { _diagnostics.Error(_fields.Span with { Length = 1 }, "the field 'name' is missing", "add 'name: my-rules'"); }
            return null;
        }

        bool isName = scalar.Value.Length is > 0 and <= MaxNameLength && scalar.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (!isName) { _diagnostics.Error(scalar.Span, $"a name has 1 to {MaxNameLength} letters, digits, '-' and '_'"); }
        return scalar.Value;
    }

    private string Description()
    {
        ScalarNode? scalar = _fields.TakeScalar("description", "a text");
        if (scalar is null) { return ""; }
        string text = scalar.Value.ReplaceLineEndings("\n").Trim();
        if (text.Length > MaxDescriptionLength) { _diagnostics.Error(scalar.Span with { Length = 1 }, $"the description has {text.Length} characters, at most {MaxDescriptionLength} are kept"); }
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || (!System.Text.Rune.IsControl(rune) && rune.Value != 0xFFFD)) { continue; }
            _diagnostics.Error(scalar.Span with { Length = 1 }, $"the description holds the character U+{rune.Value:X4}, which can't be shown");
            return "";
        }

        return text;
    }

    private ImmutableArray<string> Universe()
    {
        switch (_fields.Take("universe"))
        {
            case null or ScalarNode { Value: "all" }: return [];
            case SequenceNode list: return Instruments(list);
            case { } other:
                _diagnostics.Error(other.Span with { Length = Math.Min(other.Span.Length, 40) }, $"a list of instruments is expected, this is {other.Kind}", "write [BTCUSDT.BINANCE], or all");
                return [];
        }
    }

    private ImmutableArray<string> Instruments(SequenceNode list)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (list.Items.Count == 0) { _diagnostics.Error(list.Span, "the list is empty", "write all to trade every instrument"); }
        foreach (DocumentNode item in list.Items)
        {
            if (item is not ScalarNode name || !InstrumentName.IsValid(name.Value)) { _diagnostics.Error(item.Span with { Length = Math.Min(item.Span.Length, 40) }, "this is not the name of an instrument", InstrumentName.Expected); }
            else if (!names.Add(name.Value)) { _diagnostics.Error(item.Span, $"'{name.Value}' is in the list twice"); }
        }

        if (names.Count > Limits.MaxInstruments) { _diagnostics.Error(list.Span with { Length = 1 }, $"the list has {names.Count} instruments, at most {Limits.MaxInstruments} are allowed"); }
        return [.. names];
    }

    private BarSpec? Bar()
    {
        ScalarNode? scalar = _fields.TakeScalar("bar", "a bar specification");
        if (scalar is not null)
        {
            if (BarSpecText.TryParse(scalar.Value, out BarSpec bar)) { return bar; }
            _diagnostics.Error(scalar.Span, $"'{FieldReader.Shorten(scalar.Value)}' is not a bar specification", BarSpecText.Expected);
        }
        else if (!_fields.Has("bar")) { _diagnostics.Error(_fields.Span with { Length = 1 }, "the field 'bar' is missing", "add 'bar: 1h'"); }

        return null;
    }

    private ImmutableArray<RuleParameter> Parameters()
    {
        if (_fields.Take("params") is not { } node) { return []; }
        if (node is not MappingNode block)
        {
            _fields.Wrong<object>(node, "a block such as {fast: {default: 10, min: 2, max: 50}}");
            return [];
        }

        var parameters = new SortedDictionary<string, RuleParameter>(StringComparer.Ordinal);
        foreach (MappingEntry entry in block.Entries.Take(Limits.MaxNames))
        {
            _diagnostics.Field = $"params.{FieldReader.Shorten(entry.Key)}";
            if (!IsFreeName(entry, "a parameter")) { continue; }
            // One that can't be read is known by its name, so that its uses are not reported as well.
            parameters[entry.Key] = Parameter(entry) ?? new RuleParameter(entry.Key, double.NaN, double.NaN, double.NaN, 0, entry.KeySpan);
        }

        if (block.Entries.Count > Limits.MaxNames) { _diagnostics.Error(block.Entries[Limits.MaxNames].KeySpan, $"more than {Limits.MaxNames} params are given"); }
        return [.. parameters.Values];
    }

    private RuleParameter? Parameter(MappingEntry entry)
    {
        if (entry.Value is ScalarNode scalar)
        {
            return _fields.TryNumber(scalar, -double.MaxValue, double.MaxValue, out double value) ? new RuleParameter(entry.Key, value, value, value, 0, entry.KeySpan) : null;
        }

        if (entry.Value is not MappingNode block) { return _fields.Wrong<RuleParameter>(entry.Value, "a number or a block such as {default: 10, min: 2, max: 50}"); }
        var fields = new FieldReader(block, $"params.{entry.Key}", _diagnostics);
        double @default = fields.TakeNumber("default", -double.MaxValue, double.MaxValue, double.NaN);
        double minimum = fields.TakeNumber("min", -double.MaxValue, double.MaxValue, @default);
        double maximum = fields.TakeNumber("max", -double.MaxValue, double.MaxValue, @default);
        double step = fields.TakeNumber("step", 0, double.MaxValue, 0);
        fields.Finish();
        _diagnostics.Field = $"params.{entry.Key}";
        if (double.IsNaN(@default))
        {
            if (!fields.Has("default")) { _diagnostics.Error(entry.KeySpan, "the field 'default' is missing"); }
            return null;
        }

        if (@default < minimum || @default > maximum)
        {
            _diagnostics.Error(entry.KeySpan, $"the default {NumberText.Format(@default)} is outside its range, {NumberText.Format(minimum)} to {NumberText.Format(maximum)}");
            return null;
        }

        return new RuleParameter(entry.Key, @default, minimum, maximum, step, entry.KeySpan);
    }

    private ImmutableArray<RuleLet> Lets(ImmutableArray<RuleParameter> parameters)
    {
        if (_fields.Take("let") is not { } node) { return []; }
        if (node is not MappingNode block)
        {
            _fields.Wrong<object>(node, "a block such as {fast_average: ema(close, 10)}");
            return [];
        }

        var lets = new SortedDictionary<string, RuleLet>(StringComparer.Ordinal);
        foreach (MappingEntry entry in block.Entries.Take(Limits.MaxNames))
        {
            _diagnostics.Field = $"let.{FieldReader.Shorten(entry.Key)}";
            if (!IsFreeName(entry, "a let name")) { continue; }
            if (parameters.Any(p => p.Name == entry.Key)) { _diagnostics.Error(entry.KeySpan, $"'{entry.Key}' is a parameter already"); continue; }
            if (entry.Value is not ScalarNode { IsNull: false } scalar) { _fields.Wrong<object>(entry.Value, "an expression"); continue; }
            lets[entry.Key] = new RuleLet(entry.Key, Parser.Parse(scalar.Text, _diagnostics), entry.KeySpan);
        }

        if (block.Entries.Count > Limits.MaxNames) { _diagnostics.Error(block.Entries[Limits.MaxNames].KeySpan, $"more than {Limits.MaxNames} let names are given"); }
        return [.. lets.Values];
    }

    private bool IsFreeName(MappingEntry entry, string what)
    {
        if (!RuleVocabulary.IsName(entry.Key)) { _diagnostics.Error(entry.KeySpan, $"{what} has at most 40 letters, digits and '_', and does not begin with a digit"); }
        else if (RuleVocabulary.IsReserved(entry.Key)) { _diagnostics.Error(entry.KeySpan, $"'{entry.Key}' has a meaning of its own", $"write my_{entry.Key}"); }
        else { return true; }
        return false;
    }

    private SizingRule? Sizing()
    {
        FieldReader? fields = _fields.TakeBlock("sizing", "{percent_of_equity: 10}");
        if (fields is null) { return null; }
        (int kind, Expression? size) = OneOf(fields, RuleWords.Sizing);
        int bars = fields.TakeInteger("volatility_bars", 2, Limits.MaxLookBack - 1, 20);
        double leverage = fields.TakeNumber("max_leverage", 0.01, 100, 1);
        fields.Finish();
        bool isTarget = kind == (int)SizingKind.VolatilityTarget;
        if (!isTarget && kind >= 0 && (fields.Has("volatility_bars") || fields.Has("max_leverage")))
        {
            _diagnostics.Field = "sizing";
            _diagnostics.Error(fields.Span with { Length = 1 }, "'volatility_bars' and 'max_leverage' belong to 'volatility_target' only", "leave them out");
        }

        return size is null ? null : new SizingRule { Kind = (SizingKind)kind, Size = size, VolatilityBars = isTarget ? bars : 0, MaxLeverage = isTarget ? leverage : 0 };
    }

    private PriceRule? Price(FieldReader fields, string field, bool allowsPrice)
    {
        FieldReader? block = fields.TakeBlock(field, "{percent: 2}");
        if (block is null) { return null; }
        (int kind, Expression? value) = OneOf(block, allowsPrice ? RuleWords.Price : RuleWords.Distance);
        block.Finish();
        return value is null ? null : new PriceRule((PriceRuleKind)kind, value);
    }

    // The fields of which exactly one must be written; its index and expression.
    private (int Index, Expression? Value) OneOf(FieldReader fields, IReadOnlyList<string> names)
    {
        (int index, Expression? value) = (-1, null);
        for (int i = 0; i < names.Count; i++)
        {
            bool isGiven = fields.Has(names[i]);
            Expression? read = fields.TakeExpression(names[i]);
            if (!isGiven) { continue; }
            if (index >= 0) { _diagnostics.Error(fields.Span with { Length = 1 }, $"'{names[index]}' and '{names[i]}' are both given, one is expected"); continue; }
            (index, value) = (i, read);
        }

        if (index < 0)
        {
            _diagnostics.Field = fields.PathOf("").TrimEnd('.');
            _diagnostics.Error(fields.Span with { Length = 1 }, $"one of {string.Join(", ", names)} is expected");
        }

        return (index, value);
    }

    private OrderStyle Order()
    {
        if (_fields.Take("order") is not { } node || node is ScalarNode { Value: "market" }) { return OrderStyle.Market; }
        if (node is not MappingNode block)
        {
            _diagnostics.Error(node.Span with { Length = Math.Min(node.Span.Length, 40) }, "market or a limit is expected", "write market, or {limit: {percent: 0.1}, time_out: 3}");
            return OrderStyle.Market;
        }

        var fields = new FieldReader(block, "order", _diagnostics);
        PriceRule? offset = Price(fields, "limit", allowsPrice: false);
        int timeOut = fields.TakeInteger("time_out", 1, MaxBars, 1);
        fields.Finish();
        if (!fields.Has("limit"))
        {
            _diagnostics.Field = "order";
            _diagnostics.Error(fields.Span with { Length = 1 }, "the field 'limit' is missing", "write order: market for a market order");
        }

        return offset is null ? OrderStyle.Market : new OrderStyle { LimitOffset = offset, TimeOutBars = timeOut };
    }

    private GridRule? Grid()
    {
        FieldReader? fields = _fields.TakeBlock("grid", "{levels: 5, spacing: {percent: 1}, size: {quantity: 0.1}}");
        if (fields is null) { return null; }
        int levels = fields.TakeInteger("levels", 1, Limits.MaxGridLevels, 0);
        PriceRule? spacing = Price(fields, "spacing", allowsPrice: false);
        FieldReader? size = fields.TakeBlock("size", "{quantity: 0.1}");
        (int kind, Expression? value) = size is null ? (-1, null) : OneOf(size, RuleWords.GridSize);
        size?.Finish();
        int side = fields.TakeWord("side", RuleWords.GridSide);
        fields.Finish();
        _diagnostics.Field = "grid";
        foreach (string needed in (ReadOnlySpan<string>)["levels", "spacing", "size"])
        {
            if (!fields.Has(needed)) { _diagnostics.Error(fields.Span with { Length = 1 }, $"the field '{needed}' is missing"); }
        }

        return levels == 0 || spacing is null || value is null
            ? null
            : new GridRule { Levels = levels, Spacing = spacing, SizeKind = (SizingKind)kind, Size = value, Side = (GridSide)Math.Max(side, 0) };
    }
}
