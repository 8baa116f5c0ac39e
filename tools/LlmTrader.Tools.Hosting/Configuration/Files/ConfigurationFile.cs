using System.Text;
using System.Text.Json;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>
/// A list of things in a file that people write: JSON, comments and trailing commas allowed, or YAML by the name's end. Unknown
/// fields are errors; every error names the file, the line and the field.
/// </summary>
internal sealed class ConfigurationFile<T>
{
    private readonly byte[] _json;

    private ConfigurationFile(string path, byte[] json, IReadOnlyList<T> items)
    {
        Path = path;
        _json = json;
        Items = items;
    }

    public string Path { get; }

    public IReadOnlyList<T> Items { get; }

    /// <summary>Throws <see cref="RunException"/> that says what can't be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The end of an error's text: what such a file looks like.</param>
    public static ConfigurationFile<T> Read(string path, string expected)
    {
        string text;
        if (!File.Exists(path)) { throw new RunException($"There is no file '{path}'."); }
        try { text = File.ReadAllText(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new RunException($"'{path}' can't be read: {e.Message}", e); }
        bool isYaml = System.IO.Path.GetExtension(path) is ".yaml" or ".yml";
        string json = isYaml ? YamlAsJson.Convert(path, text) : text;
        try
        {
            return new ConfigurationFile<T>(path, Encoding.UTF8.GetBytes(json), JsonSerializer.Deserialize<IReadOnlyList<T>>(json, ConfigurationText.Options) ?? []);
        }
        catch (JsonException e)
        {
            throw new RunException($"{path}:{e.LineNumber + 1}: {e.Path}: {ConfigurationText.Problem(e)} {expected}", e);
        }
    }

    /// <summary>What can't be used in an item, after its file and line.</summary>
    /// <param name="item">Its place in the list.</param>
    /// <param name="field">The field to blame, as the file writes it; null for the whole item.</param>
    /// <param name="problem">A sentence that names the field.</param>
    public RunException Wrong(int item, string? field, string problem) => new($"{Path}:{LineOf(item, field)}: {problem}");

    private int LineOf(int item, string? field)
    {
        Utf8JsonReader reader = new(_json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        int at = -1;
        long start = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 1 && ++at == item) { start = reader.TokenStartIndex; }
            if (at == item && reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && string.Equals(reader.GetString(), field, StringComparison.OrdinalIgnoreCase)) { start = reader.TokenStartIndex; }
        }

        return 1 + _json.AsSpan(0, (int)start).Count((byte)'\n');
    }
}
