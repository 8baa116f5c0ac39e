using System.Text;
using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Reads the text of a configuration into nodes that know their lines. JSON and YAML come to the same nodes.</summary>
internal static class ConfigurationTree
{
    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Throws <see cref="FileSyntaxException"/> for what is neither.</summary>
    public static ConfigurationNode Read(string path, string text)
    {
        bool isJson = string.Equals(Path.GetExtension(path), ".json", StringComparison.OrdinalIgnoreCase);
        return ReadJson(path, isJson ? text : YamlAsJson.Convert(path, text), line => ConfigurationOrigin.Of(path, line));
    }

    /// <summary>A value in YAML's flow style, all of whose nodes come from an environment variable. Throws <see cref="FileSyntaxException"/>.</summary>
    public static ConfigurationNode ReadVariable(string variable, string text) =>
        ReadJson(variable, YamlAsJson.Convert(variable, text), _ => ConfigurationOrigin.OfVariable(variable));

    private static ConfigurationNode ReadJson(string path, string json, Func<int, ConfigurationOrigin> originOf)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        Utf8JsonReader reader = new(bytes, Reading);
        try
        {
            LineCounter lines = new(bytes);
            if (!reader.Read()) { return ConfigurationNode.OfNothing(originOf(1)); }
            ConfigurationNode root = ReadValue(ref reader, ref lines, originOf);
            reader.Read();    // Throws when something stands behind the end.
            return root;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)    // The latter: text that is no UTF-16.
        {
            long line = (e as JsonException)?.LineNumber + 1 ?? 1;
            throw new FileSyntaxException(path, line, $"this is not JSON: {e.Message.Split(" LineNumber:")[0]}", e);
        }
    }

    private static ConfigurationNode ReadValue(ref Utf8JsonReader reader, ref LineCounter lines, Func<int, ConfigurationOrigin> originOf)
    {
        ConfigurationOrigin origin = originOf(lines.LineAt((int)reader.TokenStartIndex));
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ConfigurationNode map = ConfigurationNode.OfMap(origin);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    ConfigurationOrigin at = originOf(lines.LineAt((int)reader.TokenStartIndex));
                    string key = reader.GetString()!;
                    reader.Read();
                    map.Fields.Add(new ConfigurationField(key, at, ReadValue(ref reader, ref lines, originOf)));
                }

                return map;
            case JsonTokenType.StartArray:
                ConfigurationNode list = ConfigurationNode.OfList(origin);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) { list.Items.Add(ReadValue(ref reader, ref lines, originOf)); }
                return list;
            case JsonTokenType.Null: return ConfigurationNode.OfNothing(origin);
            case JsonTokenType.String: return ConfigurationNode.OfText(reader.GetString()!, origin);
            default: return ConfigurationNode.OfText(Encoding.UTF8.GetString(reader.ValueSpan), origin);
        }
    }

    // Tokens come in order, so that each newline is counted once.
    private ref struct LineCounter(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _counted;
        private int _line = 1;

        public int LineAt(int index)
        {
            _line += _bytes[_counted..index].Count((byte)'\n');
            _counted = index;
            return _line;
        }
    }
}
