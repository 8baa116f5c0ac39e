using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Actor.Documents;

/// <summary>
/// Makes the rule language's canonical text of an answer. Every word is looked up again, whatever an endpoint promised of its schema, and the
/// language's own compiler has the last word; nothing of the answer comes into the text but words of the vocabulary and numbers.
/// </summary>
public sealed class ProposalReader
{
    /// <summary>The name of all of them: a name of one's own would make another candidate of the same rules.</summary>
    public const string RuleSetName = "actor";

    private const int MaxGroups = 8, MaxConditions = 8, MaxNumbers = 4, MaxBars = 1_000_000, MaxEntries = 100;

    private readonly ProposalVocabulary _vocabulary;
    private readonly AnswerProblems _problems = new();
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);

    private ProposalReader(ProposalVocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>The rule set, compiled; or what is wrong, for whoever gave the answer. Never throws on any answer.</summary>
    public static (RuleReading? Rules, string? Problem) Read(JsonElement answer, ProposalVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ProposalReader reader = new(vocabulary);
        JsonObject? document;
        try
        {
            document = reader.Document(answer);
        }
        catch (InvalidOperationException)
        {
            return (null, "it has half of a character, which no text can be made of");    // Half a surrogate pair, which JSON can write and no string holds.
        }

        if (document is null || !reader._problems.IsEmpty) { return (null, reader._problems.ToString()); }
        RuleReading written = RuleText.Read(document.ToJsonString(), RuleSetName);
        foreach (RuleDiagnostic one in written.Diagnostics.Where(one => one.Severity == RuleSeverity.Error)) { reader._problems.Add(one.Field, one.Suggestion is null ? one.Message : $"{one.Message}; {one.Suggestion}"); }
        if (!reader._problems.IsEmpty) { return (null, reader._problems.ToString()); }
        RuleReading canonical = RuleText.Read(RuleText.Format(written.Document!), RuleSetName);
        return canonical.IsValid ? (canonical, null) : (null, string.Join("\n", canonical.Diagnostics.Select(one => one.Message)));
    }

    private JsonObject? Document(JsonElement answer)
    {
        if (AnswerFields.Of(answer, "", _problems) is not { } fields) { return null; }
        JsonObject document = new() { ["name"] = RuleSetName, ["universe"] = Symbols(fields), ["bar"] = fields.Word("bar", _vocabulary.Bars) };
        JsonObject series = Series(fields);
        if (series.Count > 0) { document["let"] = series; }
        foreach (string clause in (ReadOnlySpan<string>)["entry_long", "exit_long", "entry_short", "exit_short"])
        {
            if (Clause(fields, clause) is { Length: > 0 } text) { document[clause] = text; }
        }

        Put(document, "sizing", Sizing(fields));
        Put(document, "stop_loss", Price(fields, "stop_loss", RuleWords.Price));
        Put(document, "take_profit", Price(fields, "take_profit", RuleWords.Price));
        Put(document, "trailing_stop", Price(fields, "trailing_stop", RuleWords.Distance));
        Put(document, "time_stop", fields.Whole("time_stop", 1, MaxBars, isNullable: true));
        Put(document, "order", Order(fields));
        Put(document, "cooldown", fields.Whole("cooldown", 0, MaxBars, isNullable: true));
        Put(document, "max_entries", fields.Whole("max_entries", 1, MaxEntries, isNullable: true));
        Put(document, "grid", Grid(fields));
        Put(document, "hand_over", fields.Word("hand_over", RuleWords.HandOver));
        fields.Finish();
        return document;
    }

    private JsonArray Symbols(AnswerFields fields)
    {
        SortedSet<string> selected = new(StringComparer.Ordinal);
        foreach ((JsonElement item, string path) in fields.List("selected_symbols", RuleLimits.Default.MaxInstruments))
        {
            if (item.ValueKind != JsonValueKind.String || !_vocabulary.Symbols.Contains(item.GetString()!)) { _problems.Add(path, $"{AnswerProblems.Describe(item)} is not one of the candidates"); }
            else { selected.Add(item.GetString()!); }
        }

        if (selected.Count == 0) { fields.Say("selected_symbols", "at least one candidate is to be selected"); }
        return new JsonArray([.. selected.Select(name => JsonValue.Create(name))]);
    }

    private JsonObject Series(AnswerFields fields)
    {
        JsonObject named = [];
        foreach ((JsonElement item, string path) in fields.List("series", ProposalVocabulary.Series.Length))
        {
            if (fields.Of(item, path) is not { } one) { continue; }
            string? id = one.Word("id", ProposalVocabulary.Series);
            string? call = Call(one);
            one.Finish();
            if (id is null || call is null) { continue; }
            if (!_defined.Add(id)) { one.Say("id", $"{id} is defined twice"); }
            else { named[id] = call; }
        }

        return named;
    }

    private string? Call(AnswerFields one)
    {
        string? indicator = one.Word("indicator", ProposalVocabulary.Indicators);
        string? source = one.Word("source", ProposalVocabulary.Fields, isNullable: true);
        string? symbol = one.Word("symbol", _vocabulary.Symbols, isNullable: true);
        string? output = one.Word("output", ProposalVocabulary.Outputs, isNullable: true);
        string? bar = one.Word("bar", _vocabulary.Bars, isNullable: true);
        List<string> arguments = [];
        foreach ((JsonElement item, string path) in one.List("numbers", MaxNumbers))
        {
            if (one.AsNumber(item, path) is { } number) { arguments.Add(NumberText.Format(number)); }
        }

        if (indicator is null || !IndicatorCatalog.TryGet(indicator, out IndicatorDefinition? definition)) { return null; }
        bool isPair = definition.Inputs == IndicatorInputs.SeriesPair;
        if ((definition.Inputs == IndicatorInputs.Bar) != (source is null)) { one.Say("source", source is null ? $"{indicator} needs one" : $"{indicator} is computed of whole bars: null is expected"); }
        if (isPair && symbol is null) { one.Say("symbol", $"{indicator} compares with another instrument: it needs one"); }
        if (output is not null && !definition.Outputs.Contains(output)) { one.Say("output", $"{indicator} has {string.Join(", ", definition.Outputs)}"); }
        if (isPair) { arguments.Insert(0, Of(source, symbol)); }
        if (source is not null) { arguments.Insert(0, source); }
        string call = $"{indicator}({string.Join(", ", arguments)}){(output is null ? "" : $".{output}")}";
        string at = bar is null ? call : $"{call} @ {bar}";
        return isPair ? at : Of(at, symbol);
    }

    private static string Of(string? series, string? symbol) => symbol is null ? series ?? "" : $"{series} of \"{symbol}\"";

    private string Clause(AnswerFields fields, string name)
    {
        List<string> groups = [];
        foreach ((JsonElement group, string path) in fields.List(name, MaxGroups))
        {
            string[] all = [.. fields.Items(group, path, MaxConditions).Select(one => Condition(fields, one.Item, one.Path)).OfType<string>()];
            if (all.Length == 0) { _problems.Add(path, "a group without conditions holds always: leave it out"); }
            else { groups.Add(all.Length == 1 ? all[0] : $"({string.Join(" and ", all)})"); }
        }

        return string.Join(" or ", groups);
    }

    private string? Condition(AnswerFields fields, JsonElement item, string path)
    {
        if (fields.Of(item, path) is not { } one) { return null; }
        string? left = Operand(one, "left"), right = Operand(one, "right");
        string? word = one.Word("operator", ProposalVocabulary.Operators);
        one.Finish();
        if (left is null || right is null || word is null) { return null; }
        return ProposalVocabulary.Infix.Any(infix => infix.Name == word) ? $"{left} {word} {right}" : $"{word}({left}, {right})";
    }

    private string? Operand(AnswerFields of, string name)
    {
        if (of.Block(name) is not { } one) { return null; }
        string? series = Defined(one), word = one.Word("word", ProposalVocabulary.Words, isNullable: true);
        double? number = one.Number("number", isNullable: true), times = one.Number("times", isNullable: true);
        int? ago = one.Whole("bars_ago", 0, RuleLimits.Default.MaxLookBack, isNullable: true);
        one.Finish();
        string[] given = [.. new[] { series, word, number is { } value ? NumberText.Format(value) : null }.OfType<string>()];
        if (given.Length != 1)
        {
            one.Say("", "exactly one of series, word and number is expected");
            return null;
        }

        if (number is not null && (ago ?? 0) != 0) { one.Say("bars_ago", "a number has no past: null is expected"); }
        string text = ago is > 0 ? string.Create(CultureInfo.InvariantCulture, $"{given[0]}[{ago}]") : given[0];
        return times is { } factor ? $"{NumberText.Format(factor)} * {text}" : text;
    }

    private string? Defined(AnswerFields one)
    {
        string? series = one.Word("series", ProposalVocabulary.Series, isNullable: true);
        if (series is not null && !_defined.Contains(series)) { one.Say("series", $"{series} is not defined in series"); }
        return series;
    }

    private static JsonObject? Sizing(AnswerFields fields)
    {
        if (fields.Block("sizing", isNullable: true) is not { } one) { return null; }
        JsonObject sizing = [];
        if (one.Word("kind", RuleWords.Sizing) is { } kind && one.Number("value") is { } value) { sizing[kind] = NumberText.Format(value); }
        Put(sizing, "volatility_bars", one.Whole("volatility_bars", 2, RuleLimits.Default.MaxLookBack - 1, isNullable: true));
        Put(sizing, "max_leverage", one.Number("max_leverage", isNullable: true));
        one.Finish();
        return sizing;
    }

    private JsonObject? Price(AnswerFields fields, string name, IReadOnlyList<string> kinds, bool isNullable = true)
    {
        if (fields.Block(name, isNullable) is not { } one) { return null; }
        string? kind = one.Word("kind", kinds);
        double? value = one.Number("value");
        string? series = Defined(one);
        one.Finish();
        if (kind is null || value is not { } number) { return []; }
        return new JsonObject { [kind] = series is null ? NumberText.Format(number) : $"{NumberText.Format(number)} * {series}" };
    }

    private JsonObject? Order(AnswerFields fields)
    {
        if (fields.Block("order") is not { } one) { return null; }
        string? kind = one.Word("kind", RuleWords.Order);
        JsonObject? offset = Price(one, "offset", RuleWords.Distance);
        int? timeOut = one.Whole("time_out", 1, MaxBars, isNullable: true);
        one.Finish();
        if (kind != RuleWords.Order[1]) { return null; }
        if (offset is null || timeOut is null) { one.Say("", "a limit order needs an offset and a time_out"); }
        return new JsonObject { [RuleWords.Order[1]] = offset, ["time_out"] = timeOut };
    }

    private JsonObject? Grid(AnswerFields fields)
    {
        if (fields.Block("grid", isNullable: true) is not { } one) { return null; }
        JsonObject grid = [];
        Put(grid, "levels", one.Whole("levels", 1, RuleLimits.Default.MaxGridLevels));
        Put(grid, "spacing", Price(one, "spacing", RuleWords.Distance, isNullable: false));
        if (one.Block("size") is { } size)
        {
            if (size.Word("kind", RuleWords.GridSize) is { } kind && size.Number("value") is { } value) { grid["size"] = new JsonObject { [kind] = NumberText.Format(value) }; }
            size.Finish();
        }

        Put(grid, "side", one.Word("side", RuleWords.GridSide));
        one.Finish();
        return grid;
    }

    private static void Put<T>(JsonObject to, string name, T? value)
    {
        switch (value)
        {
            case null: break;
            case JsonObject block: to[name] = block; break;
            default: to[name] = JsonValue.Create(value); break;
        }
    }
}
