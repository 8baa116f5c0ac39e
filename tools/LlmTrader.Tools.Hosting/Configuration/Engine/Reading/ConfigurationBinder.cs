using System.Collections;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>
/// Makes records of nodes. It goes on behind a mistake with the default in its place, so that all are found at once, and notes where each
/// value is written.
/// </summary>
internal sealed class ConfigurationBinder(ConfigurationMistakes mistakes)
{
    private const int MostWords = 10;

    private readonly ConfigurationMistakes _mistakes = mistakes;

    /// <summary>The record; of a wrong node, the one of defaults alone.</summary>
    public object BindRecord(ConfigurationNode node, Type type, string path)
    {
        if (node.Kind is not (NodeKind.Map or NodeKind.Nothing))
        {
            _mistakes.Add(node.Origin, path, $"{node.What} is given; a section of keys is expected.", $"Write its keys below it, indented: {Examples(type)}.");
            return Activator.CreateInstance(Concrete(type))!;
        }

        if (ConfigurationShape.Of(type).Kinds is { Count: > 0 } kinds) { type = KindOf(node, kinds, path); }
        ConfigurationShape shape = ConfigurationShape.Of(type);
        object record = Activator.CreateInstance(type)!;
        Dictionary<ConfigurationKey, ConfigurationField> given = [];
        HashSet<string?> meant = [];
        foreach (ConfigurationField field in node.Fields)
        {
            if (IsKind(shape, field)) { continue; }
            if (shape.Find(field.Key) is not { } key) { meant.Add(Unknown(field, shape, path)); }
            else if (!given.TryAdd(key, field)) { Twice(field, given[key], Join(path, key.Name)); }
            else if (Bind(field, key, Join(path, key.Name)) is { } value) { key.Property.SetValue(record, value.Value); }
        }

        foreach (ConfigurationKey key in shape.Keys)
        {
            if (!key.IsRequired || given.ContainsKey(key)) { continue; }
            if (meant.Contains(key.Name)) { _mistakes.Follow(Join(path, key.Name)); } else { Missing(node.Origin, key, path); }
        }

        return record;
    }

    /// <summary><c>journal</c> and <c>mode</c> are <c>journal.mode</c>.</summary>
    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static bool IsKind(ConfigurationShape shape, ConfigurationField field) =>
        shape.Type.BaseType is { } parent && ConfigurationShape.Of(parent).Kinds.Count > 0 && KeyName.AreSame(field.Key, ConfigurationShape.KindKey);

    // A box, since null is a value of its own: off.
    private sealed record Bound(object? Value);

    private Bound? Bind(ConfigurationField field, ConfigurationKey key, string path)
    {
        ConfigurationNode node = field.Value;
        _mistakes.Place(path, node.Kind == NodeKind.Nothing ? field.Origin : node.Origin);
        if (key.CanBeOff && node is { Kind: NodeKind.Text, Text: "off" }) { return new Bound(null); }
        return BindValue(node, field.Origin, key.Property.PropertyType, key, path);
    }

    private Bound? BindValue(ConfigurationNode node, ConfigurationOrigin keyOrigin, Type type, ConfigurationKey? key, string path)
    {
        if (ScalarForm.For(type) is { } form) { return BindScalar(node, keyOrigin, form, key, path); }
        if (ConfigurationShape.ItemOf(type) is { } item) { return BindList(node, keyOrigin, item, key, path); }
        if (ConfigurationShape.ValueOf(type) is { } value) { return BindMap(node, keyOrigin, value, key, path); }
        return node.Kind == NodeKind.Nothing && key is { IsRequired: false } ? null : new Bound(BindRecord(node, type, path));
    }

    private Bound? BindScalar(ConfigurationNode node, ConfigurationOrigin keyOrigin, ScalarForm form, ConfigurationKey? key, string path)
    {
        string expected = key is { Within: { } bounds } ? $"{form.Expected}, from {bounds.Least} to {bounds.Most}," : form.Expected;
        if (key is { CanBeOff: true }) { expected = $"{expected.TrimEnd(',')}, or off,"; }
        bool isMasked = key is { IsMasked: true };
        if (node.Kind == NodeKind.Nothing || node is { Kind: NodeKind.Text, Text.Length: 0 })
        {
            _mistakes.Add(node.Kind == NodeKind.Nothing ? keyOrigin : node.Origin, path, $"nothing is given; {expected} is expected.", $"{form.Remedy} Or remove the line{(key is { IsRequired: true } ? "" : " for the default")}.");
            return null;
        }

        if (node.Kind != NodeKind.Text)
        {
            _mistakes.Add(node.Origin, path, $"{node.What} is given; {expected} is expected.", form.Remedy);
            return null;
        }

        if (node.Text.Any(char.IsControl))
        {
            _mistakes.Add(node.Origin, path, "the text has a line break or another control character in it.", "Write it on one line.");
            return null;
        }

        if (form.Parse(node.Text) is not { } value)
        {
            string what = isMasked ? "something else (not shown)" : node.What;
            string? near = form.NearestOf(node.Text);
            if (near is not null && form.Words!.Count > MostWords) { expected = $"one of {form.Words.Count} words"; }    // The schema has them all.
            _mistakes.Add(node.Origin, path, $"{what} is given; {expected} is expected.", near is null ? RemedyOf(node.Text, form) : $"Write '{near}'.");
            return null;
        }

        if (key is { Within: { } within } && !IsWithin(value, form, within))
        {
            _mistakes.Add(node.Origin, path, $"{node.What} is given; {within.Least} to {within.Most} is expected.", within.Remedy ?? $"Write a value from {within.Least} to {within.Most}.");
            return null;
        }

        if (key is { IsName: true } && !IsName((string)value))
        {
            _mistakes.Add(node.Origin, path, $"{node.What} is given; a name of 1 to 32 letters, digits, '-' and '_' is expected.", "Choose a shorter or plainer name: it stands in logs, metrics and commands.");
            return null;
        }

        return new Bound(value);
    }

    private Bound? BindList(ConfigurationNode node, ConfigurationOrigin keyOrigin, Type item, ConfigurationKey? key, string path)
    {
        if (node.Kind == NodeKind.Nothing)
        {
            if (key is { IsRequired: true }) { _mistakes.Add(keyOrigin, path, "nothing is given; a list is expected.", $"Write an item for each below it, with '- ' before it. {key.Description}"); }
            return null;
        }

        if (node.Kind != NodeKind.List)
        {
            _mistakes.Add(node.Origin, path, $"{node.What} is given; a list is expected.", node.Kind == NodeKind.Text ? $"Write [{ConfigurationNode.Shortened(node.Text)}]." : "Write '- ' before each item.");
            return null;
        }

        IList items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        for (int i = 0; i < node.Items.Count; i++)
        {
            string at = $"{path}[{i}]";
            _mistakes.Place(at, node.Items[i].Origin);
            object? value = ConfigurationShape.ItemOf(item) is null && ConfigurationShape.ValueOf(item) is null && ScalarForm.For(item) is null
                ? BindRecord(node.Items[i], item, at)
                : BindValue(node.Items[i], node.Items[i].Origin, item, null, at)?.Value;
            if (value is not null) { items.Add(value); }
        }

        return new Bound(items);
    }

    private Bound? BindMap(ConfigurationNode node, ConfigurationOrigin keyOrigin, Type value, ConfigurationKey? key, string path)
    {
        if (node.Kind == NodeKind.Nothing)
        {
            if (key is { IsRequired: true }) { _mistakes.Add(keyOrigin, path, "nothing is given; values by name are expected.", $"Write a name, a colon and a value for each below it. {key.Description}"); }
            return null;
        }

        if (node.Kind != NodeKind.Map)
        {
            _mistakes.Add(node.Origin, path, $"{node.What} is given; values by name are expected.", "Write a name, a colon and a value, such as {USDT: 100000}.");
            return null;
        }

        IDictionary map = (IDictionary)Activator.CreateInstance(typeof(SortedDictionary<,>).MakeGenericType(typeof(string), value), StringComparer.Ordinal)!;
        Dictionary<string, ConfigurationField> given = [];
        foreach (ConfigurationField field in node.Fields)
        {
            string at = Join(path, field.Key);
            _mistakes.Place(at, field.Origin);
            if (!given.TryAdd(field.Key, field)) { Twice(field, given[field.Key], at); }
            else if (BindValue(field.Value, field.Origin, value, null, at) is { Value: { } bound }) { map[field.Key] = bound; }
        }

        return new Bound(map);
    }

    private Type KindOf(ConfigurationNode node, IReadOnlyList<(string Word, Type Type)> kinds, string path)
    {
        string expected = string.Join(", ", kinds.Select(kind => kind.Word));
        string at = Join(path, ConfigurationShape.KindKey);
        if (node.Fields.FirstOrDefault(field => KeyName.AreSame(field.Key, ConfigurationShape.KindKey)) is not { } field)
        {
            _mistakes.Add(node.Origin, at, $"must be given; one of {expected} is expected.", $"Add 'kind: {kinds[0].Word}', or another of them.");
            return kinds[0].Type;
        }

        _mistakes.Place(at, field.Value.Origin);
        foreach ((string word, Type type) in kinds)
        {
            if (field.Value.Kind == NodeKind.Text && KeyName.AreSame(field.Value.Text, word)) { return type; }
        }

        string? meant = field.Value.Kind == NodeKind.Text ? Suggestion.Nearest(field.Value.Text, kinds.Select(kind => kind.Word)) : null;
        _mistakes.Add(field.Origin, at, $"{field.Value.What} is given; one of {expected} is expected.", meant is null ? $"Choose one of {expected}." : $"Write '{meant}'.");
        return kinds.FirstOrDefault(kind => kind.Word == meant).Type ?? BestFit(node, kinds);    // So that keys of the kind that was meant are not mistakes as well.
    }

    private static Type BestFit(ConfigurationNode node, IReadOnlyList<(string Word, Type Type)> kinds) =>
        kinds.MaxBy(kind => node.Fields.Count(field => ConfigurationShape.Of(kind.Type).Find(field.Key) is not null)).Type;

    // The key that was meant, if one is near.
    private string? Unknown(ConfigurationField field, ConfigurationShape shape, string path)
    {
        string[] known = [.. shape.Keys.Select(key => key.Name)];
        string? near = Suggestion.Nearest(field.Key, known);
        string place = path.Length == 0 ? "at the top of the file" : $"in {path}";
        string remedy = near is not null ? $"Did you mean '{near}'?" : HomeOf(field.Key, shape) is { } home ? $"It is a key of {home}: move it there." : "Remove it.";
        _mistakes.Add(field.Origin, Join(path, ConfigurationNode.Shortened(field.Key)), $"there is no such key {place}.", $"{remedy} Known: {string.Join(", ", known)}.");
        return near;
    }

    // Where a key belongs that stands in the wrong place: another kind of the same section, or another section.
    private static string? HomeOf(string key, ConfigurationShape shape)
    {
        foreach ((string word, Type type) in shape.Type.BaseType is { } parent ? ConfigurationShape.Of(parent).Kinds : [])
        {
            if (type != shape.Type && ConfigurationShape.Of(type).Find(key) is not null) { return $"kind {word}"; }
        }

        return ConfigurationShape.Of(typeof(EngineConfiguration)).Keys.FirstOrDefault(section => IsSectionWith(section, key))?.Name;
    }

    private static bool IsSectionWith(ConfigurationKey section, string key)
    {
        Type type = section.Property.PropertyType;
        bool isSection = ScalarForm.For(type) is null && ConfigurationShape.ItemOf(type) is null && ConfigurationShape.ValueOf(type) is null;
        return isSection && ConfigurationShape.Of(type).Find(key) is not null;
    }

    private void Twice(ConfigurationField field, ConfigurationField first, string path) =>
        _mistakes.Add(field.Origin, path, $"is given twice, first on line {first.Origin.Line}.", "Remove one of the two.");

    private void Missing(ConfigurationOrigin origin, ConfigurationKey key, string path) =>
        _mistakes.Add(origin, Join(path, key.Name), "must be given.", $"Add '{key.Name}: …'{(key.Description is null ? "." : $": {char.ToLowerInvariant(key.Description[0])}{key.Description[1..]}")}");

    private static bool IsWithin(object value, ScalarForm form, WithinAttribute within)
    {
        decimal measured = form.Measure!(value);
        return measured >= form.Measure(form.Parse(within.Least)!) && measured <= form.Measure(form.Parse(within.Most)!);
    }

    private static bool IsName(string text) => text.Length is >= 1 and <= 32 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string RemedyOf(string text, ScalarForm form) => form.JsonType == "boolean" && text.ToUpperInvariant() is "YES" or "ON" or "TRUE" or "1" ? "Write true."
        : form.JsonType == "boolean" && text.ToUpperInvariant() is "NO" or "OFF" or "FALSE" or "0" ? "Write false." : form.Remedy;

    private static string Examples(Type type) => string.Join(", ", ConfigurationShape.Of(Concrete(type)).Keys.Take(3).Select(key => key.Name));

    private static Type Concrete(Type type) => ConfigurationShape.Of(type).Kinds is { Count: > 0 } kinds ? kinds[0].Type : type;
}
