using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Property.Configuration;

/// <summary>Writes a record as YAML by the plainest means: every key, keys in the way of a seeded choice, texts in single quotes.</summary>
internal sealed class PlainYaml(Random random)
{
    private readonly StringBuilder _text = new();

    public static string Of(EngineConfiguration configuration, Random random)
    {
        PlainYaml yaml = new(random);
        yaml.WriteRecord(configuration, 0, isItem: false);
        return yaml._text.ToString();
    }

    private void WriteRecord(object record, int indent, bool isItem)
    {
        bool isFirst = isItem;
        if (record is FeedConfiguration feed) { WriteKey("kind", indent, ref isFirst); _text.Append(CultureInfo.InvariantCulture, $" {feed.Kind}\n"); }
        foreach (PropertyInfo property in record.GetType().GetProperties())
        {
            bool isKey = property.SetMethod is not null && property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is not JsonIgnoreCondition.Always;
            object? value = property.GetValue(record);
            if (!isKey || (value is null && !property.IsDefined(typeof(CanBeOffAttribute)))) { continue; }
            WriteKey(property.Name, indent, ref isFirst);
            WriteValue(value, indent);
        }
    }

    private void WriteKey(string name, int indent, ref bool isFirst)
    {
        _text.Append(isFirst ? "" : new string(' ', indent));
        isFirst = false;
        _text.Append(random.Next(3) switch { 0 => JsonNamingPolicy.CamelCase.ConvertName(name), 1 => JsonNamingPolicy.KebabCaseLower.ConvertName(name), _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(name) }).Append(':');
    }

    private void WriteValue(object? value, int indent)
    {
        if (Scalar(value) is { } scalar) { _text.Append(CultureInfo.InvariantCulture, $" {scalar}{(random.Next(8) == 0 ? "   # a comment" : "")}\n"); }
        else if (value is IDictionary { Count: 0 }) { _text.Append(" {}\n"); }
        else if (value is IDictionary map)
        {
            _text.Append('\n');
            foreach (DictionaryEntry entry in map)
            {
                _text.Append(' ', indent + 2).Append(CultureInfo.InvariantCulture, $"'{entry.Key}':");
                WriteValue(entry.Value, indent + 2);
            }
        }
        else if (value is IEnumerable list) { WriteList([.. list.Cast<object>()], indent); }
        else
        {
            _text.Append('\n');
            WriteRecord(value!, indent + 2, isItem: false);
        }
    }

    private void WriteList(object[] items, int indent)
    {
        if (items.All(item => Scalar(item) is not null))
        {
            _text.Append(CultureInfo.InvariantCulture, $" [{string.Join(", ", items.Select(Scalar))}]\n");
            return;
        }

        _text.Append('\n');
        foreach (object item in items)
        {
            _text.Append(' ', indent + 2).Append("- ");
            WriteRecord(item, indent + 4, isItem: true);
        }
    }

    private static string? Scalar(object? value) => value switch
    {
        null => "off",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        bool flag => flag ? "true" : "false",
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        TimeSpan time => time.Ticks % 10 == 0 ? $"{time.Ticks / 10}us" : $"{time.Ticks / 10}.{time.Ticks % 10}us",
        ByteSize size => $"{size.Bytes}B",
        Ratio ratio => FixedPoint.Format(ratio.BasisPoints, 4),
        FeeRate fee => FixedPoint.Format(fee.Raw, FeeRate.Scale),
        SecretReference secret => secret.Variable is { } name ? $"'${{{name}}}'" : $"file:{secret.File}",
        int or long or ulong or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
