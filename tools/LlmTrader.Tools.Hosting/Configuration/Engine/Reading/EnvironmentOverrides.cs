using System.Globalization;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>
/// Puts environment variables in the place of what a file says: <c>LLMTRADER__JOURNAL__DIRECTORY</c> is <c>journal.directory</c>,
/// <c>LLMTRADER__FEEDS__0__RATE</c> the first feed's rate. Case does not count.
/// </summary>
internal sealed class EnvironmentOverrides(ConfigurationMistakes mistakes)
{
    public const string Prefix = "LLMTRADER__";
    private const string Separator = "__";

    /// <summary>The tree with the overrides in it.</summary>
    public ConfigurationNode Apply(ConfigurationNode root, IReadOnlyDictionary<string, string> environment)
    {
        foreach ((string name, string value) in environment.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).OrderBy(pair => pair.Key, ByNumbers))
        {
            string[] keys = name[Prefix.Length..].Split(Separator);
            if (keys.Any(key => key.Length == 0))
            {
                mistakes.Add(ConfigurationOrigin.OfVariable(name), "", "this is the path of no key: a part of it is empty.", $"Write the keys with two underscores between them, such as {Prefix}JOURNAL__DIRECTORY.");
                continue;
            }

            root = Put(root, typeof(EngineConfiguration), new Override(name, keys, value), 0, "");
        }

        return root;
    }

    private static Comparer<string> ByNumbers { get; } = Comparer<string>.Create((left, right) =>
    {
        string[] a = left.Split(Separator), b = right.Split(Separator);
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            bool areNumbers = int.TryParse(a[i], NumberStyles.None, CultureInfo.InvariantCulture, out int x) & int.TryParse(b[i], NumberStyles.None, CultureInfo.InvariantCulture, out int y);
            int order = areNumbers ? x.CompareTo(y) : string.CompareOrdinal(a[i], b[i]);
            if (order != 0) { return order; }
        }

        return a.Length.CompareTo(b.Length);
    });

    private sealed record Override(string Name, string[] Keys, string Value)
    {
        public ConfigurationOrigin Origin => ConfigurationOrigin.OfVariable(Name);
    }

    // The node that takes the old one's place; the old one itself when the override can't be used.
    private ConfigurationNode Put(ConfigurationNode old, Type type, Override by, int depth, string path)
    {
        if (depth == by.Keys.Length) { return Value(by, type, old); }
        if (ConfigurationShape.ItemOf(type) is { } item) { return PutItem(old, item, by, depth, path); }
        if (ConfigurationShape.ValueOf(type) is { } value) { return PutEntry(old, value, by, depth, path); }
        if (ScalarForm.For(type) is not null)
        {
            mistakes.Add(by.Origin, path, "is a single value, and has no keys below it.", $"End the variable's name with {by.Keys[depth - 1]}.");
            return old;
        }

        return PutKey(old, type, by, depth, path);
    }

    private ConfigurationNode PutKey(ConfigurationNode old, Type type, Override by, int depth, string path)
    {
        ConfigurationShape shape = Concrete(type, old);
        string written = by.Keys[depth];
        bool isKind = KeyName.AreSame(written, ConfigurationShape.KindKey) && ConfigurationShape.Of(type).Kinds.Count > 0;
        if (!isKind && shape.Find(written) is null)
        {
            string[] known = [.. shape.Keys.Select(key => key.Name)];
            string meant = Suggestion.Nearest(written, known) is { } near ? $"Did you mean {near.ToUpperInvariant()}?" : "Remove the variable.";
            mistakes.Add(by.Origin, ConfigurationBinder.Join(path, KeyName.Of(ConfigurationNode.Shortened(written)).ToLowerInvariant()), $"there is no such key {(path.Length == 0 ? "in a configuration" : $"in {path}")}.", $"{meant} Known: {string.Join(", ", known)}.");
            return old;
        }

        string key = isKind ? ConfigurationShape.KindKey : shape.Find(written)!.Name;
        Type below = isKind ? typeof(string) : shape.Find(written)!.Property.PropertyType;
        return PutField(old, below, by, depth, ConfigurationBinder.Join(path, key), field => KeyName.AreSame(field.Key, key), key);
    }

    private ConfigurationNode PutEntry(ConfigurationNode old, Type value, Override by, int depth, string path)
    {
        string key = by.Keys[depth];
        return PutField(old, value, by, depth, ConfigurationBinder.Join(path, key), field => string.Equals(field.Key, key, StringComparison.OrdinalIgnoreCase), key);
    }

    private ConfigurationNode PutField(ConfigurationNode old, Type below, Override by, int depth, string path, Predicate<ConfigurationField> isKey, string key)
    {
        if (old.Kind is NodeKind.Text or NodeKind.List) { return old; }    // The file's own mistake, which is reported.
        ConfigurationNode map = old.Kind == NodeKind.Map ? old : ConfigurationNode.OfMap(by.Origin);
        int at = map.Fields.FindIndex(isKey);
        ConfigurationNode before = at >= 0 ? map.Fields[at].Value : ConfigurationNode.OfNothing(by.Origin);
        ConfigurationNode after = Put(before, below, by, depth + 1, path);
        if (ReferenceEquals(before, after)) { return old; }
        ConfigurationField field = new(at >= 0 ? map.Fields[at].Key : key, depth + 1 == by.Keys.Length || at < 0 ? by.Origin : map.Fields[at].Origin, after);
        if (at >= 0) { map.Fields[at] = field; } else { map.Fields.Add(field); }
        return map;
    }

    private ConfigurationNode PutItem(ConfigurationNode old, Type item, Override by, int depth, string path)
    {
        if (old.Kind is NodeKind.Text or NodeKind.Map) { return old; }
        ConfigurationNode list = old.Kind == NodeKind.List ? old : ConfigurationNode.OfList(by.Origin);
        bool isNumber = int.TryParse(by.Keys[depth], NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        if (!isNumber || index > list.Items.Count)
        {
            mistakes.Add(by.Origin, path, $"has {list.Items.Count} item{(list.Items.Count == 1 ? "" : "s")}, and '{ConfigurationNode.Shortened(by.Keys[depth])}' is no place among them.", list.Items.Count == 0 ? "Write 0, which adds an item." : $"Write a number from 0 to {list.Items.Count}; the last of these adds an item.");
            return old;
        }

        ConfigurationNode before = index < list.Items.Count ? list.Items[index] : ConfigurationNode.OfNothing(by.Origin);
        ConfigurationNode after = Put(before, item, by, depth + 1, $"{path}[{index}]");
        if (ReferenceEquals(before, after)) { return old; }
        if (index < list.Items.Count) { list.Items[index] = after; } else { list.Items.Add(after); }
        return list;
    }

    // Lists and sections in YAML's flow style; a list of words also with commas alone.
    private ConfigurationNode Value(Override by, Type type, ConfigurationNode old)
    {
        if (ScalarForm.For(type) is not null) { return ConfigurationNode.OfText(by.Value, by.Origin); }
        bool isWords = ConfigurationShape.ItemOf(type) is { } item && ScalarForm.For(item) is not null && !by.Value.StartsWith('[');
        try
        {
            return ConfigurationTree.ReadVariable(by.Name, isWords ? $"[{by.Value}]" : by.Value);
        }
        catch (FileSyntaxException e)
        {
            mistakes.Add(by.Origin, "", e.Problem, "Write it on one line as [a, b] or {key: value}.");
            return old;
        }
    }

    private static ConfigurationShape Concrete(Type type, ConfigurationNode node)
    {
        ConfigurationShape shape = ConfigurationShape.Of(type);
        if (shape.Kinds.Count == 0) { return shape; }
        string? kind = node.Fields.Find(field => KeyName.AreSame(field.Key, ConfigurationShape.KindKey))?.Value.Text;
        Type concrete = shape.Kinds.FirstOrDefault(known => kind is not null && KeyName.AreSame(known.Word, kind)).Type ?? shape.Kinds[0].Type;
        return ConfigurationShape.Of(concrete);
    }
}
