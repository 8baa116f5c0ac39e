using System.Collections;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>One value that is in force, and who says so.</summary>
/// <param name="Key">Its whole path.</param>
/// <param name="Text">As it would be written; masked when it is a secret's.</param>
/// <param name="Origin">Where it is written, or that it is a default.</param>
/// <param name="IsPinned">Decisions depend on it: another value needs a new journal.</param>
public sealed record ConfigurationValue(string Key, string Text, ConfigurationOrigin Origin, bool IsPinned)
{
    /// <summary>What stands for a secret.</summary>
    public const string Mask = "********";

    /// <summary>All that are in force, in the order of the model.</summary>
    internal static IReadOnlyList<ConfigurationValue> Of(EngineConfiguration configuration, Func<string, ConfigurationOrigin> placeOf)
    {
        List<ConfigurationValue> values = [];
        AddRecord(values, configuration, "", placeOf, isPinned: false);
        return values;
    }

    private static void AddRecord(List<ConfigurationValue> values, object record, string path, Func<string, ConfigurationOrigin> placeOf, bool isPinned)
    {
        if (record is FeedConfiguration feed) { values.Add(new ConfigurationValue(ConfigurationBinder.Join(path, ConfigurationShape.KindKey), feed.Kind, placeOf(ConfigurationBinder.Join(path, ConfigurationShape.KindKey)), isPinned)); }
        foreach (ConfigurationKey key in ConfigurationShape.Of(record.GetType()).Keys)
        {
            string at = ConfigurationBinder.Join(path, key.Name);
            Add(values, key.Property.GetValue(record), key, at, placeOf, isPinned || key.IsPinned);
        }
    }

    private static void Add(List<ConfigurationValue> values, object? value, ConfigurationKey key, string path, Func<string, ConfigurationOrigin> placeOf, bool isPinned)
    {
        switch (value)
        {
            case null:
                values.Add(new ConfigurationValue(path, key.CanBeOff ? "off" : "-", placeOf(path), isPinned));
                break;
            case not null when ScalarForm.For(value.GetType()) is { } form:
                bool isMasked = key.IsMasked || (value is string or SecretReference && SecretKeys.IsOne(path));    // Numbers of tokens are no secrets.
                string text = form.Format(value);
                values.Add(new ConfigurationValue(path, !isMasked ? text : value is SecretReference ? $"{Mask} ({text})" : Mask, placeOf(path), isPinned));
                break;
            case IDictionary map:
                if (map.Count == 0) { values.Add(new ConfigurationValue(path, "{}", placeOf(path), isPinned)); }
                foreach (DictionaryEntry entry in map) { Add(values, entry.Value, key, $"{path}.{entry.Key}", placeOf, isPinned); }
                break;
            case IEnumerable list:
                AddItems(values, [.. list.Cast<object>()], key, path, placeOf, isPinned);
                break;
            default:
                AddRecord(values, value, path, placeOf, isPinned);
                break;
        }
    }

    private static void AddItems(List<ConfigurationValue> values, object[] items, ConfigurationKey key, string path, Func<string, ConfigurationOrigin> placeOf, bool isPinned)
    {
        if (items.All(item => ScalarForm.For(item.GetType()) is not null))
        {
            values.Add(new ConfigurationValue(path, $"[{string.Join(", ", items.Select(item => ScalarForm.For(item.GetType())!.Format(item)))}]", placeOf(path), isPinned));
            return;
        }

        for (int i = 0; i < items.Length; i++) { Add(values, items[i], key, $"{path}[{i}]", placeOf, isPinned); }
    }
}
